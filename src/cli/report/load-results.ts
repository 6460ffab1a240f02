import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BenchError, messageOf } from '../../base/errors.ts';
import { RESULTS_BYTES_MAX } from '../../results/envelope.ts';
import { parseAnyResults, RESULT_KINDS, type AnyResults } from '../../results/kinds.ts';

export interface LoadedResults {
  /** The file it was read from. */
  readonly path: string;
  readonly results: AnyResults;
}

/**
 * Results of any kind from a file, or from a run directory. Throws a BenchError that says what is wrong with it, where, and what
 * to give instead.
 */
export function loadResults(argument: string): LoadedResults {
  const path = fileOf(argument);
  return { path, results: parseAnyResults(textOf(path), path) };
}

function fileOf(argument: string): string {
  const stat = statSync(argument, { throwIfNoEntry: false });
  if (stat === undefined) throw unreadable(argument, 'there is no such file or directory');
  if (!stat.isDirectory()) return argument;
  const found = RESULT_KINDS.map(({ file }) => join(argument, file)).filter((path) => existsSync(path));
  const [first, second] = found;
  if (first === undefined)
    throw unreadable(argument, `it holds none of ${RESULT_KINDS.map(({ file }) => file).join(', ')}`);
  if (second !== undefined) throw unreadable(argument, `it holds both ${first} and ${second}: name one`);
  return first;
}

/** Looked at before it is read: a device or a disk image must not fill the memory. */
function textOf(path: string): string {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw new Error('it is no file');
    if (stat.size > RESULTS_BYTES_MAX) throw new Error(`it has more than ${RESULTS_BYTES_MAX} bytes`);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw unreadable(path, messageOf(cause), cause);
  }
}

function unreadable(path: string, why: string, cause?: unknown): BenchError {
  return new BenchError('usage', 'unreadable-results', `cannot read results from ${path}: ${why}`, {
    hint: 'name a run directory, such as reports/qos2/2026-01-02T03-04-05Z, or a file of results in one',
    ...(cause !== undefined && { cause }),
  });
}
