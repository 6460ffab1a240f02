import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { BenchError, messageOf } from '../../base/errors.ts';
import type { ExpectedFailure } from '../../conformance/expectations.ts';
import type { Principal, TargetProfile } from '../../conformance/facts.ts';
import { formatProblems } from '../../scenario/format-problems.ts';
import { loadProfile } from '../../scenario/load-profile.ts';
import type { Hooks, ProfilePrincipal, TargetProfileFile } from '../../scenario/profile-types.ts';
import { findProfile } from '../hooks/profile-file.ts';

export interface LoadedProfile {
  readonly url: string | undefined;
  readonly principal: Principal | undefined;
  /** All but the principal, which the command line may replace. */
  readonly profile: TargetProfile;
  readonly expectedFailures: readonly ExpectedFailure[];
  readonly hooks: Hooks;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Reads a profile by file name, or by the name of one that ships. Throws a BenchError for one that is missing or wrong. */
export function readProfile(name: string, env: Env): LoadedProfile {
  const path = findProfile(name);
  const text = textOf(path);
  const result = loadProfile(text, basename(path), env);
  if (result.ok) return loaded(result.profile);
  throw new BenchError('scenario', 'bad-profile', formatProblems(result.problems, text));
}

const NONE: LoadedProfile = {
  url: undefined,
  principal: undefined,
  profile: { name: 'command line' },
  expectedFailures: [],
  hooks: {},
};

export function optionalProfile(name: string | undefined, env: Env): LoadedProfile {
  return name === undefined ? NONE : readProfile(name, env);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new BenchError('usage', 'cannot-read', `--profile ${path}: ${messageOf(cause)}`, { cause });
  }
}

function loaded(file: TargetProfileFile): LoadedProfile {
  const { maximumQos, retain, wildcards, sessionMax, topicPrefix } = file.limits;
  const script = file.enhancedAuthentication;
  const profile: TargetProfile = {
    name: file.name,
    ...(file.refused === undefined ? {} : { wrongPrincipal: principalOf(file.refused) }),
    ...(file.deniedTopic === undefined ? {} : { deniedTopic: file.deniedTopic }),
    ...(maximumQos === undefined ? {} : { maximumQos: maximumQos === 0 ? 0 : maximumQos === 1 ? 1 : 2 }),
    ...(retain === undefined ? {} : { retain }),
    ...(wildcards === undefined ? {} : { wildcards }),
    ...(sessionMax === undefined ? {} : { sessionMaxS: sessionMax / 1_000_000 }),
    ...(topicPrefix === undefined ? {} : { topicPrefix }),
    limits: file.limits,
    ...(script === undefined
      ? {}
      : {
          enhanced: {
            method: script.method,
            data: Buffer.from(script.data),
            answers: script.answers.map((text) => Buffer.from(text)),
            wrong: Buffer.from(script.wrong),
          },
        }),
  };
  const { url, principal, expectedFailures } = file;
  return {
    url,
    principal: principal === undefined ? undefined : principalOf(principal),
    profile,
    expectedFailures,
    hooks: file.hooks ?? {},
  };
}

function principalOf({ username, password }: ProfilePrincipal): Principal {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: Buffer.from(password) }),
  };
}
