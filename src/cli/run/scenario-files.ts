import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { BenchError, messageOf } from '../../base/errors.ts';
import { formatProblems } from '../../scenario/format-problems.ts';
import { loadScenario } from '../../scenario/load-scenario.ts';
import type { LoadOptions } from '../../scenario/load-scenario.ts';
import { didYouMean } from '../../scenario/nearest.ts';
import { suiteScenario } from '../../scenario/suite.ts';
import type { Scenario } from '../../scenario/types.ts';
import { shippedFolder, shippedNames } from '../shipped.ts';

/** Beyond what a scenario may have; only to not read a disk image by mistake. */
const FILE_BYTES_MAX = 16 * 1024 * 1024;

export interface LoadedScenario {
  /** As the user named it. */
  readonly argument: string;
  readonly scenario: Scenario;
  /** What it was read from. */
  readonly text: string;
}

export type LoadedScenarios =
  | { readonly ok: true; readonly scenarios: readonly LoadedScenario[] }
  /** All problems of all files, for people. */
  | { readonly ok: false; readonly problems: string };

/** Reads and checks every scenario before any of them runs. Throws a BenchError for a file that cannot be read. */
export function loadScenarios(names: readonly string[], options: LoadOptions): LoadedScenarios {
  const scenarios: LoadedScenario[] = [];
  const problems: string[] = [];
  for (const argument of names) {
    const { text, file } = scenarioText(argument);
    const result = loadScenario(text, file, options);
    if (result.ok) scenarios.push({ argument, scenario: result.scenario, text });
    else problems.push(formatProblems(result.problems, text));
  }
  return problems.length === 0 ? { ok: true, scenarios } : { ok: false, problems: problems.join('\n') };
}

/** A file that there is comes first; then one that ships; then a member of the benchmark suite, made from its name. */
function scenarioText(name: string): { readonly text: string; readonly file: string } {
  const suite = existingScenario(name) === undefined ? suiteScenario(name) : undefined;
  if (suite?.ok === true) return { text: suite.text, file: `${name} (made from its name)` };
  if (suite?.ok === false) throw new BenchError('usage', 'no-scenario', suite.message, { hint: suite.hint });
  const path = findScenario(name);
  return { text: readScenario(path), file: shownPath(path) };
}

/** The path of a file, or of a scenario that ships under that name. */
export function findScenario(name: string): string {
  const path = existingScenario(name);
  if (path !== undefined) return path;
  const hint =
    didYouMean(name, shippedNames('scenarios')) ?? 'name a YAML file, or a scenario that ships, such as qos2';
  throw new BenchError('usage', 'no-scenario', `there is no scenario ${name}`, { hint });
}

/** Whether the scenario of that name would be read from this file. */
export function isSameFile(file: string, name: string): boolean {
  const path = existingScenario(name);
  return path !== undefined && resolve(path) === resolve(file);
}

function existingScenario(name: string): string | undefined {
  if (isFile(name)) return name;
  if (!/^\w[\w.-]*$/u.test(name)) return undefined;
  const shipped = join(shippedFolder('scenarios'), `${name}.yaml`);
  return isFile(shipped) ? shipped : undefined;
}

function readScenario(path: string): string {
  try {
    if (statSync(path).size > FILE_BYTES_MAX) throw new Error(`it has more than ${FILE_BYTES_MAX} bytes`);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new BenchError('usage', 'unreadable-file', `cannot read ${path}: ${messageOf(cause)}`, { cause });
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Short where the file lies below the working directory. */
function shownPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' || near.startsWith('..') || isAbsolute(near) ? path : near;
}
