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
  return {
    argument,
    scenario,
    versions: request.version === undefined ? scenario.versions : [request.version],
    seed: request.seed ?? scenario.seed ?? randomSeed(),
    target: targetOverride(request, scenario),
    ...(name === undefined ? {} : { profile: loadProfile(name, env) }),
  };
}
