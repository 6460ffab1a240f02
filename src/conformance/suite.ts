import type { Random } from '../base/random.ts';
import type { Clause } from '../protocol/clause.ts';
import type { ConformanceCase } from './case.ts';
import type { ContextOptions, Dial, Timing } from './context.ts';
import { lackOf, type TargetFacts } from './facts.ts';
import { Health } from './health.ts';
import { SuiteLedger, type LedgerFinding, type PassiveEntry } from './ledger.ts';
import { PacketJournal } from './packet-journal.ts';
import { runCase, skippedCase, type CaseOutcome } from './run-case.ts';
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
  /** A case that takes longer by its nature is skipped; any may run where absent. */
  readonly caseMsMax?: number;
  /** Ids of cases that are expected to fail: what does not come there is not looked for twice. */
  readonly knownFailures?: ReadonlySet<string>;
  /** Stops before the next case. */
  readonly signal?: AbortSignal;
  readonly onCase?: (outcome: CaseOutcome) => void;
  /** Does not clean up: the target is thrown away. */
  readonly leavesTraces?: boolean;
  /** Starts a target that is gone; without it one that comes back by itself is waited for. */
  readonly restart?: () => Promise<void>;
}

export interface SuiteOutcome {
  readonly facts: TargetFacts;
  readonly outcomes: readonly CaseOutcome[];
  readonly passive: readonly PassiveEntry[];
  /** What makes the passes doubtful. */
  readonly problems: readonly string[];
  readonly durationMs: number;
}

/** A first look at what is demanded need not be long: it is no verdict. So much of the time that an answer may take. */
const FIRST_LOOK = 0.2;
/** How much more patience the second look has that a missing answer gets. */
const PATIENCE = 1.5;
/** The same for what has waited at the target: so many times an answer. */
const OWED = 6;

/** How long cases are run again that a target which went away took with it. */
const AGAIN_MS_MAX = 90_000;
/** A death among few leaves few to look at one by one. */
const FEW = 6;
/** What a death seems to have disturbed is looked at again without the case that was its cause. */
const ALONE_ROUNDS = 3;

/**
 * Runs cases side by side, the longest first and those that could break the target last; a missing answer is looked at twice
 * before it counts. What ran while the target went away is run again: together, then alone, so that the cause is found.
 */
export async function runSuite(options: SuiteOptions): Promise<SuiteOutcome> {
  return new Suite(options).run();
}

/** Statements of what one client does to others. */
const ABOUT_OTHERS: ReadonlySet<Clause> = new Set<Clause>(['311:U-4.8-1', '5:U-4.13.2-1']);

interface Round {
  readonly cases: readonly ConformanceCase[];
  /** How many at once. */
  readonly width: number;
  /** Microseconds of the run's clock at which no further case begins. */
  readonly endUs?: number;
}

class Suite {
  readonly #options: SuiteOptions;
  readonly #ledger = new SuiteLedger();
  readonly #health: Health;
  readonly #outcomes = new Map<string, CaseOutcome>();
  /** Cases of which it is not known whether they met a target that was well. */
  readonly #doubtful = new Set<string>();
  /** Cases that the target does not survive. */
  readonly #fatal = new Map<string, LedgerFinding>();
  #started = 0;

  constructor(options: SuiteOptions) {
    this.#options = options;
    this.#health = new Health({
      time: options.time,
      newContext: (name) => this.#contextOptions(name, options.timing),
      ...(options.restart === undefined ? {} : { restart: options.restart }),
    });
  }

  async run(): Promise<SuiteOutcome> {
    const { cases, time, facts } = this.#options;
    const startedUs = time.nowUs();
    await this.#health.begin();
    await this.#runAll();
    await this.#health.finish();
    const outcomes = cases.flatMap(({ id }) => this.#outcomes.get(id) ?? []);
    return {
      facts,
      outcomes: this.#health.wasWell ? outcomes : outcomes.map(doubted),
      passive: [...this.#ledger.entries((span) => !this.#health.hasDied(span)), ...this.#life()],
      problems: [...this.#health.problems, ...this.#missing()],
      durationMs: Math.round((time.nowUs() - startedUs) / 1000),
    };
  }

  /** Cases that did not get their turn: what passed says nothing of them. */
  #missing(): string[] {
    const { length } = this.#options.cases;
    const count = length - this.#outcomes.size;
    return count === 0 ? [] : [`the run was interrupted: ${count} of ${length} cases did not run`];
  }

  async #runAll(): Promise<void> {
    const { cases, concurrency: width, random, time } = this.#options;
    const [harmless, harmful] = parted(inOrder(cases, random));
    await this.#round({ cases: harmless.filter(({ hearsAll }) => !hearsAll), width });
    await this.#round({ cases: harmless.filter(({ hearsAll }) => hearsAll), width });
    await this.#round({ cases: harmful, width });
    const endUs = time.nowUs() + AGAIN_MS_MAX * 1000;
    const [again] = parted(this.#disturbed());
    await this.#round({ cases: again, width, endUs });
    await this.#round({ cases: this.#disturbed(), width: FEW, endUs });
    for (let round = 0; round < ALONE_ROUNDS; round += 1)
      await this.#round({ cases: this.#disturbed(), width: 1, endUs });
    for (const one of this.#disturbed()) this.#set(lost(this.#outcomes.get(one.id), one, time.nowUs()));
  }

  async #round({ cases, width, endUs = Number.POSITIVE_INFINITY }: Round): Promise<void> {
    const waiting = [...cases];
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        await this.#health.settled();
        if (this.#options.signal?.aborted === true || this.#options.time.nowUs() > endUs) return;
        this.#set(await (width === 1 ? this.#runAlone(next) : this.#runOne(next)));
      }
    };
    await Promise.all(Array.from({ length: width }, worker));
  }

  #set(outcome: CaseOutcome): void {
    this.#outcomes.set(outcome.case.id, outcome);
    this.#options.onCase?.(outcome);
  }

  /** Cases that ran while the target went away. */
  #disturbed(): ConformanceCase[] {
    return this.#options.cases.filter(({ id, isDestructive }) => {
      const outcome = this.#outcomes.get(id);
      if (outcome === undefined || outcome.verdict === 'skipped' || this.#fatal.has(id)) return false;
      // A target that was ill and did not die has done what it was seen to do.
      if (outcome.verdict === 'pass' && !isDestructive && !this.#health.hasDied(outcome)) return false;
      return this.#doubtful.has(id) || this.#health.isDisturbed(outcome);
    });
  }

  async #runOne(one: ConformanceCase): Promise<CaseOutcome> {
    const { facts, time, timing, caseMsMax = Infinity } = this.#options;
    const lack = one.lastsMs > caseMsMax ? tooLong(one) : lackOf(one.needs, facts);
    if (lack !== undefined) return skippedCase(one, lack, time.nowUs());
    if (this.#health.isGone) return gone(one, time.nowUs());
    const brief = { ...timing, demandMs: timing.answerMs * FIRST_LOOK };
    const first = await runCase(one, this.#contextOptions(one.id, brief));
    const isKnown = first.verdict === 'fail' && this.#options.knownFailures?.has(one.id) === true;
    const outcome = first.isLate && !isKnown ? await this.#lookAgain(one, first) : first;
    const isSafe = !one.isDestructive && outcome.verdict !== 'fail';
    const isWell = (await this.#health.check(isSafe ? undefined : one.id)) || !this.#health.wasWell;
    if (isWell) this.#doubtful.delete(one.id);
    else this.#doubtful.add(one.id);
    return isWell || outcome.verdict !== 'fail' || ABOUT_OTHERS.has(one.statement)
      ? outcome
      : unsure(outcome);
  }

  /** Nothing else runs: where the target goes away twice, this case is the cause. */
  async #runAlone(one: ConformanceCase): Promise<CaseOutcome> {
    const { time } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      const startedUs = time.nowUs();
      const outcome = await this.#runOne(one);
      const span = { startedUs, endedUs: time.nowUs() };
      if (!this.#health.isDisturbed(span) || this.#health.isGone) return outcome;
      if (attempt === 2) return this.#health.hasDied(span) ? this.#killer(outcome) : outcome;
    }
  }

  #killer(outcome: CaseOutcome): CaseOutcome {
    const { case: one, journal } = outcome;
    const clause = this.#clauseOfLife();
    const expected = 'a target that serves on, whatever a client sends';
    const actual = `it went away, twice, while nothing but ${one.id} ran`;
    this.#fatal.set(one.id, { clause, expected, actual, caseId: one.id, journal });
    const reason = `the target goes away in this case: see ${clause}/passive`;
    // That it took other connections with it is the very answer of some.
    if (ABOUT_OTHERS.has(one.statement)) return outcome;
    return { ...bare(outcome), verdict: 'inconclusive', reason };
  }

  /** A busy machine is late as well: what came late once and in time with more patience was no violation. */
  async #lookAgain(one: ConformanceCase, first: CaseOutcome): Promise<CaseOutcome> {
    const { timing } = this.#options;
    const factor = first.verdict === 'fail' ? PATIENCE : 1;
    const patient = {
      ...timing,
      answerMs: timing.answerMs * factor,
      quietMs: timing.quietMs * factor,
      owedMs: timing.answerMs * OWED,
    };
    const second = await runCase(one, this.#contextOptions(one.id, patient));
    if (second.verdict !== 'pass') return second;
    return { ...second, notes: [...second.notes, `the first time: ${first.actual ?? ''}`] };
  }

  /** Whether the target lived through the run, as a rule of its own. */
  #life(): PassiveEntry[] {
    const { wasWell, isGone } = this.#health;
    if (this.#fatal.size === 0 && (!wasWell || isGone)) return [];
    const findings = [...this.#fatal.values()];
    return [{ clause: this.#clauseOfLife(), exercised: 1, broken: findings.length, findings }];
  }

  #clauseOfLife(): Clause {
    return this.#options.facts.version === 5 ? '5:U-alive' : '311:U-alive';
  }

  #contextOptions(caseId: string, timing: Timing): ContextOptions {
    const { facts, dial, time, token, leavesTraces = false } = this.#options;
    const journal = new PacketJournal();
    this.#started += 1;
    const name = `${token}${this.#started.toString(36)}`;
    const ledger = this.#ledger.forCase(caseId, journal, time);
    return { facts, dial, time, timing, token: name, journal, ledger, leavesTraces };
  }
}

/** A target that cannot do the plainest things proves nothing by doing what a case wants. */
function doubted(outcome: CaseOutcome): CaseOutcome {
  if (outcome.verdict !== 'pass') return outcome;
  return { ...outcome, verdict: 'inconclusive', reason: 'the target was not well in this run' };
}

/** A broker that is ill by now breaks everything at once: that is no evidence for one statement. */
function unsure(outcome: CaseOutcome): CaseOutcome {
  const reason = `the target is not well any more: ${outcome.actual ?? ''}`;
  return { ...outcome, verdict: 'inconclusive', reason };
}

/** A case that the target was not there for. */
function gone(one: ConformanceCase, atUs: number): CaseOutcome {
  return { ...skippedCase(one, 'the target was gone by then', atUs), verdict: 'inconclusive' };
}

/** Without what it expected and saw. */
function bare({ case: one, verdict, notes, startedUs, endedUs, journal, isLate }: CaseOutcome): CaseOutcome {
  return { case: one, verdict, notes, startedUs, endedUs, journal, isLate };
}

/** A case that ran while the target went away, and could not be run again. */
function lost(outcome: CaseOutcome | undefined, one: ConformanceCase, atUs: number): CaseOutcome {
  const reason = 'the target went away, or was not well, while this case ran';
  return { ...bare(outcome ?? skippedCase(one, reason, atUs)), verdict: 'inconclusive', reason };
}

/** Those that send what is in order, and those that could break a target. */
function parted(cases: readonly ConformanceCase[]): [ConformanceCase[], ConformanceCase[]] {
  return [cases.filter(({ isDestructive }) => !isDestructive), cases.filter((one) => one.isDestructive)];
}

function tooLong({ statement, lastsMs }: ConformanceCase): string {
  return `it waits for ${lastsMs / 1_000} s, and runs where it is asked for: --case ${statement}`;
}

/** Long cases first, so that they overlap all others; the rest as chance has it. */
function inOrder(cases: readonly ConformanceCase[], random: Random): ConformanceCase[] {
  const keyed = cases.map((one) => ({ one, key: random.float() }));
  return keyed
    .sort((left, right) => right.one.lastsMs - left.one.lastsMs || left.key - right.key)
    .map(({ one }) => one);
}
