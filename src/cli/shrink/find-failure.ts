import { BenchError } from '../../base/errors.ts';
import { versionName, type ProtocolVersion } from '../../protocol/constants.ts';
import type { RunResult } from '../../results/model.ts';
import { executeScenario } from '../run/execute.ts';
import type { Job } from '../run/prepare.ts';
import { failing } from './attempts.ts';
import type { ShrinkRequest } from './request.ts';

/** What has to go on failing. */
export interface Failure {
  readonly version: ProtocolVersion;
  readonly invariant: string;
  /** Of the run that failed. */
  readonly durationUs: number;
}

export interface FindFailureOptions {
  readonly job: Job;
  readonly request: ShrinkRequest;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Not every failure comes at once. */
const ROUNDS = 3;

/** Runs the whole scenario, version by version, until something fails; undefined where nothing does. */
export async function findFailure(options: FindFailureOptions): Promise<Failure | undefined> {
  const { job, signal, say } = options;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const version of job.versions) {
      if (signal.aborted) return undefined;
      const run = await runWhole(version, options);
      const found = failing(run);
      say(
        `the whole scenario in MQTT ${versionName(version)}: ${found.length === 0 ? run.verdict : `${found.join(', ')} fail`}`,
      );
      if (run.stopReason === 'interrupted') continue;
      const invariant = chosen(found, options.request);
      if (invariant !== undefined) return { version, invariant, durationUs: run.durationUs };
      if (found.length === 0 && run.verdict === 'fail') refuseOther(run);
    }
  }
  return undefined;
}

function chosen(found: readonly string[], { invariant }: ShrinkRequest): string | undefined {
  return invariant === undefined ? found[0] : found.find((id) => id.toUpperCase() === invariant);
}

async function runWhole(
  version: ProtocolVersion,
  { job, request, signal }: FindFailureOptions,
): Promise<RunResult> {
  const results = await executeScenario({
    ...job,
    versions: [version],
    ...(request.run.threads === undefined ? {} : { threads: request.run.threads }),
    signal,
    ...{ onRun: () => () => undefined, onRunEnded: () => undefined },
    ...{ command: '', replay: () => '' },
  });
  const [run] = results.runs;
  if (run === undefined) throw new BenchError('internal', 'no-run', 'a run left no results');
  if (run.stopReason === 'unreachable')
    throw new BenchError('unreachable', 'unreachable', `the target is out of reach: ${run.stopDetail ?? ''}`);
  return run;
}

function refuseOther({ thresholds }: RunResult): never {
  const what = thresholds.some(({ verdict }) => verdict === 'fail') ? 'a threshold' : 'an expectation';
  throw new BenchError(
    'usage',
    'no-invariant',
    `only ${what} is missed: shrinking looks for broken promises of MQTT`,
  );
}
