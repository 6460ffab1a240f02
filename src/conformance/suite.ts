import type { Random } from '../base/random.ts';
import type { ConformanceCase } from './case.ts';
import type { ContextOptions, Dial, Timing } from './context.ts';
import { lackOf, type TargetFacts } from './facts.ts';
import { SuiteLedger, type PassiveEntry } from './ledger.ts';
import { PacketJournal } from './packet-journal.ts';
import { runCase, skippedCase, type CaseOutcome } from './run-case.ts';
import { sanityProbe } from './sanity.ts';
import type { Time } from './time.ts';

export interface SuiteOptions {
  readonly cases: readonly ConformanceCase[];
  readonly facts: TargetFacts;
  readonly dial: Dial;
  readonly time: Time;
  readonly timing: Timing;
  /** Order of the cases. */
  readonly random: Random;
  /** Part of every name: letters and digits, at most eight, other ones in every run. */
  readonly token: string;
  /** How many cases run at once. */
  readonly concurrency: number;
  /** Stops before the next case. */
  readonly signal?: AbortSignal;
  readonly onCase?: (outcome: CaseOutcome) => void;
  /** Does not clean up: the target is thrown away. */
  readonly leavesTraces?: boolean;
}

export interface SuiteOutcome {
  readonly facts: TargetFacts;
  readonly outcomes: readonly CaseOutcome[];
  readonly passive: readonly PassiveEntry[];
  /** What makes the passes doubtful. */
  readonly problems: readonly string[];
  readonly durationMs: number;
}

/** Problems that are told: a dead target has the same one after every case. */
const PROBLEMS_MAX = 10;

/** How much more patience the second look has that a missing answer gets. */
const PATIENCE = 3;

/** Runs cases side by side, the longest first; a missing answer is looked at twice before it counts. */
export async function runSuite(options: SuiteOptions): Promise<SuiteOutcome> {
  return new Suite(options).run();
}

class Suite {
  readonly #options: SuiteOptions;
  readonly #ledger = new SuiteLedger();
  readonly #problems: string[] = [];
  #started = 0;
  /** Whether the target was able to serve at all when the run began. */
  #wasWell = false;

  constructor(options: SuiteOptions) {
    this.#options = options;
  }

  async run(): Promise<SuiteOutcome> {
    const { time, facts } = this.#options;
    const startedUs = time.nowUs();
    this.#wasWell = await this.#probe('before the first case');
    const outcomes = await this.#runAll();
    await this.#probe('after the last case');
    return {
      facts,
      outcomes: this.#problems.length === 0 ? outcomes : outcomes.map(doubted),
      passive: [...this.#ledger.entries.values()],
      problems: this.#problems,
      durationMs: Math.round((time.nowUs() - startedUs) / 1000),
    };
  }

  async #runAll(): Promise<CaseOutcome[]> {
    const { cases, concurrency, random, signal } = this.#options;
    const waiting = inOrder(cases, random);
    const outcomes: CaseOutcome[] = [];
    const worker = async (): Promise<void> => {
      for (
        let next = waiting.shift();
        next !== undefined && signal?.aborted !== true;
        next = waiting.shift()
      ) {
        const outcome = await this.#runOne(next);
        outcomes.push(outcome);
        this.#options.onCase?.(outcome);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    const place = new Map(cases.map((one, index) => [one.id, index]));
    return outcomes.sort((left, right) => (place.get(left.case.id) ?? 0) - (place.get(right.case.id) ?? 0));
  }

  async #runOne(one: ConformanceCase): Promise<CaseOutcome> {
    const { facts, time, timing } = this.#options;
    const lack = lackOf(one.needs, facts);
    if (lack !== undefined) return skippedCase(one, lack, time.nowUs());
    const first = await runCase(one, this.#contextOptions(one.id, timing));
    const outcome = first.isLate ? await this.#lookAgain(one, first) : first;
    const isWell =
      !one.isDestructive && outcome.verdict !== 'fail' ? true : await this.#probe(`after ${one.id}`);
    return isWell || !this.#wasWell || outcome.verdict !== 'fail' ? outcome : unsure(outcome);
  }

  /** A busy machine is late as well: what came late once and in time with more patience was no violation. */
  async #lookAgain(one: ConformanceCase, first: CaseOutcome): Promise<CaseOutcome> {
    const { timing } = this.#options;
    const factor = first.verdict === 'fail' ? PATIENCE : 1;
    const patient = { ...timing, answerMs: timing.answerMs * factor, quietMs: timing.quietMs * factor };
    const second = await runCase(one, this.#contextOptions(one.id, patient));
    if (second.verdict !== 'pass') return second;
    return { ...second, notes: [...second.notes, `the first time: ${first.actual ?? ''}`] };
  }

  async #probe(when: string): Promise<boolean> {
    const probe = { ...PROBE, run: sanityProbe };
    const outcome = await runCase(probe, this.#contextOptions(`sanity ${when}`, this.#options.timing));
    const isWell = outcome.verdict === 'pass';
    if (!isWell && this.#problems.length < PROBLEMS_MAX)
      this.#problems.push(`${when} the target was not well: ${outcome.reason ?? ''}`);
    return isWell;
  }

  #contextOptions(caseId: string, timing: Timing): ContextOptions {
    const { facts, dial, time, token, leavesTraces = false } = this.#options;
    const journal = new PacketJournal();
    this.#started += 1;
    const name = `${token}${this.#started.toString(36)}`;
    const ledger = this.#ledger.forCase(caseId, journal);
    return { facts, dial, time, timing, token: name, journal, ledger, leavesTraces };
  }
}

const PROBE: Omit<ConformanceCase, 'run'> = {
  id: 'sanity',
  statement: '5:U-sanity',
  version: 5,
  title: 'the target serves well-behaved clients',
  level: 'MUST',
  needs: {},
  lastsMs: 0,
  isDestructive: false,
  isAboutContent: false,
};

/** A broker that is dead or ill by now breaks everything at once: that is no evidence for one statement. */
function unsure(outcome: CaseOutcome): CaseOutcome {
  const reason = `the target is not well any more: ${outcome.actual ?? ''}`;
  return { ...outcome, verdict: 'inconclusive', reason };
}

/** A target that cannot do the plainest things proves nothing by doing what a case wants. */
function doubted(outcome: CaseOutcome): CaseOutcome {
  if (outcome.verdict !== 'pass') return outcome;
  return { ...outcome, verdict: 'inconclusive', reason: 'the target was not well in this run' };
}

/** Long cases first, so that they overlap all others; the rest as chance has it. */
function inOrder(cases: readonly ConformanceCase[], random: Random): ConformanceCase[] {
  const keyed = cases.map((one) => ({ one, key: random.float() }));
  return keyed
    .sort((left, right) => right.one.lastsMs - left.one.lastsMs || left.key - right.key)
    .map(({ one }) => one);
}
