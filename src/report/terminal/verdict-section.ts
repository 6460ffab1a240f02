import { formatDurationUs } from '../../base/units.ts';
import type { Results, RunResult, Verdict } from '../../results/model.ts';
import { formatAmount } from '../format.ts';
import type { SectionContext } from './context.ts';
import { indent, wrap } from './layout.ts';

const WORDS: Readonly<Record<Verdict, string>> = {
  pass: 'PASS',
  fail: 'FAIL',
  inconclusive: 'INCONCLUSIVE',
  skipped: 'SKIPPED',
};

/** The first line of all: one word for everything, and what the scenario promises. */
export function overallSection(results: Results, context: SectionContext): string[] {
  const { name, description } = results.scenario;
  const [only, ...others] = results.runs;
  const facts =
    only === undefined || others.length > 0 ? [formatAmount(results.runs.length, 'runs')] : factsOf(only);
  return [
    [verdictWord(results.verdict, context), context.paint.strong(name), ...facts].join('  '),
    ...indent(description === '' ? [] : wrap(description, context.width - 2)),
  ];
}

/** Heads one of several runs. */
export function runHeading(run: RunResult, context: SectionContext): string[] {
  return [
    context.paint.dim('─'.repeat(context.width)),
    [verdictWord(run.verdict, context), ...factsOf(run)].join('  '),
  ];
}

/** Why it is not a pass. */
export function reasonsSection(run: RunResult, context: SectionContext): string[] {
  return run.verdictReasons.flatMap((reason) => indent(wrap(`• ${reason}`, context.width - 2, 2)));
}

function verdictWord(verdict: Verdict, { paint }: SectionContext): string {
  return paint.verdict(verdict, paint.strong(WORDS[verdict]));
}

function factsOf(run: RunResult): string[] {
  const facts = [
    `MQTT ${run.protocol}`,
    run.target,
    formatAmount(run.clients, 'clients'),
    formatDurationUs(run.durationUs),
  ];
  return run.stopReason === 'completed' ? facts : [...facts, `(${run.stopReason})`];
}
