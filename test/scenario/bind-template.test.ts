import test from 'ava';
import { bindTemplate, bindValue, type ClientName } from '../../src/scenario/bind-template.ts';
import { evaluateTemplate } from '../../src/scenario/evaluate-template.ts';
import type { ProblemCode } from '../../src/scenario/problem.ts';
import { parseTemplate } from '../../src/scenario/parse-template.ts';
import type { Template } from '../../src/scenario/template.ts';

const SOURCES = {
  vars: new Map<string, number | string | undefined>([
    ['pairs', 10],
    ['site', 'north'],
    ['broken', undefined],
  ]),
  env: { TOKEN: 'secret', PORT: '1883', EMPTY: '' },
};
const PER_CLIENT: readonly ClientName[] = ['index', 'client', 'group', 'run'];

function template(text: string): Template {
  const parsed = parseTemplate(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.template;
}

test('vars and environment are put in, and only what differs from client to client is left', (t) => {
  const bound = bindTemplate(
    template('${site}/${index * pairs + 1}/${env.PORT}${env.EMPTY}'),
    SOURCES,
    PER_CLIENT,
  );
  t.is(bound.kind, 'bound');
  if (bound.kind !== 'bound') return;
  t.is(bound.template.parts.length, 3);
  t.is(bound.template.parts[0], 'north/');
  t.is(bound.template.parts[2], '/1883');
  t.is(evaluateTemplate(bound.template, { index: 3 }), 'north/31/1883');
});

test('a bound template keeps its source, which holds no secret', (t) => {
  const bound = bindTemplate(template('${env.TOKEN}'), SOURCES, PER_CLIENT);
  t.is(bound.kind === 'bound' ? bound.template.source : '', '${env.TOKEN}');
  t.is(bound.kind === 'bound' ? evaluateTemplate(bound.template, {}) : '', 'secret');
});

test('one expression alone keeps its type, text around it makes text', (t) => {
  t.is(bindValue(template('${pairs * 2}'), SOURCES) as number, 20);
  t.is(bindValue(template('${pairs}/s'), SOURCES) as string, '10/s');
  t.is(bindValue(template('${site}'), SOURCES) as string, 'north');
  t.is(bindValue(template('${env.PORT}'), SOURCES) as string, '1883');
  t.is(bindValue(template('${env.PORT + 1}'), SOURCES) as number, 1884);
});

test('what rests on a var with a problem of its own is not reported again', (t) => {
  t.is(bindTemplate(template('${broken + index}'), SOURCES, PER_CLIENT).kind, 'spoilt');
});

const FAULTS: readonly (readonly [text: string, code: ProblemCode, hint?: RegExp])[] = [
  ['${pears}', 'unknown-name', /did you mean `pairs`/],
  ['${idx}', 'unknown-name', /did you mean `index`/],
  ['${zzzzzzz}', 'unknown-name', /vars/],
  ['${constructor}', 'unknown-name'],
  ['${env.NOBODY}', 'missing-environment', /NOBODY=/],
  ['${env.toString}', 'missing-environment'],
  ['${topic}', 'name-not-here', /publish/],
  ['${worker}', 'name-not-here', /number of workers/],
  ['${row.password}', 'name-not-here', /belongs to one client/],
  ['${site + 1}', 'text-in-arithmetic'],
  ['${-group}', 'text-in-arithmetic'],
  ['${run % 2}', 'text-in-arithmetic'],
  ['${env.TOKEN * 1}', 'text-in-arithmetic'],
  ['${1 / 0}', 'division-by-zero'],
  ['${index % (pairs - 10)}', 'division-by-zero'],
  ['${10 / index}', 'division-by-zero'],
  ['${9007199254740991 * 9007199254740991}', 'out-of-range'],
];

for (const [text, code, hint = /(?:)/u] of FAULTS) {
  test(`${text} is refused as ${code}`, (t) => {
    const bound = bindTemplate(template(text), SOURCES, PER_CLIENT);
    t.is(bound.kind, 'wrong');
    if (bound.kind !== 'wrong') return;
    t.is(bound.fault.code, code);
    t.regex(bound.fault.hint ?? '', hint);
  });
}

test('names of clients have no value where one value is for all', (t) => {
  const bound = bindTemplate(template('${index}'), SOURCES, []);
  t.is(bound.kind === 'wrong' ? bound.fault.code : bound.kind, 'name-not-here');
});
