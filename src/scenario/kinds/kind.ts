import type { Reader } from '../reader.ts';
import type { SourceNode } from '../source-tree.ts';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonSchema;
export interface JsonSchema {
  readonly [key: string]: JsonValue | undefined;
}

/** Schemas that are referred to by name, collected while a schema is written. */
export type Definitions = Map<string, JsonSchema>;

/**
 * One kind of value of the language, described once: how to read it from YAML with positions, and its JSON Schema.
 * `read` reports what is wrong and answers undefined.
 */
export interface Kind<T> {
  /** Completes "needs …": `a duration such as 5s`. */
  readonly expects: string;
  readonly read: (node: SourceNode, reader: Reader) => T | undefined;
  readonly schema: (definitions: Definitions) => JsonSchema;
}

/** JSON Schema of text with `${…}`, which stands for any value until vars are known. */
export const INTERPOLATED: JsonSchema = { type: 'string', pattern: String.raw`\$\{` };

/** The same kind, with one more check on what was read. It reports and answers false when that is wrong. */
export function checked<T>(
  kind: Kind<T>,
  check: (value: T, node: SourceNode, reader: Reader) => boolean,
): Kind<T> {
  return {
    ...kind,
    read: (node, reader) => {
      const value = kind.read(node, reader);
      return value !== undefined && check(value, node, reader) ? value : undefined;
    },
  };
}

/** The same kind of source, read to something else. */
export function mapped<T, U>(
  kind: Kind<T>,
  convert: (value: T, node: SourceNode, reader: Reader) => U | undefined,
): Kind<U> {
  return {
    expects: kind.expects,
    schema: kind.schema,
    read: (node, reader) => {
      const value = kind.read(node, reader);
      return value === undefined ? undefined : convert(value, node, reader);
    },
  };
}

/** A kind that is written once and referred to by name, so that it may contain itself. */
export function named<T>(name: string, expects: string, kind: () => Kind<T>): Kind<T> {
  return {
    expects,
    read: (node, reader) => kind().read(node, reader),
    schema: (definitions) => {
      if (!definitions.has(name)) {
        definitions.set(name, {});
        definitions.set(name, kind().schema(definitions));
      }
      return { $ref: `#/$defs/${name}` };
    },
  };
}
