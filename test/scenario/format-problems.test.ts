import test from 'ava';
import { formatProblems } from '../../src/scenario/format-problems.ts';
import { loadScenario } from '../../src/scenario/load-scenario.ts';
import type { Problem } from '../../src/scenario/problem.ts';

function format(text: string): string {
  const loaded = loadScenario(text, 'demo.yaml');
  return loaded.ok ? '' : formatProblems(loaded.problems, text);
}

test('a problem shows its place, its code, the line with a caret, and a hint', (t) => {
  const text = 'name: demo\nclients:\n  sensor: { count: 3, keepalive: 10s }\nsteps:\n  - connect: all\n';
  t.is(
    format(text),
    [
      'demo.yaml:3:23: unknown-key: `keepalive` is not a key of a client group',
      '  3 |   sensor: { count: 3, keepalive: 10s }',
      '    |                       ^^^^^^^^^',
      '  hint: did you mean `keep-alive`?',
      '',
    ].join('\n'),
  );
});

test('a byte order mark and CRLF shift nothing', (t) => {
  const text = '\uFEFFname: demo\r\nclientz: 1\r\nclients: { a: { count: 1 } }\r\nsteps: [connect: a]\r\n';
  t.is(
    format(text),
    [
      'demo.yaml:2:1: unknown-key: `clientz` is not a key of a scenario',
      '  2 | clientz: 1',
      '    | ^^^^^^^',
      '  hint: did you mean `clients`?',
      '',
    ].join('\n'),
  );
});

const AT: Problem = { code: 'bad-value', file: 'f', line: 1, column: 1, length: 1, message: 'm' };

test('a very long line is cut around the place', (t) => {
  const text = `${'a'.repeat(500)}X${'b'.repeat(500)}`;
  const [, shown = '', caret = ''] = formatProblems([{ ...AT, column: 501 }], text).split('\n');
  t.true(shown.length < 200);
  t.is(shown[caret.indexOf('^')], 'X');
});

test('control characters reach no terminal', (t) => {
  t.false(formatProblems([AT], '\u001B[31mred').includes('\u001B'));
});

test('a caret never goes past its line', (t) => {
  const [, , caret = ''] = formatProblems([{ ...AT, column: 2, length: 9 }], 'abc\ndef').split('\n');
  t.is(caret.trim(), '|  ^^');
});
