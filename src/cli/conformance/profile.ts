import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { BenchError, messageOf } from '../../base/errors.ts';
import type { ExpectedFailure } from '../../conformance/expectations.ts';
import type { TargetProfile } from '../../conformance/facts.ts';
import type { DeclaredRights } from '../../conformance/principals.ts';
import { formatProblems } from '../../scenario/format-problems.ts';
import { loadProfile } from '../../scenario/load-profile.ts';
import type {
  Hooks,
  NamedPrincipal,
  ProfilePrincipal,
  ProfileRights,
  TargetProfileFile,
} from '../../scenario/profile-types.ts';
import { passwordOf, readPrincipalFile } from '../hooks/principal-files.ts';
import { findProfile } from '../hooks/profile-file.ts';
import type { DialledProfile, LoadedPrincipal } from './dial.ts';

export interface LoadedProfile extends DialledProfile {
  readonly url: string | undefined;
  /** All but who connects, and how. */
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
  webSocketUrl: undefined,
  principal: undefined,
  principals: [],
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
  const { url, websocket, expectedFailures, hooks = {} } = file;
  return {
    url,
    webSocketUrl: websocket,
    principal: usualOf(file),
    principals: othersOf(file),
    profile,
    expectedFailures,
    hooks,
  };
}

function usualOf({ principal, deniedTopic }: TargetProfileFile): LoadedPrincipal | undefined {
  if (deniedTopic === undefined)
    return principal === undefined ? undefined : loadedPrincipal('principal', principal);
  const { publish = [], subscribe = [] } = principal?.denied ?? {};
  return loadedPrincipal('principal', {
    ...principal,
    denied: { publish: [...publish, deniedTopic], subscribe },
  });
}

function othersOf({ principals, refused }: TargetProfileFile): LoadedPrincipal[] {
  const more: (readonly [string, NamedPrincipal])[] =
    refused === undefined ? [] : [['refused', { ...refused, refused: true }]];
  return [...principals, ...more].map(([name, one]) => ({
    ...loadedPrincipal(name, one),
    isRefused: one.refused,
  }));
}

function loadedPrincipal(name: string, one: ProfilePrincipal): LoadedPrincipal {
  const { username, clientId: clientIds, cert, key, denied, allowed } = one;
  const password = passwordOf(one);
  return {
    name,
    isRefused: false,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: Buffer.from(password) }),
    ...(clientIds === undefined ? {} : { clientIds }),
    ...(cert === undefined || key === undefined
      ? {}
      : { tls: { cert: readPrincipalFile('cert', cert), key: readPrincipalFile('key', key) } }),
    denied: rightsOf(denied),
    allowed: rightsOf(allowed),
  };
}

function rightsOf({ publish, subscribe }: ProfileRights = { publish: [], subscribe: [] }): DeclaredRights {
  return { publish, subscribe };
}
