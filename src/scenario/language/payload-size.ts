import { parseSizeBytes } from '../../base/units.ts';
import { list, object } from '../kinds/collections.ts';
import { mapped, type Kind } from '../kinds/kind.ts';
import { size } from '../kinds/quantities.ts';
import { number } from '../kinds/scalars.ts';
import type { PayloadContent, SizeDistribution, WeightedSize } from '../payload.ts';
import type { Reader } from '../reader.ts';
import type { SourceNode, SourceScalar } from '../source-tree.ts';
import { PAYLOAD_BYTES_MAX, PAYLOAD_BYTES_MIN } from './limits.ts';

const bytes = size({ min: 0, max: PAYLOAD_BYTES_MAX });
const CHOICES_MAX = 100;
/** Where no `max` is given, the sizes go so many deviations above their mean. */
const DEVIATIONS_ABOVE = 4;

type SizeContent = Extract<PayloadContent, { kind: 'size' | 'sizes' | 'empty' }>;

interface NormalMap {
  readonly mean: number;
  readonly deviation: number;
  readonly min?: number;
  readonly max?: number;
}

const normal: Kind<NormalMap> = object<NormalMap>(
  { what: '`normal`' },
  {
    mean: { kind: bytes, description: 'Mean size.', required: true },
    deviation: { kind: bytes, description: 'Standard deviation of the sizes.', required: true },
    min: { kind: bytes, description: 'The smallest size; 24B where absent.' },
    max: { kind: bytes, description: 'The largest size; four deviations above the mean where absent.' },
  },
);

const distribution: Kind<SizeDistribution> = mapped(
  object<{ readonly normal: NormalMap }>(
    { what: '`size`' },
    { normal: { kind: normal, description: 'Sizes around a mean.', required: true } },
  ),
  ({ normal: given }, node, reader) => {
    const { mean, deviation, min = Math.min(24, mean) } = given;
    const max = given.max ?? Math.min(PAYLOAD_BYTES_MAX, mean + DEVIATIONS_ABOVE * deviation);
    if (min <= mean && mean <= max) return { kind: 'normal', mean, deviation, min, max };
    reader.report('out-of-range', node.span, '`mean` must lie between `min` and `max`');
    return undefined;
  },
);

const choices: Kind<readonly WeightedSize[]> = list(
  object<WeightedSize>(
    { what: 'a size with a weight' },
    {
      size: { kind: bytes, description: 'Bytes of the payload.', required: true },
      weight: { kind: number({ min: 0.000_001 }), description: 'How often, in proportion.', fallback: 1 },
    },
  ),
  { max: CHOICES_MAX, what: 'sizes' },
);

/** One size for all messages, none at all, or sizes that are drawn: a range, a normal distribution, a list with weights. */
export const payloadSize: Kind<SizeContent> = {
  expects: 'a size such as `256B`, a range such as `100B..2KiB`, or `empty`',
  read: (node, reader) => {
    if (node.kind === 'map') return drawn(distribution.read(node, reader));
    if (node.kind === 'list') return drawn(weighted(node, reader));
    const range = rangeOf(node, reader);
    if (range !== undefined) return readRange(range, node, reader);
    if (reader.constant(node)?.text === 'empty') return { kind: 'empty' };
    const fixed = bytes.read(node, reader);
    if (fixed === 0) return { kind: 'empty' };
    return fixed === undefined ? undefined : { kind: 'size', bytes: fixed };
  },
  schema: (definitions) => ({
    anyOf: [
      bytes.schema(definitions),
      { const: 'empty' },
      { type: 'string', pattern: String.raw`\.\.` },
      distribution.schema(definitions),
      choices.schema(definitions),
    ],
  }),
};

function drawn(sizes: SizeDistribution | undefined): SizeContent | undefined {
  return sizes === undefined ? undefined : { kind: 'sizes', sizes };
}

function weighted(node: SourceNode, reader: Reader): SizeDistribution | undefined {
  const read = choices.read(node, reader);
  return read === undefined ? undefined : { kind: 'weighted', choices: read };
}

function rangeOf(node: SourceScalar, reader: Reader): readonly [string, string] | undefined {
  if (typeof node.value !== 'string' || !node.value.includes('..')) return undefined;
  const [from, to, more] = reader.constant(node)?.text.split('..') ?? [];
  return from === undefined || to === undefined || more !== undefined ? undefined : [from, to];
}

function readRange(
  [from, to]: readonly [string, string],
  node: SourceNode,
  reader: Reader,
): SizeContent | undefined {
  const [min, max] = [parseSizeBytes(from.trim()), parseSizeBytes(to.trim())];
  if (min !== undefined && max !== undefined && min <= max && max <= PAYLOAD_BYTES_MAX)
    return { kind: 'sizes', sizes: { kind: 'uniform', min, max } };
  reader.report('bad-value', node.span, 'needs an ascending range of sizes such as `100B..2KiB`');
  return undefined;
}

/** Room for the stamp, at least. */
export function hasRoomForStamp(bytesMin: number, node: SourceNode, reader: Reader): boolean {
  if (bytesMin >= PAYLOAD_BYTES_MIN) return true;
  reader.report(
    'payload-too-small',
    node.span,
    `a payload of ${bytesMin} bytes has no room for the ${PAYLOAD_BYTES_MIN} bytes that identify each message`,
    `use ${PAYLOAD_BYTES_MIN}B or more`,
  );
  return false;
}
