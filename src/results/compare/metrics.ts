import { metricUnit } from '../../metrics/read-metric.ts';
import type { MetricUnit } from '../../metrics/read-metric.ts';
import type { MetricChange, Spread } from '../comparison.ts';
import { measureRun } from '../measured.ts';
import type { RunResult } from '../model.ts';
import { doOverlap, spreadOf } from './spread.ts';

/** What is always looked at, as far as it was measured. */
const METRICS = [
  'e2e.latency.p50',
  'e2e.latency.p99',
  'e2e.latency.p99.9',
  'e2e.latency.max',
  'e2e.raw.p50',
  'e2e.raw.p99',
  'publish.latency.p50',
  'publish.latency.p99',
  'publish.raw.p99',
  'request.latency.p50',
  'request.latency.p99',
  'connect.latency.p99',
  'subscribe.latency.p99',
  'publish.rate',
  'acknowledge.rate',
  'receive.rate',
  'messages.lost',
  'messages.duplicated',
  'messages.reordered',
  'messages.unexpected',
  'connect.failed',
  'connection.lost',
  'publish.failed',
  'publish.late',
  'publish.dropped',
  'request.unanswered',
] as const;

export interface ComparedSides {
  readonly base: readonly RunResult[];
  readonly new: readonly RunResult[];
  /** False: the figures prove nothing, whatever they are. */
  readonly isSound: boolean;
}

/** Changes of the usual metrics and of those that are asked for; what is 0 on both sides is left out. */
export function metricChanges(sides: ComparedSides, wanted: readonly string[]): MetricChange[] {
  return [...new Set<string>([...METRICS, ...wanted])].flatMap((metric) => {
    const change = metricChange(sides, metric);
    const isNothing = (change.base?.max ?? 0) === 0 && (change.new?.max ?? 0) === 0;
    return isNothing && !wanted.includes(metric) ? [] : [change];
  });
}

export function metricChange(sides: ComparedSides, metric: string): MetricChange {
  const base = spreadOf(valuesOf(sides.base, metric));
  const now = spreadOf(valuesOf(sides.new, metric));
  const head = { metric, unit: metricUnit(metric) ?? 'count' } as const;
  const known = { ...head, ...(base !== undefined && { base }), ...(now !== undefined && { new: now }) };
  if (base === undefined || now === undefined) return { ...known, change: 'unclear' };
  const difference = now.median - base.median;
  return {
    ...known,
    difference,
    ...(base.median !== 0 && { relative: difference / base.median }),
    change: changeOf(head, { base, new: now }, sides),
  };
}

function valuesOf(runs: readonly RunResult[], metric: string): number[] {
  return runs.flatMap((run) => measureRun(run, metric) ?? []);
}

function changeOf(
  { metric, unit }: { readonly metric: string; readonly unit: MetricUnit },
  values: { readonly base: Spread; readonly new: Spread },
  { base, new: now, isSound }: ComparedSides,
): MetricChange['change'] {
  const difference = values.new.median - values.base.median;
  if (difference === 0) return 'same';
  if (!isSound || !hasRepeats(base, now)) return 'unclear';
  if (doOverlap(values.base, values.new)) return 'within the noise';
  const isMoreBetter = betterIfMore(metric, unit);
  if (isMoreBetter === undefined) return 'unclear';
  return difference > 0 === isMoreBetter ? 'better' : 'worse';
}

/** Only repeats on both sides say how much a figure varies by itself. */
export function hasRepeats(base: readonly unknown[], now: readonly unknown[]): boolean {
  return base.length > 1 && now.length > 1;
}

const MORE_IS_WORSE =
  /^(?:messages\.(?:lost|duplicated|reordered|unexpected)|\w+\.(?:failed|lost|late|dropped|unanswered|retried))$/u;

/** Undefined: neither. */
function betterIfMore(metric: string, unit: MetricUnit): boolean | undefined {
  if (unit === 'µs') return false;
  if (unit === '1/s') return true;
  return MORE_IS_WORSE.test(metric) ? false : undefined;
}
