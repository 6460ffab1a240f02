import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RESULT_KINDS } from '../../results/kinds.ts';

const PATHS_MAX = 1_000;

/**
 * `a,b/*` as paths: commas part them, `*` and `?` stand for what is in a folder, and a folder of run directories for all of them, in
 * the order of their names. What is not there stays as it is, to be an error where it is read.
 */
export function expandPaths(argument: string): string[] {
  return argument
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .flatMap(matches)
    .flatMap(runDirectories)
    .slice(0, PATHS_MAX);
}

function matches(pattern: string): string[] {
  if (!/[*?]/u.test(pattern)) return [pattern];
  const segments = pattern.split('/');
  let found = [pattern.startsWith('/') ? '/' : '.'];
  for (const segment of segments.filter((one) => one !== '' && one !== '.'))
    found = found.flatMap((folder) => within(folder, segment)).slice(0, PATHS_MAX);
  return found.length === 0 ? [pattern] : found;
}

function within(folder: string, segment: string): string[] {
  if (!/[*?]/u.test(segment)) return [join(folder, segment)];
  const source = segment
    .replace(/[.+^${}()|[\]\\]/gu, String.raw`\$&`)
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  const pattern = new RegExp(`^${source}$`, 'u');
  return namesIn(folder)
    .filter((name) => pattern.test(name) && !name.startsWith('.'))
    .map((name) => join(folder, name));
}

/** A folder without results, whose folders have some, stands for those. */
function runDirectories(path: string): string[] {
  if (holdsResults(path)) return [path];
  const inside = namesIn(path)
    .map((name) => join(path, name))
    .filter(holdsResults);
  return inside.length === 0 ? [path] : inside;
}

function holdsResults(folder: string): boolean {
  const isFile = (name: string): boolean =>
    statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() ?? false;
  return isFolder(folder) && RESULT_KINDS.some(({ file }) => isFile(file));
}

function namesIn(folder: string): string[] {
  return isFolder(folder) ? readdirSync(folder).sort() : [];
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
