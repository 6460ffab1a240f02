import { writeFileSync } from 'node:fs';
import { monotonicClock } from '../../base/clock.ts';
import { BenchError, messageOf } from '../../base/errors.ts';
import { formatDurationUs } from '../../base/units.ts';
import { printable } from '../../report/printable.ts';
import { edited } from '../../scenario/shrink/edit.ts';
import { settled } from '../../scenario/shrink/settle.ts';
import { shrink } from '../../scenario/shrink/shrink.ts';
import { withoutUnusedVars } from '../../scenario/shrink/vars.ts';
import type { Scenario } from '../../scenario/types.ts';
import { EXIT, exitCodeOfError, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { redactVar } from '../redact.ts';
import { rowsReader } from '../rows.ts';
import type { Job } from '../run/prepare.ts';
import { replayCommand } from '../run/replay.ts';
import type { LoadedScenario } from '../run/scenario-files.ts';
import { Attempts, type Attempt } from './attempts.ts';
import type { Failure } from './find-failure.ts';
import type { ShrinkRequest } from './request.ts';
import { sayer } from './say.ts';
import { sizeOf, sizeText } from './size.ts';

/** A run that takes this many times as long as the failing one did, and a little more, is given up. */
const SLOWER_MAX = 3;
const RUN_EXTRA_US = 10_000_000;

export interface ShrinkingOptions {
  readonly one: LoadedScenario;
  readonly job: Job;
  readonly request: ShrinkRequest;
  readonly file: string;
  readonly failure: Failure;
  readonly io: Io;
}

/** The search for a smaller scenario, from the failing one to the file. */
export class Shrinking {
  readonly #options: ShrinkingOptions;
  /** Values of `--var` that the smaller scenario does not have in itself: secrets. */
  readonly #kept: Readonly<Record<string, string>>;
  readonly #attempts: Attempts;
  readonly #startedUs: number;
  readonly #clock = monotonicClock();

  constructor(options: ShrinkingOptions) {
    this.#options = options;
    const { one, request, job, failure, io } = options;
    const { written, kept } = dividedVars(request.run.vars);
    this.#kept = kept;
    const start = settled(one.text, { seed: job.seed, version: failure.version, vars: written });
    if (start === undefined)
      throw new BenchError('scenario', 'cannot-shrink', `${one.argument} cannot be written anew`);
    this.#startedUs = this.#clock.nowUs();
    this.#attempts = new Attempts(start, {
      ...{ job, file: one.argument, version: failure.version, invariant: failure.invariant },
      load: { vars: kept, env: io.env, readRows: rowsReader() },
      threads: request.run.threads,
      ...{ signal: io.signal, clock: this.#clock, triesMax: request.triesMax, confirm: request.confirm },
      deadlineUs: this.#startedUs + request.durationMaxUs,
      runMaxUs: failure.durationUs * SLOWER_MAX + RUN_EXTRA_US,
      onTried: (attempt) => this.#tell(attempt),
    });
  }

  async run(): Promise<ExitCode> {
    const { request, io } = this.#options;
    const attempts = this.#attempts;
    let trouble: BenchError | undefined;
    try {
      await shrink(attempts.smallest, attempts.stillFails);
    } catch (error) {
      if (!(error instanceof BenchError)) throw error;
      trouble = error;
    }
    const text = this.#tidy(attempts.smallest);
    const isWhole = trouble === undefined && !io.signal.aborted;
    const replayed = isWhole ? await attempts.replay(text, request.replays) : undefined;
    this.#write(text, replayed);
    io.out(this.#summary(text, replayed, trouble));
    if (io.signal.aborted) return EXIT.interrupted;
    if (trouble !== undefined) return exitCodeOfError(trouble.kind);
    return (replayed?.failed ?? 0) > 0 ? EXIT.pass : EXIT.inconclusive;
  }

  /** Without what has no use any more, if it is still a scenario then. */
  #tidy(text: string): string {
    const tidy = withoutUnusedVars(text);
    return this.#attempts.load(tidy) === undefined ? text : tidy;
  }

  #tell({ tries, failed, scenario }: Attempt): void {
    const size = sizeText(sizeOf({ ...this.#options.job, scenario }, this.#options.failure.version));
    sayer(
      this.#options.request,
      this.#options.io,
    )(`run ${tries}: ${size}: ${failed ? 'still fails' : 'passes'}`);
  }

  #write(text: string, replayed: Replayed | undefined): void {
    const { file, one, failure } = this.#options;
    const head = [
      ` Made smaller by mqtt-bench shrink from ${one.argument}: ${failure.invariant} fails.`,
      ...(replayed === undefined ? [] : [` It failed in ${replayed.failed} of ${replayed.of} replays.`]),
    ];
    try {
      writeFileSync(file, edited(text, [], head.join('\n')) ?? text);
    } catch (cause) {
      throw new BenchError('environment', 'cannot-write', `cannot write ${file}: ${messageOf(cause)}`, {
        cause,
      });
    }
  }

  #summary(text: string, replayed: Replayed | undefined, trouble: BenchError | undefined): string {
    const { job, request, failure, file, one } = this.#options;
    const scenario = this.#attempts.load(text) ?? job.scenario;
    const size = (of: Scenario): string => sizeText(sizeOf({ ...job, scenario: of }, failure.version));
    const spent = formatDurationUs(this.#clock.nowUs() - this.#startedUs);
    const run = { ...request.run, vars: this.#kept };
    const lines = [
      `${one.scenario.name}: ${failure.invariant} ${outcomeOf(replayed)} (${this.#attempts.tries} runs, ${spent})`,
      ...this.#endedEarly(trouble).map((why) => `  ended early: ${why}`),
      `  was      ${size(job.scenario)}`,
      `  is       ${size(scenario)}`,
      replayed === undefined ? '  replays  none' : `  replays  ${replayed.failed} of ${replayed.of} failed`,
      `  written  ${file}`,
      `  replay   ${replayCommand(file, { seed: job.seed, version: failure.version }, run)}`,
    ];
    return lines.map((line) => `${printable(line)}\n`).join('');
  }

  #endedEarly(trouble: BenchError | undefined): string[] {
    if (this.#options.io.signal.aborted) return ['interrupted'];
    if (trouble !== undefined) return [trouble.message];
    return this.#attempts.isOver ? ['more --tries or a longer --for may make it smaller'] : [];
  }
}

function outcomeOf(replayed: Replayed | undefined): string {
  if (replayed?.failed === 0 && replayed.of > 0)
    return 'failed in a smaller scenario, and not again in the replays';
  return 'fails in a smaller scenario';
}

interface Replayed {
  readonly failed: number;
  readonly of: number;
}

/** What goes into the file, and what is left for the command line: it may be a secret, or looks like a template. */
function dividedVars(vars: Readonly<Record<string, string>>): {
  written: Record<string, string | number>;
  kept: Record<string, string>;
} {
  const written: Record<string, string | number> = {};
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(vars)) {
    const isPlain = redactVar(`${name}=${value}`) === `${name}=${value}` && !value.includes('${');
    if (isPlain) written[name] = /^\d{1,15}$/u.test(value) ? Number(value) : value;
    else kept[name] = value;
  }
  return { written, kept };
}
