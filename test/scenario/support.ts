import { loadScenario, type LoadOptions } from '../../src/scenario/load-scenario.ts';
import { formatProblems } from '../../src/scenario/format-problems.ts';
import type { Scenario } from '../../src/scenario/types.ts';

/** The smallest part around what a test is about. */
export interface Parts {
  /** Lines at the top level. */
  readonly top?: string;
  /** Lines under `clients`, indented by two. */
  readonly clients?: string;
  /** Items of `steps`, without indentation. */
  readonly steps?: readonly string[];
}

/** A scenario file around what a test is about. */
export function scenarioText(parts: Parts = {}): string {
  const { top = '', clients = '  sensor: { count: 3 }', steps = [] } = parts;
  const list = ['connect: all', ...steps].map((step) => `  - ${step}`).join('\n');
  return `name: test\n${top === '' ? '' : `${top}\n`}clients:\n${clients}\nsteps:\n${list}\n`;
}

/** The scenario that `text` must be. */
export function loadText(text: string, options: LoadOptions = {}): Scenario {
  const loaded = loadScenario(text, 'test.yaml', options);
  if (!loaded.ok) throw new Error(formatProblems(loaded.problems, text));
  return loaded.scenario;
}

/** Text with a `‸` that marks a place, the text without it, and where the place is. */
export function withoutMark(marked: string): { text: string; line: number; column: number } {
  const at = marked.indexOf('‸');
  if (at < 0 || marked.includes('‸', at + 1)) throw new Error('one ‸ is needed');
  const before = marked.slice(0, at).split('\n');
  return {
    text: marked.replace('‸', ''),
    line: before.length,
    column: (before.at(-1) ?? '').length + 1,
  };
}
