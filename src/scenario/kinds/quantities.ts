import {
  formatBytes,
  formatDurationUs,
  parseDurationUs,
  parseRatePerSecond,
  parseShare,
  parseSizeBytes,
} from '../../base/units.ts';
import { shorten } from '../source-tree.ts';
import { INTERPOLATED, type Kind } from './kind.ts';
import { scalarOf } from './scalars.ts';

interface QuantitySpec {
  readonly expects: string;
  readonly pattern: string;
  readonly parse: (text: string) => number | undefined;
  readonly format: (value: number) => string;
  readonly min: number;
  readonly max: number;
  readonly hint: (text: string) => string | undefined;
  /** Numbers without a unit that need none. */
  readonly bareNumbers?: 'all' | 'zero';
}

function quantity(spec: QuantitySpec): Kind<number> {
  const { expects, min, max, format } = spec;
  return {
    expects,
    read: (node, reader) => {
      const scalar = scalarOf(node, expects, reader);
      const constant = scalar === undefined ? undefined : reader.constant(scalar);
      if (constant === undefined) return undefined;
      const value = typeof constant.value === 'boolean' ? undefined : spec.parse(constant.text);
      if (value === undefined)
        reader.report(
          'bad-value',
          node.span,
          `needs ${expects}, not \`${shorten(constant.text)}\``,
          spec.hint(constant.text),
        );
      else if (value < min || value > max)
        reader.report(
          'out-of-range',
          node.span,
          `needs ${format(min)} to ${format(max)}, not ${shorten(constant.text)}`,
        );
      else return value;
      return undefined;
    },
    schema: () => ({ anyOf: [{ type: 'string', pattern: spec.pattern }, ...bareSchema(spec), INTERPOLATED] }),
  };
}

function bareSchema(spec: QuantitySpec): { type: 'integer'; minimum: number; maximum?: number }[] {
  if (spec.bareNumbers === 'all') return [{ type: 'integer', minimum: 0 }];
  return spec.bareNumbers === 'zero' ? [{ type: 'integer', minimum: 0, maximum: 0 }] : [];
}

const NUMBER = String.raw`(\d+(\.\d+)?|\.\d+)`;
const UNITLESS = /^\d+(?:\.\d+)?$/u;

interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** A month: longer than any run. */
const DURATION_US_MAX = 31 * 86_400_000_000;

/** Microseconds. */
export function duration(bounds: Partial<Bounds> = {}): Kind<number> {
  const { min = 0, max = DURATION_US_MAX } = bounds;
  return quantity({
    expects: 'a duration such as `5s`, `250ms` or `1m30s`',
    pattern: String.raw`^\s*(0|(${NUMBER}\s*(us|µs|ms|min|s|m|h|d)\s*)+)$`,
    parse: parseDurationUs,
    format: formatDurationUs,
    min,
    max,
    hint: (text) => (UNITLESS.test(text) ? `a duration has a unit: \`${text}s\`` : undefined),
    ...(min === 0 ? { bareNumbers: 'zero' } : {}),
  });
}

/** Bytes. */
export function size(bounds: Bounds): Kind<number> {
  return quantity({
    expects: 'a size such as `256B` or `1KiB`',
    pattern: String.raw`^\s*${NUMBER}\s*(B|[kK]B|KiB|MB|MiB|GB|GiB)?\s*$`,
    parse: parseSizeBytes,
    format: formatBytes,
    ...bounds,
    hint: () => undefined,
    bareNumbers: 'all',
  });
}

const RATE_MIN = 1 / 86_400;
const RATE_MAX = 100_000_000;

/** Events a second. */
export const rate: Kind<number> = quantity({
  expects: 'a rate such as `20/s` or `1/min`',
  pattern: String.raw`^\s*${NUMBER}\s*/\s*(s|min|m|h|d)\s*$`,
  parse: parseRatePerSecond,
  format: (value) => (value < 1 ? `${value * 86_400}/d` : `${value}/s`),
  min: RATE_MIN,
  max: RATE_MAX,
  hint: (text) => (UNITLESS.test(text) ? `a rate says for what time: \`${text}/s\`` : undefined),
});

/** A fraction in (0, 1]. */
export const share: Kind<number> = quantity({
  expects: 'a share such as `50%`',
  pattern: String.raw`^\s*${NUMBER}\s*%\s*$`,
  parse: (text) => parseShare(text),
  format: (value) => `${value * 100}%`,
  min: 0.000_001,
  max: 1,
  hint: (text) => (UNITLESS.test(text) ? `a share has a percent sign: \`${text}%\`` : undefined),
});
