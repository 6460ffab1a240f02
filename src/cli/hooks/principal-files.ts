/** Files that the principals of a profile name: read where the profile is, and named in errors without what stands in them. */
import { readFileSync, statSync } from 'node:fs';
import { BenchError, messageOf } from '../../base/errors.ts';
import type { ProfilePrincipal } from '../../scenario/profile-types.ts';

const FILE_BYTES_MAX = 1024 * 1024;

/** The password of a principal, from its file where it has one; the line end at its end is not part of it. */
export function passwordOf({ password, passwordFile }: ProfilePrincipal): string | undefined {
  return passwordFile === undefined
    ? password
    : readPrincipalFile('password-file', passwordFile).replace(/\r?\n$/u, '');
}

/** Throws a BenchError where there is no such file, or one that cannot be what is meant. */
export function readPrincipalFile(key: 'password-file' | 'cert' | 'key', path: string): string {
  try {
    if (statSync(path).size > FILE_BYTES_MAX) throw new Error(`it has more than ${FILE_BYTES_MAX} bytes`);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new BenchError('usage', 'unreadable-file', `\`${key}\` of the profile: ${messageOf(cause)}`, {
      cause,
    });
  }
}
