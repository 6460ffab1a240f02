/** Faults of the network: one description for the schedule under `faults`, one for the step `fault`. */
import { list, oneOrMany, type Fields } from '../kinds/collections.ts';
import { mapped, named, type Kind } from '../kinds/kind.ts';
import { duration, size } from '../kinds/quantities.ts';
import { integer, text, wrongType } from '../kinds/scalars.ts';
import { didYouMean } from '../nearest.ts';
import type { Reader } from '../reader.ts';
import { shorten, type SourceEntry, type SourceNode } from '../source-tree.ts';
import type { FaultSpec, FaultStepSpec } from '../types.ts';
import { cut } from './fault-cut.ts';
import { directed, fault, FAULT_NAME_MAX, type Direct } from './fault-parts.ts';
import { ANY_RANDOM, random } from './fault-random.ts';

const FAULTS_MAX = 200;
const nothing: Fields<object> = {};

const latency = fault<Direct & { readonly delay: number; readonly jitter: number }>(
  'latency',
  {
    ...directed,
    delay: { kind: duration(), description: 'How long each packet is held, on each way.', required: true },
    jitter: { kind: duration(), description: 'Up to so much more or less.', fallback: 0 },
  },
  ({ delay, jitter, direction: way }) => [
    { kind: 'latency', delayUs: delay, jitterUs: jitter, direction: way },
  ],
);

const bandwidth = fault<Direct & { readonly perSecond: number }>(
  'bandwidth',
  {
    ...directed,
    perSecond: {
      kind: size({ min: 1, max: 10_000_000_000 }),
      description: 'Bytes that pass in a second, on each connection and each way.',
      required: true,
    },
  },
  ({ perSecond, direction: way }) => [{ kind: 'bandwidth', bytesPerSecond: perSecond, direction: way }],
);

const slice = fault<Direct & { readonly bytes: number }>(
  'slice',
  {
    ...directed,
    bytes: {
      kind: integer({ min: 1, max: 65_536 }),
      description: 'Bytes that pass at a time: one where absent.',
      fallback: 1,
    },
  },
  ({ bytes, direction: way }) => [{ kind: 'slice', bytes, direction: way }],
);

const KINDS: Readonly<Record<string, Kind<FaultSpec>>> = {
  latency,
  bandwidth,
  slice,
  stall: fault<Direct>('stall', directed, ({ direction: way }) => [{ kind: 'stall', direction: way }]),
  'half-open': fault<Direct>('half-open', directed, ({ direction: way }) => [
    { kind: 'half-open', direction: way },
  ]),
  partition: fault<object>('partition', nothing, () => [{ kind: 'partition' }]),
  reset: fault<object>('reset', nothing, () => [{ kind: 'reset' }]),
  fin: fault<object>('fin', nothing, () => [{ kind: 'fin' }]),
  cut,
};

const SCHEDULED: Readonly<Record<string, Kind<FaultSpec>>> = { ...KINDS, random };

const EXPECTS = 'a fault such as `reset: { clients: all, every: 5s }`';

/** A map with one key, which says what breaks. */
function oneOfKinds<T>(kinds: Readonly<Record<string, Kind<T>>>, expects: string): Kind<T> {
  return {
    expects,
    read: (node, reader) => {
      const entry = onlyEntry(node, expects, reader);
      if (entry === undefined) return undefined;
      const kind = Object.hasOwn(kinds, entry.key) ? kinds[entry.key] : undefined;
      if (kind !== undefined) return reader.under(entry.key, () => kind.read(entry.value, reader));
      const hint = didYouMean(entry.key, Object.keys(kinds)) ?? `faults: ${Object.keys(kinds).join(', ')}`;
      reader.report('unknown-key', entry.keySpan, `\`${shorten(entry.key)}\` is not a fault`, hint);
      return undefined;
    },
    schema: (definitions) => ({
      oneOf: Object.entries(kinds).map(([key, kind]) => ({
        type: 'object',
        properties: { [key]: kind.schema(definitions) },
        required: [key],
        additionalProperties: false,
      })),
    }),
  };
}

function onlyEntry(node: SourceNode, expects: string, reader: Reader): SourceEntry | undefined {
  const [first, second] = node.kind === 'map' ? node.entries : [];
  if (first === undefined) {
    wrongType(node, expects, reader);
    return undefined;
  }
  if (second === undefined) return first;
  reader.report('unknown-key', second.keySpan, `a fault has one key, and \`${first.key}\` is that`);
  return first;
}

const scheduled = list(
  named('fault', EXPECTS, () => oneOfKinds(SCHEDULED, EXPECTS)),
  { max: FAULTS_MAX, what: 'faults' },
);

/** The schedule; the word `random` is short for one random fault as it comes. */
export const faults: Kind<readonly FaultSpec[]> = {
  expects: 'a list of faults, or `random`',
  read: (node, reader) => {
    if (node.kind !== 'scalar') return scheduled.read(node, reader);
    if (node.text !== 'random') {
      wrongType(node, 'a list of faults, or `random`', reader);
      return undefined;
    }
    return [ANY_RANDOM];
  },
  schema: (definitions) => ({ anyOf: [{ enum: ['random'] }, scheduled.schema(definitions)] }),
};

const stopNames = oneOrMany(text({ lengthMin: 1, lengthMax: FAULT_NAME_MAX }), {
  max: FAULTS_MAX,
  what: 'names',
});

const stepKinds: Readonly<Record<string, Kind<FaultStepSpec>>> = {
  ...Object.fromEntries(
    Object.entries(KINDS).map(([key, kind]) => [key, mapped(kind, (start): FaultStepSpec => ({ start }))]),
  ),
  stop: mapped(stopNames, (names): FaultStepSpec => ({ stop: names.includes('all') ? 'all' : names })),
};

/** Now: a fault begins, or some end. */
export const faultStep: Kind<FaultStepSpec> = oneOfKinds(stepKinds, 'a fault, or `stop: all`');
