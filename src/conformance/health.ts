import { messageOf } from '../base/errors.ts';
import type { Clause } from '../protocol/clause.ts';
import { PacketType } from '../protocol/constants.ts';
import type { ConformanceCase } from './case.ts';
import type { Client } from './client.ts';
import { CaseContext, type ContextOptions } from './context.ts';
import { runCase } from './run-case.ts';
import { sanityProbe } from './sanity.ts';
import type { Time } from './time.ts';

export interface HealthOptions {
  readonly time: Time;
  /** What a case of that name works with. */
  readonly newContext: (name: string) => ContextOptions;
  /** Starts the target again. */
  readonly restart?: () => Promise<void>;
}

export interface Span {
  readonly startedUs: number;
  readonly endedUs: number;
}

/** How long a target that went away is waited for. */
const RETURN_MS = 15_000;
/** One that is there and not well gets better soon, or it is its nature. */
const RECOVERY_MS = 2_000;
/** With a hook that starts it. */
const RESTART_MS = 60_000;
const RETRY_MS = 250;
/** A target that dies has closed other connections a while before its witness's, and takes others' messages with it. */
const MARGIN_US = 1_000_000;
/** Problems that are told: a dead target has the same one after every case. */
const PROBLEMS_MAX = 10;
const BEAT_MS = 5_000;
const ABSENCES_MAX = 200;

/**
 * Whether the target is alive and well. A witness, a connection that does nothing but stay, tells to the moment when it is not:
 * even a target that is started again at once takes its connections with it. The sanity probe tells whether it can serve.
 */
export class Health {
  readonly problems: string[] = [];
  /** Whether the target was able to serve at all when the run began. */
  wasWell = false;
  /** It went away, and did not come back in time. */
  isGone = false;
  readonly #options: HealthOptions;
  readonly #absences: (Span & { readonly isDeath: boolean })[] = [];
  #witness: Client | undefined;
  #context: CaseContext | undefined;
  /** When the witness's connection ended. */
  #endUs: number | undefined;
  #wellUs = 0;
  #waiting: Promise<void> | undefined;

  constructor(options: HealthOptions) {
    this.#options = options;
  }

  async begin(): Promise<void> {
    this.wasWell = await this.#probe('before the first case');
    if (this.wasWell) await this.#stand();
  }

  async finish(): Promise<void> {
    if (!this.isGone) await this.check('the last case');
    await this.#context?.close().catch(() => undefined);
  }

  /** Resolves when the target, if it was found ill, is back or given up. */
  async settled(): Promise<void> {
    if (this.#isAway()) await this.#return('while cases ran');
  }

  /** Asks whether the target is well, by a probe behind `caseId`; false also where it went away and is back. */
  async check(caseId: string | undefined): Promise<boolean> {
    if (this.isGone) return false;
    const when = caseId === undefined ? 'while cases ran' : `after ${caseId}`;
    if (!this.#isAway() && (caseId === undefined || (await this.#probe(when)))) {
      // The end of the witness may be told a moment after that of the case's own connections.
      if (!this.#isAway()) return true;
    }
    if (this.wasWell) await this.#return(when);
    return false;
  }

  /** Whether the target was away in that time, or about to go. */
  isDisturbed(span: Span): boolean {
    return this.#absences.some((away) => overlap(span, away));
  }

  /** The same, where connections ended that nobody had ended. */
  hasDied(span: Span): boolean {
    return this.#absences.some((away) => away.isDeath && overlap(span, away));
  }

  #isAway(): boolean {
    return this.#witness?.isOver === true;
  }

  #return(when: string): Promise<void> {
    this.#waiting ??= this.#await(when).finally(() => (this.#waiting = undefined));
    return this.#waiting;
  }

  /** Waits for the target to come back, having started it where that is possible. */
  async #await(when: string): Promise<void> {
    const { time, restart } = this.#options;
    const isDeath = this.#isAway();
    const startedUs = isDeath ? (this.#endUs ?? time.nowUs()) - MARGIN_US : this.#wellUs;
    if (isDeath) this.#tell(`${when} the target went away`);
    let isWell = !isDeath && (await this.#recovers(RECOVERY_MS));
    if (!isWell) {
      await restart?.().catch((error: unknown) => this.#tell(`it cannot be started: ${messageOf(error)}`));
      isWell = await this.#recovers(restart === undefined ? RETURN_MS : RESTART_MS);
    }
    this.isGone = !isWell;
    this.#absences.push({ startedUs, endedUs: isWell ? time.nowUs() : Number.POSITIVE_INFINITY, isDeath });
  }

  async #recovers(withinMs: number): Promise<boolean> {
    const { time } = this.#options;
    const endUs = time.nowUs() + withinMs * 1000;
    for (let tries = 0; this.#absences.length < ABSENCES_MAX; tries += 1) {
      if (tries > 0) await this.#pause(RETRY_MS);
      if ((await this.#probe(undefined)) && (!this.#isAway() || (await this.#stand()))) return true;
      if (time.nowUs() > endUs) return false;
    }
    return false;
  }

  /** Puts the witness up; false where it is not let in. */
  async #stand(): Promise<boolean> {
    await this.#context?.close().catch(() => undefined);
    this.#context = new CaseContext(this.#options.newContext('the witness'));
    this.#endUs = undefined;
    try {
      const witness = await this.#context.connect();
      this.#witness = witness;
      void this.#watch(witness);
      return true;
    } catch {
      return false;
    }
  }

  /** Brokers may end connections that are silent for long, whatever the Keep Alive. */
  async #watch(witness: Client): Promise<void> {
    while (!(await witness.ended(BEAT_MS))) {
      witness.clear();
      witness.send({ type: PacketType.pingreq });
    }
    this.#endUs = this.#options.time.nowUs();
  }

  async #probe(when: string | undefined): Promise<boolean> {
    const startedUs = this.#options.time.nowUs();
    const outcome = await runCase({ ...PROBE, run: sanityProbe }, this.#options.newContext('sanity'));
    const isWell = outcome.verdict === 'pass';
    if (isWell) this.#wellUs = Math.max(this.#wellUs, startedUs);
    else if (when !== undefined) this.#tell(`${when} the target was not well: ${outcome.reason ?? ''}`);
    return isWell;
  }

  #tell(problem: string): void {
    if (this.problems.length < PROBLEMS_MAX) this.problems.push(problem);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#options.time.after(ms, resolve));
  }
}

function overlap(one: Span, other: Span): boolean {
  return one.startedUs <= other.endedUs && one.endedUs >= other.startedUs;
}

const PROBE: Omit<ConformanceCase, 'run'> = {
  id: 'sanity',
  statement: '5:U-sanity' satisfies Clause,
  version: 5,
  title: 'the target serves well-behaved clients',
  level: 'MUST',
  needs: {},
  lastsMs: 0,
  isDestructive: false,
  hearsAll: false,
  isAboutContent: false,
};
