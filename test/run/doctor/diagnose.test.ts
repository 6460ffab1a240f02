import test from 'ava';
import { BenchError } from '../../../src/base/errors.ts';
import { admit } from '../../../src/run/doctor/admit.ts';
import { diagnose, type DoctorItem } from '../../../src/run/doctor/diagnose.ts';
import { machineFacts, measureTimerLateUs, type MachineFacts } from '../../../src/run/doctor/facts.ts';
import { planNeeds, type PlanNeeds } from '../../../src/run/doctor/needs.ts';
import type { RunEvent } from '../../../src/run/types.ts';
import { planText } from '../../support/run-scenario.ts';

const facts: MachineFacts = {
  platform: 'linux',
  cpuCount: 4,
  memoryAvailableBytes: 2 ** 33,
  descriptors: { used: 25, soft: 20_000, hard: 20_000 },
  ephemeralPorts: { first: 32_768, last: 60_999 },
  timerLateUs: 300,
};

function needs(
  count: number,
  more = '',
  { keys = '', url = 'mqtt://127.0.0.1:1', ...options }: Parameters<typeof planNeeds>[1] & Setting = {},
): PlanNeeds {
  const text = `
name: needs
clients: { one: { count: ${count}${more} } }
steps: [{ connect: one }, { disconnect: one }]
${keys}
`;
  return planNeeds(planText(text, 'test.yaml', { url, version: 5 }), options);
}

interface Setting {
  /** More of the scenario. */
  readonly keys?: string;
  readonly url?: string;
}

function item(name: string, given: PlanNeeds, change: Partial<MachineFacts> = {}): DoctorItem | undefined {
  return diagnose(given, { ...facts, ...change }).find((each) => each.name === name);
}

test('15,000 connections fit under 20,000 descriptors, and nothing is said', (t) => {
  const events: RunEvent[] = [];
  admit(needs(15_000), facts, (event) => events.push(event));
  t.deepEqual(events, []);
  t.deepEqual(
    diagnose(needs(15_000), facts).filter(({ status }) => status !== 'ok'),
    [],
  );
});

test('too few descriptors: it cannot run, and the command is named', (t) => {
  const few = { descriptors: { used: 25, soft: 1_024, hard: 65_536 } };
  const found = item('file descriptors', needs(2_000), few);
  t.is(found?.status, 'impossible');
  t.is(found?.remedy, 'ulimit -n 2052');
  const hard = { descriptors: { used: 25, soft: 1_024, hard: 1_024 } };
  t.regex(item('file descriptors', needs(2_000), hard)?.remedy ?? '', /limits\.conf/u);
  const error = t.throws(() => admit(needs(2_000), { ...facts, ...few }, () => undefined), {
    instanceOf: BenchError,
  });
  t.is(error.kind, 'environment');
  t.regex(error.hint ?? '', /^ulimit -n 2052/u);
});

test('the embedded broker has the other end of every connection', (t) => {
  t.is(item('file descriptors', needs(12_000))?.status, 'ok');
  t.is(item('file descriptors', needs(12_000, '', { embedded: true }))?.status, 'impossible');
});

const FAULTY = { keys: 'faults: [{ latency: { delay: 1ms } }]' };

test('the proxy for faults has two more ends of every connection', (t) => {
  t.is(item('file descriptors', needs(6_000, '', FAULTY))?.status, 'ok');
  const found = item('file descriptors', needs(7_000, '', FAULTY));
  t.is(found?.status, 'impossible');
  t.regex(found?.text ?? '', /proxy/u);
  t.is(item('file descriptors', needs(4_900, '', { ...FAULTY, embedded: true }))?.status, 'ok');
  t.is(item('file descriptors', needs(5_100, '', { ...FAULTY, embedded: true }))?.status, 'impossible');
  const [plain, proxied] = [needs(1_000), needs(1_000, '', FAULTY)];
  t.true(proxied.memoryBytes > plain.memoryBytes);
});

test('the proxy for faults has one address: source addresses save it no ports', (t) => {
  const many = { descriptors: { used: 1, soft: 10 ** 6, hard: 10 ** 6 } };
  const four = ', source-addresses: 127.0.0.2-127.0.0.5';
  const found = item('local ports', needs(60_000, four, FAULTY), many);
  t.is(found?.status, 'impossible');
  t.notRegex(found?.remedy ?? '', /source-addresses/u);
  t.is(needs(60_000, four).portsMax, 15_000);
});

test('to the proxy clients come over TCP, even to a unix socket', (t) => {
  t.is(needs(100, '', { url: 'unix:///tmp/mqtt.sock' }).portsMax, 0);
  t.is(needs(100, '', { ...FAULTY, url: 'unix:///tmp/mqtt.sock' }).portsMax, 100);
});

test('more connections than ports: source addresses share them out', (t) => {
  const many = { descriptors: { used: 25, soft: 10 ** 6, hard: 10 ** 6 } };
  t.is(item('local ports', needs(28_232), many)?.status, 'ok');
  t.is(item('local ports', needs(28_233), many)?.status, 'impossible');
  t.regex(
    item('local ports', needs(28_233), many)?.remedy ?? '',
    /^sysctl -w net\.ipv4\.ip_local_port_range/u,
  );
  t.regex(item('local ports', needs(100_000), many)?.remedy ?? '', /source-addresses/u);
  const four = ", source-addresses: '127.0.0.2-127.0.0.5'";
  t.is(item('local ports', needs(100_000, four), many)?.status, 'ok');
});

test('where some leave before others come, it may fit: a warning, and it runs', (t) => {
  const text = `
name: needs
clients: { one: { count: 900 }, two: { count: 900 } }
steps: [{ connect: one }, { disconnect: one }, { connect: two }]
`;
  const given = planNeeds(planText(text, 'test.yaml', { url: 'mqtt://127.0.0.1:1', version: 5 }));
  const few = { ...facts, descriptors: { used: 25, soft: 1_024, hard: 1_024 } };
  const events: RunEvent[] = [];
  admit(given, few, (event) => events.push(event));
  t.regex(events[0]?.kind === 'warning' ? events[0].message : '', /^file descriptors: 1,852 needed/u);
});

test('memory, CPUs and timers only warn', (t) => {
  t.is(item('memory', needs(15_000), { memoryAvailableBytes: 2 ** 27 })?.status, 'warning');
  t.is(item('CPUs', needs(1, '', { threads: 8 }))?.remedy, '--threads 3');
  t.is(item('timers', needs(1), { timerLateUs: 15_000 })?.status, 'warning');
});

test('what a system does not tell is not judged', (t) => {
  const { platform, cpuCount, memoryAvailableBytes } = facts;
  const names = diagnose(needs(10 ** 6), { platform, cpuCount, memoryAvailableBytes }).map(
    ({ name }) => name,
  );
  t.deepEqual(names, ['memory', 'CPUs']);
});

test('facts of this machine are there and plausible', async (t) => {
  const here = machineFacts();
  t.true(here.cpuCount >= 1 && here.memoryAvailableBytes > 0);
  if (here.platform === 'linux') {
    t.true((here.descriptors?.used ?? 0) > 0);
    t.true((here.descriptors?.soft ?? 0) >= (here.descriptors?.used ?? Number.NaN));
    t.true((here.ephemeralPorts?.last ?? 0) > (here.ephemeralPorts?.first ?? Number.NaN));
  }
  t.true((await measureTimerLateUs()) >= 0);
});
