import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchError, messageOf } from '../../base/errors.ts';

export interface NewFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Writes files that are not there yet, all of them or none, and tells their paths. Throws a BenchError where one is there
 * already, or cannot be written.
 */
export function writeNewFiles(folder: string, files: readonly NewFile[]): string[] {
  const paths = files.map(({ name }) => join(folder, name));
  const there = paths.find((path) => existsSync(path));
  if (there !== undefined) throw exists(there);
  try {
    mkdirSync(folder, { recursive: true });
    for (const [at, { text }] of files.entries()) writeFileSync(paths[at] ?? '', text, { flag: 'wx' });
  } catch (cause) {
    throw new BenchError('environment', 'cannot-write', `cannot write into ${folder}: ${messageOf(cause)}`, {
      hint: 'name another folder: mqtt-bench init <folder>',
      cause,
    });
  }
  return paths;
}

function exists(path: string): BenchError {
  return new BenchError('usage', 'file-exists', `${path} is there already, and nothing was written`, {
    hint: 'name another folder, mqtt-bench init <folder>, or move the file away',
  });
}
