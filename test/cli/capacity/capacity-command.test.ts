/** The command on targets whose capacity is known beforehand. */
import test from 'ava';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { BenchError } from '../../../src/base/errors.ts';
import { findDefect } from '../../../src/broker/defects/index.ts';
import { startBroker } from '../../../src/broker/start.ts';
import { EXIT } from '../../../src/cli/exit-codes.ts';
import { executeScenario } from '../../../src/cli/run/execute.ts';
import type { CapacityReport } from '../../../src/results/capacity.ts';
import { mosquittoPath, startMosquitto } from '../../support/foreign-brokers.ts';
import { temporaryFolder } from '../run-cli.ts';
import {
  behindFault,
  brokerUrl,
  CLIENTS_SCENARIO,
  PUBLISH_BYTES,
  RATE_SCENARIO,
  searched,
  type Told,
} from './known-target.ts';

const CAPACITY = 500;
const SEARCHES = 3;
/** What the target surely carries, with as little to spare as next to its limit. */
const CONTROL = { from: '459', to: '460', repeats: '9' };
/** Rounds of three searches, until three were let be by this machine. */
const ROUNDS = 2;

/** A load that held and also did not says more of the machine than of the limit. */
function isSteady({ report: { answer, points } }: Told): boolean {
  const isMixed = points.some(({ trials }) =>
    ['held', 'missed'].every((verdict) => trials.some((trial) => trial.verdict === verdict)),
  );
  return answer.kind === 'knee' && answer.isSettled && answer.isMonotonic && !isMixed;
}

/** A target that lives beside other programs may be slowed by them: what it surely carries shows whether it was. */
function isCalm({ report: { points } }: Told): boolean {
  return points.every(({ trials }) => trials.every(({ verdict }) => verdict === 'held'));
}

/** On a machine that is busy with other things the generator is the limit, and the command says so: that is right, too. */
test.serial(
  'a rate that a proxy limits is found within 5 %, each time, and never more than there is',
  async (t) => {
    const bytesPerSecond = CAPACITY * PUBLISH_BYTES;
    const limited = { kind: 'bandwidth', bytesPerSecond, direction: 'to-broker' } as const;
    const one = async (range: { from: string; to: string; repeats: string }, i: number): Promise<Told> => {
      const url = await behindFault(t, await brokerUrl(t), limited);
      return searched(RATE_SCENARIO, url, { seed: String(i), ...range }, undefined, executeScenario);
    };
    const wide = { from: '430', to: '580', repeats: '3' };

    const steady: Told[] = [];
    for (let round = 0; round < ROUNDS && steady.length < SEARCHES; round += 1) {
      const searches = Array.from({ length: SEARCHES }, () => wide);
      const [control, ...told] = await Promise.all([one(CONTROL, SEARCHES), ...searches.map(one)]);
      for (const { report, err } of told) t.true((report.answer.held ?? 0) <= 1.05 * CAPACITY, err);
      if (isCalm(control)) steady.push(...told.filter(isSteady));
    }
    if (steady.length < SEARCHES) t.log(`${steady.length} searches were let be by this machine`);
    const answers = steady.map(({ report }) => report.answer);
    for (const [i, { held = 0, failed = 0, limit }] of answers.entries()) {
      t.is(limit, 'target', steady[i]?.err);
      t.true(Math.abs(held - CAPACITY) <= 0.05 * CAPACITY, `${held}\n${steady[i]?.err}`);
      t.true(failed > CAPACITY * 0.95 && failed <= held * 1.04, `${failed}`);
      t.is(steady[i]?.code, EXIT.pass);
    }
    const low = Math.max(0, ...answers.map((answer) => answer.low ?? 0));
    const high = Math.min(...answers.map((answer) => answer.high ?? Infinity));
    // In simulated time one load lies in all intervals; on a machine that is not quiet they may miss each other by a step.
    t.true(low < 1.03 * high, `intervals far apart: ${JSON.stringify(answers)}`);
  },
);

test.serial('a number of clients that a broker limits is found exactly', async (t) => {
  const url = await brokerUrl(t, { limits: { connectionsMax: 40 } });
  const { code, report } = await searched(CLIENTS_SCENARIO, url, { search: 'clients', precision: '1%' });
  t.is(code, EXIT.pass);
  t.like(report.answer, {
    kind: 'knee',
    limit: 'target',
    held: 40,
    failed: 41,
    low: 40,
    high: 41,
    clients: 40,
  });
  t.deepEqual(
    report.points.map(({ load }) => load),
    [4, 8, 16, 32, 38, 39, 40, 41, 45, 64],
  );
  t.regex(report.points.at(-1)?.trials[0]?.reasons[0] ?? '', /connect/u);
  t.is(new Set(report.points.flatMap(({ trials }) => trials.map(({ seed }) => seed))).size, 10);
});

test.serial('a promise that is broken is no lack of speed, and fails the command', async (t) => {
  const broken = findDefect('duplicate-qos2-delivery')?.apply({}, { every: 1 }) ?? {};
  const text = RATE_SCENARIO.replaceAll('qos: 1', 'qos: 2');
  const { code, report } = await searched(text, await brokerUrl(t, broken), {
    from: '20',
    var: ['hold=100ms'],
  });
  t.is(code, EXIT.failed);
  t.like(report.answer, { kind: 'at-most', limit: 'promise' });
  t.is(report.points[0]?.verdict, 'broken');
  t.regex(report.verdictReasons[0] ?? '', /broke what MQTT promises: .*Q2-2/u);
});

test.serial(
  'what holds to the end of the range is no knee; a need that it meets is met all the same',
  async (t) => {
    const url = await brokerUrl(t);
    const range = { search: 'clients', from: '5', to: '6' };
    const told = await searched(CLIENTS_SCENARIO, url, range);
    t.is(told.code, EXIT.inconclusive);
    t.like(told.report.answer, { kind: 'at-least', limit: 'range', held: 6 });
  },
);

test.serial('an interruption keeps everything that was measured', async (t) => {
  const url = await brokerUrl(t);
  const given = { search: 'clients', from: '5' };
  const { code, report } = await searched(CLIENTS_SCENARIO, url, given, (line, abort) => {
    if (line.startsWith('trial 2')) abort.abort(new Error('SIGINT'));
  });
  t.is(code, EXIT.interrupted);
  t.is(report.search.ended, 'interrupted');
  t.like(report.answer, { kind: 'at-least', held: 10, isSettled: false });
  t.is(report.points.length, 2);
});

test.serial(
  'a target that dies ends the search with what was known; one that was never there is unreachable',
  async (t) => {
    const listeners = [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] as const;
    const broker = await startBroker({ listeners });
    const url = broker.urls[0] ?? '';
    let closing: Promise<void> | undefined;
    const told = await searched(CLIENTS_SCENARIO, url, { search: 'clients' }, () => {
      closing ??= broker.close();
    });
    await closing;
    t.is(told.code, EXIT.unreachable, told.err);
    t.is(told.report.search.ended, 'target-gone');
    t.is(told.report.points.length, 1);
    const error = await t.throwsAsync(searched(RATE_SCENARIO, url), { instanceOf: BenchError });
    t.is(error.kind, 'unreachable');
  },
);

test.serial('the report is for people, and its files are written', async (t) => {
  const out = temporaryFolder();
  const given = { json: false, report: true, out, search: 'clients', from: '5', to: '6' };
  const told = await searched(CLIENTS_SCENARIO, await brokerUrl(t), given);
  t.regex(told.out, /^INCONCLUSIVE {2}capacity of mqtt:\/\/127\.0\.0\.1:\d+/u);
  t.regex(told.out, /The target holds at least clients 6 \(.*published\): no load that was tried failed\./u);
  t.regex(told.err, /^trial 1: clients 5: held/u);
  const parent = join(out, 'capacity-clients');
  const folder = join(parent, readdirSync(parent)[0] ?? '');
  const written = JSON.parse(readFileSync(join(folder, 'capacity.json'), 'utf8')) as CapacityReport;
  t.is(written.answer.held, 6);
  t.true(existsSync(join(folder, 'report.txt')));
});

test.serial('the cost of the target is read from a process', async (t) => {
  const url = await brokerUrl(t);
  const text = CLIENTS_SCENARIO.replace('window: 1, count: 2', 'rate: 20/s, for: 1200ms');
  const given = { search: 'clients', from: '8', to: '40', targetPid: String(process.pid) };
  const { report } = await searched(text, url, given);
  t.is(report.cost.source, 'process');
  t.deepEqual(
    report.points.map(({ load }) => load),
    [8, 16, 32, 40],
  );
  for (const { load, trials } of report.points)
    for (const { cost } of trials) {
      t.true((cost?.cpuPerSecond ?? 0) > 0);
      t.true((cost?.memoryBytes ?? 0) > 1_000_000);
      t.true((cost?.messagesPerSecond ?? 0) > 50);
      t.is(cost?.connections, load);
    }
});

test.serial('the cost of the target is read from a Prometheus endpoint, credentials and all', async (t) => {
  let seconds = 0;
  const server = createServer((request, response) => {
    seconds += 0.5;
    const known = request.headers.authorization === `Basic ${Buffer.from('me:secret').toString('base64')}`;
    response.writeHead(known ? 200 : 401);
    response.end(`process_cpu_seconds_total ${seconds}\nprocess_resident_memory_bytes 5000000\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const url = await brokerUrl(t);
  const given = {
    search: 'clients',
    from: '8',
    to: '9',
    targetMetrics: `http://me:secret@127.0.0.1:${port}/metrics`,
  };
  const { report, out, err } = await searched(CLIENTS_SCENARIO, url, given);
  t.is(report.cost.source, 'prometheus');
  t.is(report.points[0]?.trials[0]?.cost?.memoryBytes, 5_000_000);
  t.false(`${out}${err}`.includes('secret'));
  const wrong = await t.throwsAsync(
    searched(CLIENTS_SCENARIO, url, { ...given, targetMetrics: `http://me:wrong@127.0.0.1:${port}/metrics` }),
    { instanceOf: BenchError },
  );
  t.regex(wrong.message, /HTTP 401/u);
  t.false(wrong.message.includes('wrong'));
});

const withMosquitto = mosquittoPath() === undefined ? test.skip : test.serial;

withMosquitto('the memory of the target is read from $SYS topics, which tell no CPU time', async (t) => {
  const mosquitto = await startMosquitto([], ['sys_interval 1']);
  t.teardown(() => mosquitto.stop());
  const given = { search: 'clients', to: '5', targetSys: true };
  const { report } = await searched(CLIENTS_SCENARIO, mosquitto.url, given);
  t.is(report.cost.source, '$SYS');
  const cost = report.points[0]?.trials[0]?.cost;
  t.is(cost?.connections, 4);
  t.true((cost?.memoryBytes ?? 0) > 10_000 && (cost?.memoryBytes ?? 0) < 50_000_000);
  t.is(cost?.cpuPerSecond, undefined);
  const error = await t.throwsAsync(searched(CLIENTS_SCENARIO, undefined, given), { instanceOf: BenchError });
  t.regex(error.message, /needs a --target/u);
});

test('options that make no sense are usage errors', async (t) => {
  const url = 'mqtt://127.0.0.1:1';
  for (const change of [
    { search: 'rat' },
    { from: '0' },
    { from: '10', to: '5' },
    { to: '5' },
    { precision: '5' },
    { precision: '0%' },
    { repeats: '0' },
    { for: 'soon' },
    { pause: 'x' },
    { need: 'devices=many' },
    { need: 'devices=5, every=1s, p98<1s' },
    { targetPid: '4194304' },
    { targetPid: '1', targetSys: true },
    { targetMetrics: 'broker/metrics' },
  ]) {
    const error = await t.throwsAsync(searched(RATE_SCENARIO, url, change), { instanceOf: BenchError });
    t.is(error.kind, 'usage', JSON.stringify(change));
  }
  const everything = RATE_SCENARIO.slice(0, RATE_SCENARIO.indexOf('thresholds:'));
  const error = await t.throwsAsync(searched(everything, url), { instanceOf: BenchError });
  t.regex(error.message, /no thresholds: every load would hold/u);
});
