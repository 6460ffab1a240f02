import test from 'ava';
import { loadScenario } from '../../src/scenario/load-scenario.ts';
import { loadText, scenarioText } from './support.ts';

const VARS = 'vars: { rate: 10, size: 1KiB }\nthresholds: [messages.lost == 0]';

function problemsOf(capacity: string, above = VARS): string[] {
  const loaded = loadScenario(scenarioText({ top: `${above}\ncapacity: ${capacity}` }), 'test.yaml');
  return loaded.ok ? [] : loaded.problems.map(({ code, message }) => `${code}: ${message}`);
}

test('a scenario says how its capacity is searched for, and what is needed', (t) => {
  const text =
    '{ search: rate, from: 5, to: 80, precision: 2%, for: 10min, need: { devices: 40, every: 10s } }';
  t.deepEqual(loadText(scenarioText({ top: `${VARS}\ncapacity: ${text}` })).capacity, {
    ...{ search: 'rate', from: 5, to: 80, precision: 0.02, for: 600_000_000 },
    need: { devices: 40, every: 10_000_000 },
  });
  t.is(loadText(scenarioText({ top: VARS })).capacity, undefined);
});

test('the load is a var that is a number', (t) => {
  t.deepEqual(problemsOf('{ search: rat }'), ['unknown-var: there is no var `rat` to search by']);
  t.deepEqual(problemsOf('{ search: size }'), [
    'bad-var: the var `size` is no number above 0, so it is no load',
  ]);
});

test('a search goes upwards, within bounds, and towards thresholds', (t) => {
  t.deepEqual(problemsOf('{ from: 5, to: 5 }'), ['out-of-range: `to` has to be above `from`, 5']);
  t.regex(problemsOf('{ repeats: 0 }').join(), /^out-of-range/u);
  t.regex(problemsOf('{ need: { devices: 5 } }').join(), /^missing-key: .*`every`/u);
  t.deepEqual(problemsOf('{ from: 5 }', 'vars: { rate: 10 }'), [
    'missing-key: `capacity` needs `thresholds`: without them every load would hold',
  ]);
});
