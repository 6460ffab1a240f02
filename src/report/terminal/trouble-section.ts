import type { RunResult, StepResult } from '../../results/model.ts';
import { formatCount } from '../format.ts';
import type { SectionContext } from './context.ts';
import { columns, indent, wrap } from './layout.ts';
import { sign } from './paint.ts';

const REASONS_MAX = 15;

/** Reason codes and errors by name, and steps that did not do what they should. */
export function troubleSection(run: RunResult, context: SectionContext): string[] {
  const { paint } = context;
  const reasons = Object.entries(run.metrics.reasons).sort(([, a], [, b]) => b - a);
  const steps = run.steps.filter((step) => step.status !== 'done' || step.problems.length > 0);
  const connection = connectionRows(run);
  if (reasons.length + steps.length + connection.length === 0) return [];
  const rows = [
    ...connection,
    ...reasons.slice(0, REASONS_MAX).map(([name, count]) => [formatCount(count), name]),
  ];
  const more = reasons.length - REASONS_MAX;
  return [
    paint.heading('Reasons and errors'),
    ...indent(columns(rows, ['right', 'left'])),
    ...(more > 0 ? [`  and ${formatCount(more)} more names, in results.json`] : []),
    ...steps.flatMap((step) => stepLines(step, context)),
  ];
}

function connectionRows(run: RunResult): string[][] {
  const { counters } = run.metrics;
  return (
    [
      ['connect.failed', 'connections failed'],
      ['connection.lost', 'connections lost'],
      ['subscribe.failed', 'subscriptions failed'],
    ] as const
  ).flatMap(([name, words]) => (counters[name] > 0 ? [[formatCount(counters[name]), words]] : []));
}

function stepLines(step: StepResult, { paint, width }: SectionContext): string[] {
  const verdict = step.status === 'failed' ? 'fail' : 'inconclusive';
  const status = step.status === 'done' ? '' : `  ${step.status}`;
  return [
    `  ${sign(verdict, paint)}  ${step.label}${status}  ${paint.dim(step.path)}`,
    ...step.problems.flatMap((problem) => indent(wrap(problem, width - 5, 2), 5)),
  ];
}
