import { BenchError } from '../../base/errors.ts';
import type { TargetOverride } from '../../plan/plan-scenario.ts';
import type { Scenario } from '../../scenario/types.ts';
import { loadProfile } from '../hooks/profile-file.ts';
import type { Io } from '../io.ts';
import { randomSeed, type ExecuteOptions } from './execute.ts';
import type { RunRequest } from './request.ts';
import type { LoadedScenario } from './scenario-files.ts';
import { targetOverride } from './target.ts';

/** A scenario with all that decides what its runs do. */
export interface Job extends Pick<ExecuteOptions, 'scenario' | 'versions' | 'seed' | 'target' | 'profile'> {
  /** The scenario as the user named it. */
  readonly argument: string;
}

/** What the command line and the scenario say together. Throws a BenchError for a bad target or profile. */
export function prepare(
  { argument, scenario }: Omit<LoadedScenario, 'text'>,
  request: RunRequest,
  env: Io['env'],
): Job {
  const name = request.profile ?? scenario.target?.profile;
  const profile = name === undefined ? undefined : loadProfile(name, env);
  const versions = request.version === undefined ? scenario.versions : [request.version];
  const target = targetOverride(request, scenario, profile);
  if (versions.includes(4)) refusePasswordAlone(target, scenario);
  return {
    argument,
    scenario,
    versions,
    seed: request.seed ?? scenario.seed ?? randomSeed(),
    target,
    ...(profile === undefined ? {} : { profile }),
  };
}

/** 311:3.1.2-22: a broker has to close such a connection, and would not say why. */
function refusePasswordAlone({ username, password }: TargetOverride, { target }: Scenario): void {
  if (password === undefined || (username ?? target?.username) !== undefined) return;
  throw new BenchError('usage', 'password-alone', 'MQTT 3.1.1 cannot send a password without a user name', {
    hint: 'give the user name, with --username or MQTT_BENCH_USERNAME, or run with --protocol 5.0',
  });
}
