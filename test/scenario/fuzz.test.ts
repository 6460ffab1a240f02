import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { seededRandom, type Random } from '../../src/base/random.ts';
import { formatProblems } from '../../src/scenario/format-problems.ts';
import { loadScenario } from '../../src/scenario/load-scenario.ts';
import { PROBLEM_CODES } from '../../src/scenario/problem.ts';
import { testSeed } from '../support/fixed-seed.ts';

const TIME_MS = 2_500;
const SEED = testSeed();

const SCENARIOS = new URL('../../../scenarios/', import.meta.url);
const texts = readdirSync(SCENARIOS)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(new URL(name, SCENARIOS), 'utf8'));

const PIECES = [
  '${',
  '}',
  '{',
  '[',
  ']',
  ': ',
  '- ',
  '\n',
  '\r\n',
  '\t',
  '"',
  "'",
  '#',
  '&a ',
  '*a',
  '!t ',
  '|',
  '>',
  '? ',
  '---\n',
  '%',
  '\0',
  '\uFEFF',
  '\uD800',
  '💥',
  '0',
  '-1',
  '1e999',
  'null',
  'true',
  '${index}',
  '${1/0}',
  '${env.X}',
  'all',
  '<<: ',
  '99999999999999999999',
  'repeat: {times: 2, steps: ',
  'qos: 3',
  '$share/',
  '#/',
  '__proto__: ',
  'constructor: ',
  '  ',
];

function mutate(text: string, random: Random): string {
  let mutated = text;
  for (let changes = 1 + random.below(4); changes > 0; changes -= 1) {
    const at = random.below(mutated.length + 1);
    const end = Math.min(mutated.length, at + random.below(12));
    const piece = PIECES[random.below(PIECES.length)] ?? '';
    const kind = random.below(4);
    if (kind === 0) mutated = mutated.slice(0, at) + mutated.slice(end);
    else if (kind === 1) mutated = mutated.slice(0, at) + piece + mutated.slice(at);
    else if (kind === 2) mutated = mutated.slice(0, at) + piece + mutated.slice(end);
    else
      mutated =
        mutated.slice(0, at) + mutated.slice(at, end).repeat(2 + random.below(20)) + mutated.slice(end);
  }
  return mutated;
}

test(`no mutation of a scenario makes the loader throw, and every problem lies within the file (TEST_SEED=${SEED})`, (t) => {
  const random = seededRandom(SEED);
  const codes = new Set<string>(PROBLEM_CODES);
  const started = performance.now();
  let files = 0;
  for (; performance.now() - started < TIME_MS; files += 1) {
    const text = mutate(texts[random.below(texts.length)] ?? '', random);
    const loaded = loadScenario(text, 'fuzz.yaml', { env: { X: 'x' } });
    if (loaded.ok) continue;
    if (loaded.problems.length === 0) t.fail(`no problem is named: ${JSON.stringify(text)}`);
    const lines = text.replace(/^\uFEFF/u, '').split('\n');
    for (const { line, column, length, code, message } of loaded.problems) {
      const lineText = lines[line - 1]?.replace(/\r$/u, '');
      const isWithin = lineText !== undefined && column >= 1 && column <= lineText.length + 1 && length >= 1;
      if (!isWithin || !codes.has(code) || message === '')
        t.fail(`${line}:${column} ${code} ${JSON.stringify(text)}`);
    }
    formatProblems(loaded.problems, text);
  }
  t.true(files > 20);
});
