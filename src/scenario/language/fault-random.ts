/** Faults that the seed draws. */
import type { FaultAction } from '../../fault/types.ts';
import { PacketType } from '../../protocol/constants.ts';
import { oneOrMany } from '../kinds/collections.ts';
import { mapped, type Kind } from '../kinds/kind.ts';
import { oneOf } from '../kinds/scalars.ts';
import type { FaultSpec } from '../types.ts';
import { fault } from './fault-parts.ts';

const RANDOM_KINDS = [
  'reset',
  'fin',
  'cut',
  'stall',
  'half-open',
  'partition',
  'latency',
  'bandwidth',
  'slice',
] as const;
type RandomKind = (typeof RANDOM_KINDS)[number];

interface Random {
  readonly kinds: readonly RandomKind[];
}

const RANDOM_DEFAULTS = { share: 0.3, every: 1_000_000, for: 300_000 };

/** Faults drawn by the seed: which kind, when exactly, for how long, and whom. */
export const random: Kind<FaultSpec> = mapped(
  fault<Random>(
    'random',
    {
      kinds: {
        kind: oneOrMany(oneOf(...RANDOM_KINDS), { max: RANDOM_KINDS.length, what: 'kinds' }),
        description: 'What is drawn from.',
        fallback: RANDOM_KINDS,
      },
    },
    ({ kinds }) => kinds.flatMap((kind) => RANDOM_ACTIONS[kind]),
  ),
  (spec, node, reader) => {
    const settled = { ...RANDOM_DEFAULTS, ...spec };
    reader.remember(settled, node);
    return settled;
  },
);

const BOTH = { direction: 'both' } as const;

const EXCHANGE = [
  PacketType.publish,
  PacketType.puback,
  PacketType.pubrec,
  PacketType.pubrel,
  PacketType.pubcomp,
];

const RANDOM_ACTIONS: Readonly<Record<RandomKind, readonly FaultAction[]>> = {
  reset: [{ kind: 'reset' }],
  fin: [{ kind: 'fin' }],
  cut: EXCHANGE.flatMap((packet): FaultAction[] => {
    const rest = { kind: 'cut', at: { packet, direction: 'both', nth: 1 }, how: 'reset', times: 1 } as const;
    return [rest, { ...rest, passes: 0 }, { ...rest, passes: 3, how: 'fin' }];
  }),
  stall: [
    { kind: 'stall', ...BOTH },
    { kind: 'stall', direction: 'to-broker' },
    { kind: 'stall', direction: 'to-client' },
  ],
  'half-open': [
    { kind: 'half-open', ...BOTH },
    { kind: 'half-open', direction: 'to-broker' },
    { kind: 'half-open', direction: 'to-client' },
  ],
  partition: [{ kind: 'partition' }],
  latency: [{ kind: 'latency', delayUs: 50_000, jitterUs: 50_000, ...BOTH }],
  bandwidth: [{ kind: 'bandwidth', bytesPerSecond: 65_536, ...BOTH }],
  slice: [
    { kind: 'slice', bytes: 1, ...BOTH },
    { kind: 'slice', bytes: 100, ...BOTH },
  ],
};

/** All kinds, as they come. */
export const ANY_RANDOM: FaultSpec = {
  kind: 'random',
  clients: 'all',
  actions: RANDOM_KINDS.flatMap((kind) => RANDOM_ACTIONS[kind]),
  ...RANDOM_DEFAULTS,
};
