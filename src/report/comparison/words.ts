import type { Comparison, MetricChange, Spread } from '../../results/comparison.ts';
import type { Verdict } from '../../results/model.ts';
import { formatAmount, formatMetric } from '../format.ts';

/** `1.2ms`, `1.2ms (1.1ms … 1.4ms)` with repeats, `–` where nothing was measured. */
export function spreadWords(spread: Spread | undefined, unit: MetricChange['unit']): string {
  if (spread === undefined) return '–';
  const median = formatMetric(spread.median, unit);
  if (spread.min === spread.max) return median;
  return `${median} (${formatMetric(spread.min, unit)} … ${formatMetric(spread.max, unit)})`;
}

/** `+1.2ms`. */
export function differenceWords({ difference, unit }: MetricChange): string {
  if (difference === undefined) return '';
  if (difference === 0) return '0';
  return `${difference > 0 ? '+' : '-'}${formatMetric(Math.abs(difference), unit)}`;
}

/** `+12.3 %`; never `+0.0 %` for what is not nothing. */
export function relativeWords({ relative, difference }: MetricChange): string {
  if (relative === undefined || difference === 0) return '';
  const percent = relative * 100;
  const digits = Math.abs(percent) < 10 ? 2 : 1;
  const rounded = Math.abs(percent).toFixed(digits);
  if (Number(rounded) === 0) return `${percent > 0 ? '+' : '-'}<0.01 %`;
  return `${percent > 0 ? '+' : '-'}${rounded} %`;
}

/** What a change is called. Without repeats nothing is claimed of it. */
export function changeWords({ change }: MetricChange): string {
  return change === 'unclear' ? '' : change;
}

/** `COMPARED` where nothing was to be judged. */
export function headline({ verdict, of, base, new: now }: Comparison): string {
  const word = verdict === 'skipped' ? 'COMPARED' : verdict.toUpperCase();
  const before = of === 'runs' ? formatAmount(base.length, 'runs') : `${base.length} of the suite`;
  return `${word}: ${before} before, ${now.length} now`;
}

/** `3 × pass`, `2 × pass, 1 × fail`. */
export function verdictCounts(verdicts: readonly Verdict[]): string {
  const [only, ...others] = verdicts;
  if (only !== undefined && others.length === 0) return only;
  const kinds = [...new Set(verdicts)];
  return kinds.map((kind) => `${verdicts.filter((one) => one === kind).length} × ${kind}`).join(', ');
}
