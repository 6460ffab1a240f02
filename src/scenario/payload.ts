/** What messages carry: the payloads of the language. */
import type { Template } from './template.ts';

/**
 * Where the stamp stands that tells each message from every other; `none`: nothing about it is judged. An empty payload has
 * no stamp, but it is known who published it and when.
 */
export type StampPlace = 'payload' | 'user-property' | 'none' | 'empty';

export interface PayloadSpec {
  readonly content: PayloadContent;
  /** `payload`: the stamp takes the first bytes of a payload of a given size, and stands before any other content. */
  readonly stamp: StampPlace;
}

export type PayloadContent =
  /** Bytes of no meaning, the stamp included where it is in the payload. */
  | { readonly kind: 'size'; readonly bytes: number }
  | { readonly kind: 'sizes'; readonly sizes: SizeDistribution }
  /** Not one byte: with RETAIN it clears its topic. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'text'; readonly text: Template }
  | { readonly kind: 'json'; readonly value: JsonTemplate }
  /** A path, not its content: files are read by the stage that acts. */
  | { readonly kind: 'file'; readonly path: string };

/** Sizes in bytes, drawn anew for each message. */
export type SizeDistribution =
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  /** What lies outside of `min … max` is moved to its nearer end. */
  | {
      readonly kind: 'normal';
      readonly mean: number;
      readonly deviation: number;
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: 'weighted'; readonly choices: readonly WeightedSize[] };

export interface WeightedSize {
  readonly size: number;
  /** In proportion to the sum of all weights. */
  readonly weight: number;
}

/** A JSON value with places to fill in for each message. */
export type JsonTemplate =
  /** JSON text, ready. */
  | { readonly kind: 'literal'; readonly text: string }
  /** A number where it is one `${…}` with a number for a value and not `isQuoted`, else text. */
  | { readonly kind: 'text'; readonly text: Template; readonly isQuoted?: true }
  | { readonly kind: 'list'; readonly items: readonly JsonTemplate[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [key: string, value: JsonTemplate])[] }
  | { readonly kind: 'random'; readonly min: number; readonly max: number; readonly decimals: number }
  /** The number of the message in its flow, from `from`. */
  | { readonly kind: 'sequence'; readonly from: number }
  /** Wall-clock time of the send. */
  | { readonly kind: 'timestamp'; readonly format: TimestampFormat }
  | { readonly kind: 'pick'; readonly items: readonly JsonTemplate[] };

export type TimestampFormat = 'iso' | 'ms' | 's';

/** Bytes of the largest payload of that content; undefined where only the run can tell. */
export function largestSize(content: PayloadContent): number | undefined {
  if (content.kind === 'size') return content.bytes;
  if (content.kind === 'empty') return 0;
  if (content.kind !== 'sizes') return undefined;
  const { sizes } = content;
  return sizes.kind === 'weighted' ? Math.max(...sizes.choices.map(({ size }) => size)) : sizes.max;
}

/** Bytes of the smallest payload of that content; undefined where only the run can tell. */
export function smallestSize(content: PayloadContent): number | undefined {
  if (content.kind === 'size') return content.bytes;
  if (content.kind !== 'sizes') return undefined;
  const { sizes } = content;
  return sizes.kind === 'weighted' ? Math.min(...sizes.choices.map(({ size }) => size)) : sizes.min;
}
