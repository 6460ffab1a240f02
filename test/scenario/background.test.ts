import test from 'ava';
import { backgrounds, joinedAt } from '../../src/scenario/background.ts';
import { loadScenario } from '../../src/scenario/load-scenario.ts';
import type { Step } from '../../src/scenario/types.ts';
import { loadText, scenarioText } from './support.ts';

const PUBLISH = 'publish: { clients: sensor, topic: t, qos: 1, rate: 10/s, for: 1s }';

function stepsOf(...steps: readonly string[]): readonly Step[] {
  return loadText(scenarioText({ steps })).steps;
}

const kinds = (steps: readonly Step[]): string[] => steps.map(({ kind }) => kind);

test('a list waits for its background before its next drain, or at its end', (t) => {
  t.is(joinedAt(stepsOf(`background: { ${PUBLISH} }`, 'wait: 1s', 'drain: 1s', 'drain: 1s'), 1), 3);
  t.is(joinedAt(stepsOf('drain: 1s', `background: { ${PUBLISH} }`, 'wait: 1s'), 2), 4);
});

test('a background is found at any depth, with the steps beside it', (t) => {
  const inner = `repeat: { times: 2, steps: [{ background: [{ wait: 1s }] }, { wait: 2s }, { drain: 1s }] }`;
  const found = [...backgrounds(stepsOf(`parallel: [[{ ${inner} }], { wait: 1s }]`))];
  t.deepEqual(
    found.map(({ inside, beside }) => [kinds(inside), kinds(beside)]),
    [[['wait'], ['wait']]],
  );
});

function problemsOf(...steps: readonly string[]): string[] {
  const loaded = loadScenario(scenarioText({ steps }), 'test.yaml');
  return loaded.ok ? [] : loaded.problems.map(({ code, message }) => `${code}: ${message}`);
}

test('clients that publish in the background cannot say goodbye before it has ended, but may vanish', (t) => {
  const background = `background: { ${PUBLISH} }`;
  t.deepEqual(problemsOf(background, 'disconnect: all'), [
    'conflicting-keys: `sensor` is still busy in the background',
  ]);
  t.deepEqual(problemsOf(background, 'repeat: { times: 2, steps: [disconnect: sensor] }').length, 1);
  t.deepEqual(problemsOf(background, 'drain: 1s', 'disconnect: all'), []);
  t.deepEqual(problemsOf(background, 'drop: { clients: sensor, share: 50% }'), []);
  t.deepEqual(problemsOf('background: { wait: 1s }', 'disconnect: all'), []);
});

test('who is connected in the background is connected where the list has waited for it', (t) => {
  const text = (steps: string): string =>
    `name: a\nclients: { x: { count: 1 } }\nsteps: [background: { connect: x }, ${steps} subscribe: { clients: x, filter: t, qos: 0 }]\n`;
  t.true(loadScenario(text('drain: 1s, '), 'test.yaml').ok);
  const early = loadScenario(text(''), 'test.yaml');
  t.deepEqual(early.ok ? [] : early.problems.map(({ code }) => code), ['never-connected']);
});

test('access is not probed beside what runs in the background', (t) => {
  const probed = (steps: string): string[] => {
    const head = 'name: a\nclients: { x: { count: 1 } }\naccess: [{ allow: { publish: a } }]\n';
    const loaded = loadScenario(`${head}steps: [connect: x, ${steps}]\n`, 'test.yaml');
    return loaded.ok ? [] : loaded.problems.map(({ code }) => code);
  };
  t.deepEqual(probed('background: { wait: 1s }, probe-access: all'), ['conflicting-keys']);
  t.deepEqual(probed('background: { probe-access: all }, wait: 1s'), ['conflicting-keys']);
  t.deepEqual(probed('background: { wait: 1s }, drain: 1s, probe-access: all'), []);
});
