import type { ClientName } from '../bind-template.ts';
import { didYouMean } from '../nearest.ts';
import { hasInterpolation } from '../parse-template.ts';
import type { JsonTemplate, TimestampFormat } from '../payload.ts';
import type { Reader } from '../reader.ts';
import {
  shorten,
  type SourceEntry,
  type SourceMap,
  type SourceNode,
  type SourceScalar,
} from '../source-tree.ts';
import { object } from './collections.ts';
import type { Kind } from './kind.ts';
import { integer, number, oneOf, wrongType } from './scalars.ts';

const DECIMALS_MAX = 12;

/** What differs in a JSON value, beside text with `${…}`: a map with one of these keys and no other. */
const GENERATORS = {
  $random: {
    expects: '`min` and `max`',
    read: (node, reader) => random.read(node, reader),
  },
  $sequence: {
    expects: '`true`, or the first number',
    read: (node, reader) => readSequence(node, reader),
  },
  $timestamp: {
    expects: '`iso`, `ms` or `s`',
    read: (node, reader) => {
      const format = timestampFormat.read(node, reader);
      return format === undefined ? undefined : { kind: 'timestamp', format };
    },
  },
  $pick: {
    expects: 'a list of values',
    read: (node, reader, inner) => readPick(node, reader, inner),
  },
} as const satisfies Record<string, Generator>;

interface Generator {
  readonly expects: string;
  readonly read: (node: SourceNode, reader: Reader, inner: ReadJson) => JsonTemplate | undefined;
}

type ReadJson = (node: SourceNode, reader: Reader) => JsonTemplate | undefined;

/**
 * Any JSON value, written as YAML. Text may differ by the names in `allowed`. Without `generators`, `$` keys are like others
 * and text with `${…}` is always text.
 */
export function jsonTemplate(
  allowed: readonly ClientName[],
  options: { readonly generators: boolean } = { generators: true },
): Kind<JsonTemplate> {
  const read: ReadJson = (node, reader) => {
    switch (node.kind) {
      case 'scalar':
        return readScalar(node, { allowed, isQuoted: !options.generators }, reader);
      case 'list':
        return { kind: 'list', items: readAll(node.items, reader, read) };
      case 'map':
        return options.generators ? readMap(node, reader, read) : readEntries(node, reader, read);
    }
  };
  return { expects: 'a JSON value', read, schema: () => ({}) };
}

function readScalar(
  node: SourceScalar,
  { allowed, isQuoted }: { readonly allowed: readonly ClientName[]; readonly isQuoted: boolean },
  reader: Reader,
): JsonTemplate | undefined {
  if (typeof node.value === 'string' && hasInterpolation(node.value)) {
    const text = reader.template(node, allowed);
    if (text === undefined) return undefined;
    return isQuoted ? { kind: 'text', text, isQuoted } : { kind: 'text', text };
  }
  if (typeof node.value !== 'number' || Number.isFinite(node.value))
    return { kind: 'literal', text: JSON.stringify(node.value) };
  reader.report('bad-value', node.span, `JSON has no \`${shorten(node.text)}\``);
  return undefined;
}

function readAll(nodes: readonly SourceNode[], reader: Reader, read: ReadJson): JsonTemplate[] {
  return nodes.map((node) => read(node, reader)).filter((value) => value !== undefined);
}

function readMap(node: SourceMap, reader: Reader, read: ReadJson): JsonTemplate | undefined {
  const generator = node.entries.find((entry) => entry.key.startsWith('$'));
  if (generator !== undefined) return readGenerator(generator, node, reader, read);
  return readEntries(node, reader, read);
}

function readEntries(node: SourceMap, reader: Reader, read: ReadJson): JsonTemplate {
  const entries = node.entries.map((entry) => [entry.key, read(entry.value, reader)] as const);
  return {
    kind: 'map',
    entries: entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  };
}

function readGenerator(
  { key, keySpan, value }: SourceEntry,
  node: SourceMap,
  reader: Reader,
  read: ReadJson,
): JsonTemplate | undefined {
  const names = Object.keys(GENERATORS);
  const known: Generator | undefined = Object.entries(GENERATORS).find(([name]) => name === key)?.[1];
  if (known === undefined)
    reader.report(
      'unknown-key',
      keySpan,
      `\`${shorten(key)}\` makes no value`,
      didYouMean(key, names) ?? `values are made by ${names.join(', ')}`,
    );
  else if (node.entries.length > 1)
    reader.report('conflicting-keys', keySpan, `\`${key}\` stands alone in its map`);
  else return reader.under(key, () => known.read(value, reader, read));
  return undefined;
}

interface RandomMap {
  readonly min: number;
  readonly max: number;
  readonly decimals: number;
}

const randomMap: Kind<RandomMap> = object<RandomMap>(
  { what: '`$random`' },
  {
    min: { kind: number(), description: 'The least value.', required: true },
    max: { kind: number(), description: 'The greatest value.', required: true },
    decimals: {
      kind: integer({ min: 0, max: DECIMALS_MAX }),
      description: 'Digits behind the point.',
      fallback: 0,
    },
  },
);

const random = {
  read: (node: SourceNode, reader: Reader): JsonTemplate | undefined => {
    const value = randomMap.read(node, reader);
    if (value === undefined) return undefined;
    if (value.min <= value.max) return { kind: 'random', ...value };
    reader.report('out-of-range', reader.spanOf(value, 'max'), '`max` must not be below `min`');
    return undefined;
  },
};

const timestampFormat: Kind<TimestampFormat> = oneOf('iso', 'ms', 's');

const firstNumber = integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

function readSequence(node: SourceNode, reader: Reader): JsonTemplate | undefined {
  if (node.kind === 'scalar' && node.value === true) return { kind: 'sequence', from: 0 };
  const from = firstNumber.read(node, reader);
  return from === undefined ? undefined : { kind: 'sequence', from };
}

function readPick(node: SourceNode, reader: Reader, read: ReadJson): JsonTemplate | undefined {
  if (node.kind === 'list' && node.items.length > 0)
    return { kind: 'pick', items: readAll(node.items, reader, read) };
  wrongType(node, 'a list of values to choose from', reader);
  return undefined;
}
