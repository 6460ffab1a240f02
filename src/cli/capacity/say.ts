import { formatDurationUs } from '../../base/units.ts';
import type { MeasuredTrial } from '../../capacity/build.ts';
import { formatRate } from '../../report/format.ts';
import { printable } from '../../report/printable.ts';

/** One line a trial: `trial 3: rate 400 held: 400/s, p99 2.1ms`. */
export function trialLine(trial: MeasuredTrial, variable: string): string {
  const { number, load, verdict, rates, e2e, reasons } = trial;
  const figures = [
    ...(rates === undefined ? [] : [`published ${formatRate(rates.published)}`]),
    ...(e2e === undefined ? [] : [`p99 ${formatDurationUs(e2e.p99Us)}`]),
    ...reasons,
  ];
  return printable(`trial ${number}: ${variable} ${load}: ${[verdict, ...figures].join(', ')}`);
}
