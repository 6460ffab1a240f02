import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BenchError, messageOf } from '../../base/errors.ts';

const NAME_CHARS_MAX = 80;
/** Runs of one scenario that start within one second. */
const SAME_TIME_MAX = 1000;

/**
 * `<out>/<scenario>/<time>/`, made before the run, so that a full disk or a missing right does not show after it.
 * Throws a BenchError when it cannot be made.
 */
export function createRunDirectory(out: string, scenario: string, startedAt: string): string {
  const parent = join(out, directoryName(scenario));
  const time = startedAt.replace(/\.\d+/u, '').replaceAll(':', '-');
  try {
    mkdirSync(parent, { recursive: true });
    for (let attempt = 1; attempt <= SAME_TIME_MAX; attempt += 1) {
      const path = join(parent, attempt === 1 ? time : `${time}-${attempt}`);
      if (makeNew(path)) return path;
    }
    throw new Error('too many runs at the same time');
  } catch (cause) {
    throw cannotWrite(parent, cause);
  }
}

/** Writes a file of the run directory whole or not at all: nobody reads a half one. `name` may have folders in it. */
export function writeRunFile(directory: string, name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  const temporary = `${path}.part`;
  try {
    if (name.includes('/')) mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, content, { flush: true });
    renameSync(temporary, path);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
  return path;
}

/** A scenario's name as one plain folder name. */
export function directoryName(scenario: string): string {
  const plain = scenario.replace(/[^\w.-]+/gu, '-').slice(0, NAME_CHARS_MAX);
  return /^\.*$/u.test(plain) ? 'scenario' : plain;
}

function makeNew(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'EEXIST') return false;
    throw error;
  }
}

function cannotWrite(path: string, cause: unknown): BenchError {
  return new BenchError('environment', 'cannot-write', `cannot write ${path}: ${messageOf(cause)}`, {
    hint: 'choose another place with --out, or write nothing with --no-report',
    cause,
  });
}
