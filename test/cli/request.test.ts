import test from 'ava';
import { BenchError } from '../../src/base/errors.ts';
import { replayCommand } from '../../src/cli/run/replay.ts';
import { runRequest } from '../../src/cli/run/request.ts';
import type { RunArguments } from '../../src/cli/run/request.ts';
import { targetOverride } from '../../src/cli/run/target.ts';
import { loadScenario } from '../../src/scenario/load-scenario.ts';
import type { Scenario } from '../../src/scenario/types.ts';
import { smallScenario } from './run-cli.ts';

const given: RunArguments = {
  scenario: ['qos2'],
  dryRun: false,
  json: false,
  out: 'reports',
  report: true,
  color: true,
  quiet: false,
  insecure: false,
};

function scenario(more = ''): Scenario {
  const result = loadScenario(smallScenario(more), 'small.yaml');
  if (!result.ok) throw new Error(result.problems.map((problem) => problem.message).join());
  return result.scenario;
}

test('without options nothing is set', (t) => {
  t.deepEqual(runRequest(given, {}), {
    scenarios: ['qos2'],
    targets: [],
    vars: {},
    dryRun: false,
    json: false,
    out: 'reports',
    color: true,
    quiet: false,
    tls: {},
  });
});

test('options are read', (t) => {
  const request = runRequest(
    {
      ...given,
      protocol: '3.1.1',
      var: ['a=1', 'b=x=y', 'c='],
      seed: '4294967295',
      threads: '2',
      report: false,
      insecure: true,
    },
    {},
  );
  t.like(request, {
    version: 4,
    vars: { a: '1', b: 'x=y', c: '' },
    seed: 4294967295,
    threads: 2,
    tls: { insecure: true },
  });
  t.is(request.out, undefined);
});

test('the environment fills in what options leave open', (t) => {
  const env = { MQTT_BENCH_TARGET: 'mqtt://a, mqtt://b', MQTT_BENCH_USERNAME: 'u', MQTT_BENCH_PASSWORD: 'p' };
  t.like(runRequest(given, env), { targets: ['mqtt://a', 'mqtt://b'], username: 'u', password: 'p' });
  t.like(runRequest({ ...given, target: ['mqtt://c'], password: 'q' }, env), {
    targets: ['mqtt://c'],
    password: 'q',
  });
  t.deepEqual(runRequest(given, { MQTT_BENCH_TARGET: '', MQTT_BENCH_PASSWORD: '' }), runRequest(given, {}));
});

for (const [what, change] of [
  ['a seed that is none', { seed: '-1' }],
  ['a seed beyond 32 bits', { seed: '4294967296' }],
  ['no thread at all', { threads: '0' }],
  ['a var without value', { var: ['pairs'] }],
  ['a var without name', { var: ['=1'] }],
  ['a certificate without its key', { cert: 'c.pem' }],
  ['a key without its certificate', { key: 'k.pem' }],
] as const) {
  test(`refuses ${what}`, (t) => {
    t.throws(() => runRequest({ ...given, ...change }, {}), { instanceOf: BenchError, message: /--/u });
  });
}

test('a target on the command line replaces that of the scenario, its credentials split off', (t) => {
  const declared = scenario('target: mqtt://one\n');
  t.deepEqual(targetOverride(runRequest(given, {}), declared), {});
  const request = runRequest(
    { ...given, target: ['mqtt://u:p%40@h:1', 'mqtts://i'], ca: 'ca.pem', insecure: true },
    {},
  );
  t.deepEqual(targetOverride(request, declared), {
    urls: ['mqtt://h:1', 'mqtts://i'],
    username: 'u',
    password: 'p@',
    tls: { ca: 'ca.pem', insecure: true },
  });
});

test('--username and --password win over those of the URL, and a path is no template', (t) => {
  const request = runRequest(
    { ...given, target: ['mqtt://u:p@h'], username: 'v', password: 'q', cert: '${x}.pem', key: 'k' },
    {},
  );
  const override = targetOverride(request, scenario());
  t.like(override, { username: 'v', password: 'q' });
  t.deepEqual(override.tls?.cert, { source: '${x}.pem', parts: ['${x}.pem'] });
});

test('the replay command repeats seed, version, target and vars without secrets', (t) => {
  const request = runRequest(
    {
      ...given,
      target: ['mqtt://u:p@h:1'],
      var: ['pairs=5', 'token=abc'],
      ca: 'my ca.pem',
      username: 'u',
      password: 'p',
      insecure: true,
    },
    {},
  );
  t.is(
    replayCommand('qos2', { seed: 7, version: 5 }, request),
    "mqtt-bench run qos2 --seed 7 --protocol 5.0 --target mqtt://***@h:1 --var pairs=5 --var token=*** --ca 'my ca.pem' --insecure --username u --password ***",
  );
});
