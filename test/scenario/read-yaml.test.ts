import test from 'ava';
import type { ProblemCode } from '../../src/scenario/problem.ts';
import { readYaml } from '../../src/scenario/read-yaml.ts';
import { entryOf, type SourceNode } from '../../src/scenario/source-tree.ts';

function read(text: string): { tree: SourceNode | undefined; codes: ProblemCode[] } {
  const codes: ProblemCode[] = [];
  const tree = readYaml(text, (code) => codes.push(code));
  return { tree, codes };
}

function scalar(text: string): { value: unknown; text: string } {
  const { tree, codes } = read(`key: ${text}\n`);
  const node = entryOf(tree, 'key')?.value;
  if (node?.kind !== 'scalar' || codes.length > 0) throw new Error(`no scalar: ${codes.join()}`);
  return { value: node.value, text: node.text };
}

test('scalars are of YAML 1.2, and numbers remember how they were written', (t) => {
  t.deepEqual(scalar('5.0'), { value: 5, text: '5.0' });
  t.deepEqual(scalar('007'), { value: 7, text: '007' });
  t.deepEqual(scalar('0x87'), { value: 0x87, text: '0x87' });
  t.deepEqual(scalar('1_000'), { value: '1_000', text: '1_000' });
  t.deepEqual(scalar('yes'), { value: 'yes', text: 'yes' });
  t.deepEqual(scalar('on'), { value: 'on', text: 'on' });
  t.deepEqual(scalar('true'), { value: true, text: 'true' });
  t.deepEqual(scalar('2026-01-01'), { value: '2026-01-01', text: '2026-01-01' });
  t.deepEqual(scalar('12:30:45'), { value: '12:30:45', text: '12:30:45' });
  t.deepEqual(scalar('~'), { value: null, text: '~' });
  t.deepEqual(scalar('"a\\u0041"'), { value: 'aA', text: 'aA' });
});

test('lines may end with CRLF, and positions stay right', (t) => {
  const text = 'name: a\r\nclients:\r\n  b: 1\r\n';
  const { tree, codes } = read(text);
  t.deepEqual(codes, []);
  const entry = entryOf(entryOf(tree, 'clients')?.value, 'b');
  t.is(text.slice(entry?.keySpan.start, entry?.keySpan.end), 'b');
  t.is(text.slice(entry?.value.span.start, entry?.value.span.end), '1');
});

test('an alias is the node of its anchor', (t) => {
  const { tree, codes } = read('a: &x { b: 1 }\nc: *x\n');
  t.deepEqual(codes, []);
  t.is(entryOf(tree, 'c')?.value, entryOf(tree, 'a')?.value);
});

test('an anchor may be used again: an alias means the last one before it', (t) => {
  const { tree } = read('a: &x 1\nb: &x 2\nc: *x\n');
  const node = entryOf(tree, 'c')?.value;
  t.is(node?.kind === 'scalar' ? node.value : undefined, 2);
});

const ATTACKS: readonly (readonly [name: string, text: string])[] = [
  ['open brackets', '['.repeat(200_000)],
  ['closed brackets', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['nested sequences', '- '.repeat(200_000)],
  ['nested maps', '{a: '.repeat(100_000)],
  ['complex keys', '? '.repeat(100_000)],
  ['deep indentation', Array.from({ length: 1000 }, (_, at) => `${' '.repeat(at)}a:\n`).join('')],
  ['many keys', Array.from({ length: 60_000 }, (_, at) => `k${at}: 1\n`).join('')],
  ['the same key again', 'a: 1\n'.repeat(100_000)],
  ['many anchors', '&a '.repeat(50_000)],
  ['many tags', '!a '.repeat(50_000)],
  ['many aliases', `a: &a 1\nb: [${'*a,'.repeat(50_000)}]`],
  ['many documents', '---\n'.repeat(20_000)],
  ['quotes', '"'.repeat(50_000)],
  ['a long folded text', `a: "${'\n'.repeat(300_000)}"`],
];

for (const [name, text] of ATTACKS) {
  test(`${name} take no more than a moment`, (t) => {
    const started = performance.now();
    const { tree, codes } = read(text);
    t.true(tree !== undefined || codes.length > 0);
    t.true(performance.now() - started < 20_000);
  });
}

test('aliases multiply on paper only', (t) => {
  const levels = Array.from({ length: 9 }, (_, at) => `l${at + 1}: &l${at + 1} [${`*l${at},`.repeat(10)}]`);
  const { tree, codes } = read(`l0: &l0 [x]\n${levels.join('\n')}\n`);
  t.is(tree, undefined);
  t.deepEqual(codes, ['too-many-nodes']);
});
