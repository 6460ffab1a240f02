import type { HealthItemResult, RunResult } from '../../results/model.ts';
import { formatHealth } from '../format.ts';
import type { SectionContext } from './context.ts';
import { indent, wrap } from './layout.ts';
import { sign } from './paint.ts';

/** Whether the numbers are the target's, or the generator's own limit. */
export function healthSection(run: RunResult, context: SectionContext): string[] {
  const { items, verdict } = run.health;
  const { paint, width } = context;
  if (items.length === 0 && verdict === 'pass') return [];
  const exceeded = items.filter((item) => item.exceeded);
  const within = items.filter((item) => !item.exceeded).map(measured);
  return [
    paint.heading('Generator health'),
    ...exceeded.flatMap((item) => [
      `  ${sign('inconclusive', paint)}  ${measured(item)}`,
      ...(item.advice === undefined ? [] : indent(wrap(item.advice, width - 5), 5)),
    ]),
    ...(within.length === 0 ? [] : okLines(within, context)),
  ];
}

function okLines(within: readonly string[], { paint, width }: SectionContext): string[] {
  const [first = '', ...rest] = wrap(within.join(' · '), width - 5);
  return [`  ${sign('pass', paint)}  ${first}`, ...indent(rest, 5)];
}

function measured({ name, value, limit, unit }: HealthItemResult): string {
  return `${name} ${formatHealth(value, unit)} (limit ${formatHealth(limit, unit)})`;
}
