import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BenchError, messageOf } from '../../base/errors.ts';
import { formatProblems } from '../../scenario/format-problems.ts';
import { loadProfile as readProfile } from '../../scenario/load-profile.ts';
import type { TargetProfileFile } from '../../scenario/profile-types.ts';
import { didYouMean } from '../../scenario/nearest.ts';
import { passwordOf } from './principal-files.ts';
import { shippedFolder, shippedNames } from '../shipped.ts';

const FILE_BYTES_MAX = 1024 * 1024;

/** The profile in a file, or the one that ships as `targets/<name>.yaml`. Throws a BenchError for one that is none. */
export function loadProfile(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): TargetProfileFile {
  const path = findProfile(name);
  const text = readText(path);
  const result = readProfile(text, path, env);
  if (result.ok) return withPassword(result.profile);
  throw new BenchError(
    'usage',
    'bad-profile',
    `the profile ${name} has problems:\n${formatProblems(result.problems, text)}`,
  );
}

/** Whose clients connect, with the password from its file. */
function withPassword(profile: TargetProfileFile): TargetProfileFile {
  const { principal } = profile;
  if (principal?.passwordFile === undefined) return profile;
  return { ...profile, principal: { ...principal, password: passwordOf(principal) ?? '' } };
}

/** The path of a profile: a file, or one that ships under that name. Throws a BenchError where there is neither. */
export function findProfile(name: string): string {
  if (existsSync(name)) return name;
  const shipped = join(shippedFolder('targets'), `${name}.yaml`);
  if (/^[\w.-]+$/u.test(name) && existsSync(shipped)) return shipped;
  throw new BenchError('usage', 'no-profile', `there is no profile ${name}`, {
    hint:
      didYouMean(name, shippedNames('targets')) ??
      'name a YAML file, or a profile that ships, such as mosquitto-2.0.11; `mqtt-bench init` writes one',
  });
}

function readText(path: string): string {
  try {
    if (statSync(path).size > FILE_BYTES_MAX) throw new Error(`it has more than ${FILE_BYTES_MAX} bytes`);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new BenchError('usage', 'unreadable-file', `cannot read ${path}: ${messageOf(cause)}`, { cause });
  }
}
