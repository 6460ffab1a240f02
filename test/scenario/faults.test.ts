import test from 'ava';
import { loadScenario } from '../../src/scenario/load-scenario.ts';
import { PacketType } from '../../src/protocol/constants.ts';
import { loadText, scenarioText } from './support.ts';

const CLIENTS = '  sensor: { count: 3, reconnect: true }\n  other: { count: 1 }';

function faultsText(faults: string): string {
  return scenarioText({ clients: CLIENTS, top: `faults:\n  - ${faults}` });
}

function faultOf(faults: string) {
  const [fault] = loadText(faultsText(faults)).faults;
  if (fault === undefined) throw new Error('no fault');
  return fault;
}

function codeOf(text: string): string {
  const loaded = loadScenario(text, 'test.yaml');
  if (loaded.ok) return 'ok';
  const [first] = loaded.problems;
  return `${first?.code ?? ''}: ${first?.message ?? ''}`;
}

test('a fault says what breaks, for whom and when', (t) => {
  t.deepEqual(
    faultOf('latency: { delay: 50ms, jitter: 10ms, clients: sensor, share: 50%, at: 1s, for: 2s }'),
    {
      kind: 'latency',
      clients: ['sensor'],
      share: 0.5,
      at: 1_000_000,
      for: 2_000_000,
      actions: [{ kind: 'latency', delayUs: 50_000, jitterUs: 10_000, direction: 'both' }],
    },
  );
  t.deepEqual(faultOf('bandwidth: { per-second: 10kB, direction: to-client }').actions, [
    { kind: 'bandwidth', bytesPerSecond: 10_000, direction: 'to-client' },
  ]);
  t.deepEqual(faultOf('slice: {}').actions, [{ kind: 'slice', bytes: 1, direction: 'both' }]);
});

test('a cut names its point of the protocol', (t) => {
  const cut = (text: string) => faultOf(`cut: { clients: sensor, ${text} }`).actions[0];
  const at = { packet: PacketType.pubrec, direction: 'both', nth: 1 };
  t.deepEqual(cut('before: pubrec'), { kind: 'cut', at, passes: 0, how: 'reset', times: 1 });
  t.deepEqual(cut('after: pubrec, how: fin, times: 3'), { kind: 'cut', at, how: 'fin', times: 3 });
  t.deepEqual(cut('within: publish, byte: 7, nth: 2, direction: to-broker'), {
    kind: 'cut',
    at: { packet: PacketType.publish, direction: 'to-broker', nth: 2 },
    passes: 7,
    how: 'reset',
    times: 1,
  });
});

test('random faults draw from all kinds, or from some', (t) => {
  const all = loadText(
    scenarioText({ clients: '  sensor: { count: 3, reconnect: true }', top: 'faults: random' }),
  ).faults[0];
  t.is(all?.kind, 'random');
  t.true((all?.actions.length ?? 0) > 20);
  const some = faultOf('random: { clients: sensor, kinds: [reset, partition], every: 2s }');
  t.deepEqual(
    some.actions.map(({ kind }) => kind),
    ['reset', 'partition'],
  );
  t.is(some.every, 2_000_000);
});

test('a step starts a fault now, or stops some', (t) => {
  const { steps } = loadText(
    scenarioText({
      clients: CLIENTS,
      steps: [
        'fault: { stall: { clients: sensor, name: quiet } }',
        'fault: { stop: quiet }',
        'fault: { stop: all }',
      ],
    }),
  );
  t.like(steps[1], { kind: 'fault', spec: { start: { kind: 'stall', name: 'quiet' } } });
  t.deepEqual(steps[2], { kind: 'fault', spec: { stop: ['quiet'] } });
  t.deepEqual(steps[3], { kind: 'fault', spec: { stop: 'all' } });
});

test('a step restarts the broker in one of four ways', (t) => {
  const { steps } = loadText(
    scenarioText({ steps: ['restart-broker: kill9', 'restart-broker: { how: pause, for: 3s }'] }),
  );
  t.deepEqual(steps[1]?.spec, { how: 'kill9', for: 1_000_000 });
  t.deepEqual(steps[2]?.spec, { how: 'pause', for: 3_000_000 });
});

const WRONG: readonly (readonly [when: string, fault: string, expected: RegExp])[] = [
  ['a fault is unknown', 'resets: { clients: sensor }', /^unknown-key: `resets` is not a fault/u],
  ['a cut names no packet', 'cut: { clients: sensor }', /^conflicting-keys: `cut` needs one of/u],
  ['a cut names two', 'cut: { clients: sensor, before: pubrec, after: puback }', /^conflicting-keys/u],
  ['`within` has no byte', 'cut: { clients: sensor, within: publish }', /^conflicting-keys: `within`/u],
  [
    'a moment is to last',
    'reset: { clients: sensor, at: 1s, for: 1s }',
    /^conflicting-keys: `reset` is over/u,
  ],
  ['a moment has no time', 'reset: { clients: sensor }', /^missing-key: `reset` needs `at`/u],
  ['it begins anew before it ends', 'stall: { every: 1s, for: 2s }', /^out-of-range: `for` must be shorter/u],
  ['it comes again and never ends', 'stall: { every: 1s }', /^missing-key: `every` needs `for`/u],
  ['who is cut off never comes back', 'reset: { clients: other, at: 1s }', /^never-connected: .*`other`/u],
  ['a group is unknown', 'stall: { clients: nobody }', /^unknown-group/u],
];

for (const [when, fault, expected] of WRONG)
  test(`it is refused when ${when}`, (t) => {
    t.regex(codeOf(faultsText(fault)), expected);
  });

test('a step cannot be scheduled, and stops only what there is', (t) => {
  const step = (text: string): string => codeOf(scenarioText({ clients: CLIENTS, steps: [text] }));
  t.regex(step('fault: { reset: { clients: sensor, at: 1s } }'), /^conflicting-keys: a step is now/u);
  t.regex(step('fault: { stop: what }'), /^bad-value: there is no fault `what`/u);
});
