import { messageOf } from '../base/errors.ts';
import type { CaseVerdict } from '../results/conformance.ts';
import type { Clause } from '../protocol/clause.ts';
import type { ConformanceCase } from './case.ts';
import { CaseContext, type ContextOptions } from './context.ts';
import { Skipped, Unmet, Vacuous, Violation } from './outcome.ts';
import { PacketJournal } from './packet-journal.ts';

export interface CaseOutcome {
  readonly case: ConformanceCase;
  readonly verdict: CaseVerdict;
  readonly expected?: string;
  readonly actual?: string;
  readonly reason?: string;
  readonly notes: readonly string[];
  readonly startedUs: number;
  readonly endedUs: number;
  readonly journal: PacketJournal;
  /** The evidence is a missing answer: worth a second look before it is told. */
  readonly isLate: boolean;
}

/** No case may take longer than this beyond what it lasts by its nature. */
const HARD_LIMIT_ANSWERS = 12;

/** Runs one case to its end, whatever it does; never throws. */
export async function runCase(one: ConformanceCase, options: ContextOptions): Promise<CaseOutcome> {
  const context = new CaseContext(options);
  const startedUs = options.time.nowUs();
  const limitMs = one.lastsMs + HARD_LIMIT_ANSWERS * options.timing.answerMs;
  let ended: Partial<CaseOutcome> & { verdict: CaseVerdict };
  try {
    await withLimit(one.run(context), limitMs, options);
    ended = { verdict: 'pass' };
  } catch (error) {
    ended = verdictOf(error, one, options.ledger.seen);
  }
  await context.close().catch((error: unknown) => context.note(`cleaning up failed: ${messageOf(error)}`));
  const { notes } = context;
  const endedUs = options.time.nowUs();
  return { case: one, notes, startedUs, endedUs, journal: options.journal, isLate: false, ...ended };
}

/** A case that was not run. */
export function skippedCase(one: ConformanceCase, reason: string, atUs: number): CaseOutcome {
  const journal = new PacketJournal();
  return {
    case: one,
    verdict: 'skipped',
    reason,
    notes: [],
    startedUs: atUs,
    endedUs: atUs,
    journal,
    isLate: false,
  };
}

function withLimit(running: Promise<void>, limitMs: number, { time }: ContextOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = time.after(limitMs, () => reject(new Unmet(`the case was not done after ${limitMs} ms`)));
    running.then(resolve, reject).finally(cancel);
  });
}

function verdictOf(
  error: unknown,
  one: ConformanceCase,
  seen: ReadonlySet<Clause>,
): Partial<CaseOutcome> & { verdict: CaseVerdict } {
  if (error instanceof Violation) {
    const taint = one.isAboutContent
      ? undefined
      : TAINTS.find((clause) => seen.has(clause) && clause !== one.statement);
    if (taint !== undefined)
      return { verdict: 'inconclusive', reason: `messages cannot be trusted (${taint}): ${error.message}` };
    const { expected, actual, isLate = false } = error.facts;
    return { verdict: VERDICT_OF_BREACH[one.level], expected, actual, isLate };
  }
  if (error instanceof Skipped) return { verdict: 'skipped', reason: error.message };
  if (error instanceof Vacuous) return { verdict: 'vacuous', reason: error.message };
  if (error instanceof Unmet) return { verdict: 'inconclusive', reason: error.message };
  return {
    verdict: 'inconclusive',
    reason: `a defect of mqtt-bench: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}`,
  };
}

/** A broker that alters or invents messages breaks no other statement by that, however it looks. */
const TAINTS: readonly Clause[] = ['311:U-integrity', '5:U-integrity'];

/** A MAY that is not taken up is only worth telling. */
const VERDICT_OF_BREACH = { MUST: 'fail', SHOULD: 'warn', MAY: 'pass' } as const;
