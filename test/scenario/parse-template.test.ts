import test from 'ava';
import { evaluateTemplate } from '../../src/scenario/evaluate-template.ts';
import { literalTemplate, parseTemplate, TEMPLATE_LENGTH_MAX } from '../../src/scenario/parse-template.ts';
import type { TemplateScope } from '../../src/scenario/evaluate-template.ts';

function fill(text: string, scope: TemplateScope = {}): string {
  const parsed = parseTemplate(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return evaluateTemplate(parsed.template, scope);
}

const VALUES: readonly (readonly [text: string, expected: string])[] = [
  ['plain', 'plain'],
  ['', ''],
  ['site/${index}/data', 'site/7/data'],
  ['${index}', '7'],
  ['${ index }', '7'],
  ['${index + 1}', '8'],
  ['${2 + 3 * 4}', '14'],
  ['${(2 + 3) * 4}', '20'],
  ['${10 - 4 - 3}', '3'],
  ['${100 / 10 / 2}', '5'],
  ['${-index}', '-7'],
  ['${--index}', '7'],
  ['${1 - -1}', '2'],
  ['${index % 5}', '2'],
  ['${-1 % 5}', '4'],
  ['${index / 2}', '3.5'],
  ['${0.1 + 0.2}', '0.3'],
  ['${1 / 3}', '0.333333333333'],
  ['${4.0}', '4'],
  ['${0 * -1}', '0'],
  ['${group}-${index}', 'meter-7'],
  ['${env.HOME_1}', '/root'],
  ['$${index}', '${index}'],
  ['$index $ {index}', '$index $ {index}'],
  ['a$$${index}', 'a$${index}'],
];

for (const [text, expected] of VALUES) {
  test(`the template ${JSON.stringify(text)} reads ${JSON.stringify(expected)}`, (t) => {
    t.is(fill(text, { index: 7, group: 'meter', 'env.HOME_1': '/root' }), expected);
  });
}

test('whole numbers never print in exponent form', (t) => {
  t.is(fill('${1000000000 * 1000000000 * 10000}'), '10000000000000000000000');
});

const PROBLEMS: readonly (readonly [text: string, offset: number, problem: RegExp])[] = [
  ['${}', 0, /empty/],
  ['a ${ }', 2, /empty/],
  ['x${index', 1, /never closed/],
  ['${', 2, /never closed/],
  ['${index +}', 9, /unexpected `}`/],
  ['${(index}', 2, /`\(` is never closed/],
  ['${index)}', 7, /unexpected `\)`/],
  ['${a.b()}', 5, /unexpected `\(`/],
  ['${`x`}', 2, /unexpected/],
  ['${"x"}', 2, /unexpected/],
  ['${a b}', 4, /unexpected `b`/],
  ['${1..2}', 3, /unexpected `.`/],
  ['${a[0]}', 3, /unexpected `\[`/],
  ['${a = 1}', 4, /unexpected `=`/],
  ['ok ${index} ${💥}', 14, /unexpected `💥`/],
];

for (const [text, offset, problem] of PROBLEMS) {
  test(`the template ${text} is refused at offset ${offset}`, (t) => {
    const parsed = parseTemplate(text);
    t.false(parsed.ok);
    if (parsed.ok) return;
    t.is(parsed.offset, offset);
    t.regex(parsed.problem, problem);
  });
}

test('nesting and length are bounded, so that no text overflows the stack', (t) => {
  t.false(parseTemplate(`\${${'('.repeat(2000)}1${')'.repeat(2000)}}`).ok);
  t.false(parseTemplate(`\${${'-'.repeat(2000)}1}`).ok);
  t.false(parseTemplate('a'.repeat(TEMPLATE_LENGTH_MAX + 1)).ok);
  t.true(parseTemplate(`\${${'('.repeat(20)}1${')'.repeat(20)}}`).ok);
});

test('a literal template stands for its text, whatever is in it', (t) => {
  t.is(evaluateTemplate(literalTemplate('${index}'), {}), '${index}');
  t.deepEqual(literalTemplate('').parts, []);
});

test('a missing value is a defect of ours, not text', (t) => {
  t.throws(() => fill('${nobody}'), { message: /nobody/ });
});
