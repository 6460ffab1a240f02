import { didYouMean } from '../nearest.ts';
import type { Reader } from '../reader.ts';
import { shorten, type SourceEntry, type SourceMap, type SourceNode } from '../source-tree.ts';
import type { Definitions, JsonSchema, Kind } from './kind.ts';
import { wrongType } from './scalars.ts';

export interface Field<T> {
  readonly kind: Kind<T>;
  /** For people: schema, editors and documentation. */
  readonly description: string;
  readonly required?: true;
  readonly fallback?: T;
}

/** A field that may be left out and is absent then. */
type OptionalField<T> = Field<T> & { readonly required?: never; readonly fallback?: never };
/** A field that is always there: the scenario gives it, or the language does. */
type SettledField<T> = Field<T> & ({ readonly required: true } | { readonly fallback: T });

/** The description of every property of T; keys in the file are kebab-case. */
export type Fields<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K>
    ? OptionalField<Exclude<T[K], undefined>>
    : SettledField<T[K]>;
};

interface ObjectOptions<T> {
  /** Completes "is not a key of …". */
  readonly what: string;
  /** How a scalar or list, instead of a map, is read as the whole object. */
  readonly short?: Kind<T>;
}

/** A map with a known set of keys. */
export interface ObjectKind<T> extends Kind<T> {
  /** What of a map can be read, for checks that go on in spite of problems. */
  readonly readPart: (node: SourceMap, reader: Reader) => Partial<T>;
}

/** A map with a known set of keys. Anything else in it is an error. */
export function object<T extends object>(options: ObjectOptions<T>, fields: Fields<T>): ObjectKind<T> {
  const list: readonly [string, Field<unknown>][] = Object.entries(fields);
  const described = list.map(([property, field]) => ({ property, key: kebab(property), field }));
  const { what, short } = options;
  const readMap = (node: SourceMap, reader: Reader): ReadFields => {
    reportUnknownKeys(node, what, new Set(described.map(({ key }) => key)), reader);
    return readFields(node, described, what, reader);
  };
  return {
    expects: short === undefined ? `a map with the keys of ${what}` : `${short.expects} or a map`,
    read: (node, reader) => {
      if (node.kind !== 'map') {
        if (short !== undefined) return short.read(node, reader);
        wrongType(node, `a map with the keys of ${what}`, reader);
        return undefined;
      }
      const { value, isComplete } = readMap(node, reader);
      return isComplete ? (value as T) : undefined;
    },
    readPart: (node, reader) => readMap(node, reader).value,
    schema: (definitions) => {
      const full = objectSchema(described, definitions);
      return short === undefined ? full : { anyOf: [short.schema(definitions), full] };
    },
  };
}

interface ReadFields {
  readonly value: object;
  /** False: a field that must be there is missing or wrong. */
  readonly isComplete: boolean;
}

interface DescribedField {
  readonly property: string;
  readonly key: string;
  readonly field: Field<unknown>;
}

function reportUnknownKeys(node: SourceMap, what: string, known: ReadonlySet<string>, reader: Reader): void {
  for (const entry of node.entries) {
    if (known.has(entry.key)) continue;
    reader.report(
      'unknown-key',
      entry.keySpan,
      `\`${shorten(entry.key)}\` is not a key of ${what}`,
      keyHint(entry.key, known),
    );
  }
}

function keyHint(key: string, known: ReadonlySet<string>): string {
  return didYouMean(kebab(key.replaceAll('_', '-')), known) ?? `known keys: ${[...known].join(', ')}`;
}

function readFields(
  node: SourceMap,
  described: readonly DescribedField[],
  what: string,
  reader: Reader,
): ReadFields {
  const value: Record<string, unknown> = {};
  let isComplete = true;
  for (const { property, key, field } of described) {
    const entry = node.entries.find((candidate) => candidate.key === key);
    const read =
      entry === undefined ? field.fallback : reader.under(key, () => field.kind.read(entry.value, reader));
    if (read !== undefined) value[property] = read;
    else if (field.required === true || (entry !== undefined && field.fallback !== undefined))
      isComplete = false;
    if (entry === undefined && field.required === true)
      reader.report('missing-key', firstOf(node), `${what} needs \`${key}\`: ${field.kind.expects}`);
  }
  reader.remember(value, node);
  return { value, isComplete };
}

/** The start of a map is enough to point at: it may go on for pages. */
function firstOf(node: SourceMap): { start: number; end: number } {
  const first = node.entries[0];
  return first === undefined ? node.span : { start: node.span.start, end: first.keySpan.end };
}

function objectSchema(described: readonly DescribedField[], definitions: Definitions): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  for (const { key, field } of described) {
    properties[key] = { description: field.description, ...field.kind.schema(definitions) };
  }
  const required = described.filter(({ field }) => field.required === true).map(({ key }) => key);
  return {
    type: 'object',
    properties,
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

/** `keepAlive` → `keep-alive`. */
function kebab(property: string): string {
  return property.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
}

interface ListOptions {
  readonly min?: number;
  readonly max: number;
  readonly what: string;
}

/** A list of one kind of value. Items that are wrong are left out, so that the others are still checked. */
export function list<T>(item: Kind<T>, options: ListOptions): Kind<readonly T[]> {
  const { min = 1, max, what } = options;
  const expects = `a list of ${what}`;
  return {
    expects,
    read: (node, reader) => {
      if (node.kind !== 'list') {
        wrongType(node, expects, reader);
        return undefined;
      }
      if (node.items.length < min || node.items.length > max) {
        reader.report('out-of-range', node.span, `needs ${min} to ${max} ${what}, not ${node.items.length}`);
        return undefined;
      }
      const values = node.items
        .map((entry) => item.read(entry, reader))
        .filter((value) => value !== undefined);
      reader.remember(values, node);
      return values;
    },
    schema: (definitions) => ({
      type: 'array',
      items: item.schema(definitions),
      minItems: min,
      maxItems: max,
    }),
  };
}

/** One value, or a list of them. */
export function oneOrMany<T>(item: Kind<T>, options: ListOptions): Kind<readonly T[]> {
  const many = list(item, options);
  return {
    expects: `${item.expects}, or a list`,
    read: (node, reader) => {
      if (node.kind === 'list') return many.read(node, reader);
      const value = item.read(node, reader);
      return value === undefined ? undefined : [value];
    },
    schema: (definitions) => ({ anyOf: [item.schema(definitions), many.schema(definitions)] }),
  };
}

interface RecordOptions {
  readonly what: string;
  readonly max: number;
  /** Names must match; it stands in the schema too. */
  readonly namePattern: RegExp;
  /** Completes "a name is …". */
  readonly nameRule: string;
  readonly min?: number;
}

/** A map whose keys are names chosen by the user: pairs of name and value, in the order of the file. */
export function record<T>(item: Kind<T>, options: RecordOptions): Kind<readonly (readonly [string, T])[]> {
  const { what, max, namePattern, nameRule, min = 0 } = options;
  const expects = `a map of ${what}`;
  const readEntry = (entry: SourceEntry, reader: Reader): readonly [string, T] | undefined => {
    if (!namePattern.test(entry.key)) {
      reader.report(
        'bad-name',
        entry.keySpan,
        `\`${shorten(entry.key)}\` cannot be a name: a name is ${nameRule}`,
      );
      return undefined;
    }
    const value = reader.under(entry.key, () => item.read(entry.value, reader));
    return value === undefined ? undefined : [entry.key, value];
  };
  return {
    expects,
    read: (node: SourceNode, reader) => {
      if (node.kind !== 'map') {
        wrongType(node, expects, reader);
        return undefined;
      }
      if (node.entries.length < min || node.entries.length > max) {
        reader.report(
          'out-of-range',
          node.span,
          `needs ${min} to ${max} ${what}, not ${node.entries.length}`,
        );
        return undefined;
      }
      const pairs = node.entries
        .map((entry) => readEntry(entry, reader))
        .filter((pair) => pair !== undefined);
      reader.remember(pairs, node);
      return pairs;
    },
    schema: (definitions) => ({
      type: 'object',
      additionalProperties: item.schema(definitions),
      propertyNames: { pattern: namePattern.source },
      minProperties: min,
      maxProperties: max,
    }),
  };
}
