import test from 'ava';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { PacketType } from '../../src/protocol/constants.ts';
import { startTamperingProxy } from '../support/tampering-proxy.ts';
import { startBroker } from '../../src/broker/start.ts';
import type { ProtocolVersion } from '../../src/protocol/constants.ts';
import { runText, summary } from '../support/run-scenario.ts';

const LOOPBACK = { protocol: 'mqtt', host: '127.0.0.1', port: 0 } as const;

interface Seen {
  readonly topic: string;
  readonly payload: Buffer;
  readonly userProperties: Readonly<Record<string, unknown>>;
}

/** Runs two publishers and a subscriber, with npm `mqtt` listening in. */
async function run(
  payload: string,
  { version = 5, engine = 'wire' }: { version?: ProtocolVersion; engine?: string } = {},
): Promise<{ outcome: Awaited<ReturnType<typeof runText>>; seen: readonly Seen[] }> {
  const broker = await startBroker({ listeners: [LOOPBACK] });
  const url = broker.urls[0] ?? '';
  const listener = await connectAsync(url, { protocolVersion: version });
  const seen: Seen[] = [];
  listener.on('message', (topic, bytes, packet) => {
    seen.push({ topic, payload: bytes, userProperties: { ...packet.properties?.userProperties } });
  });
  await listener.subscribeAsync('d/#', { qos: 2 });
  const text = `name: payloads
clients:
  subscriber: { count: 1 }
  publisher: { count: 2, engine: ${engine} }
steps:
  - connect: all
  - subscribe: { clients: subscriber, filter: "d/#", qos: 2 }
  - publish: { clients: publisher, topic: "d/\${index}", qos: 1, payload: ${payload}, count: 20, window: 5 }
  - drain: 5s
`.replace('clients:', `protocol: "${version === 5 ? '5.0' : '3.1.1'}"\nclients:`);
  try {
    const outcome = await runText(text, { url, version });
    return { outcome, seen };
  } finally {
    await listener.endAsync(true);
    await broker.close();
  }
}

const delivered = (outcome: Awaited<ReturnType<typeof runText>>): number =>
  outcome.check.semantics.reduce((sum, row) => sum + row.delivered, 0);

for (const engine of ['wire', 'mqttjs'])
  test.serial(
    `JSON stays JSON, is judged by a User Property, and differs by the seed (${engine})`,
    async (t) => {
      const { outcome, seen } = await run(
        '{ json: { id: "${index}", n: { $sequence: true }, t: { $random: { min: 15, max: 25, decimals: 1 } }, at: { $timestamp: ms }, unit: { $pick: [C, F] }, on: true, none: null, tags: ["${group}-${seq}"] } }',
        { engine },
      );
      t.is(outcome.check.verdict, 'pass', summary(outcome));
      t.is(delivered(outcome), 40);
      t.is(seen.length, 40);
      const now = Date.now();
      for (const { topic, payload, userProperties } of seen) {
        const value = JSON.parse(payload.toString('utf8')) as Record<string, unknown>;
        t.is(`d/${String(value['id'])}`, topic);
        t.is(typeof value['id'], 'number');
        const celsius = Number(value['t']);
        t.true(celsius >= 15 && celsius <= 25 && Number.isInteger(Math.round(celsius * 1e6) / 1e5));
        t.true(Math.abs(now - Number(value['at'])) < 60_000);
        t.true(value['unit'] === 'C' || value['unit'] === 'F');
        t.deepEqual(value['tags'], [`publisher-${String(value['n'])}`]);
        t.regex(String(userProperties['mqtt-bench']), /^[\w-]{32}$/u);
      }
      const ofFirst = seen.filter(({ topic }) => topic === 'd/0').map(({ payload }) => payload.toString());
      t.deepEqual(
        ofFirst.map((text) => (JSON.parse(text) as { n: number }).n),
        Array.from({ length: 20 }, (_, n) => n),
      );
      t.true(new Set(ofFirst.map((text) => (JSON.parse(text) as { t: number }).t)).size > 5);
    },
  );

test.serial('text stays as it is, also when it is shorter than a stamp', async (t) => {
  const { outcome, seen } = await run('{ text: "on ${seq}" }');
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  t.is(delivered(outcome), 40);
  t.deepEqual(
    new Set(seen.map(({ payload }) => payload.toString())),
    new Set(Array.from({ length: 20 }, (_, seq) => `on ${seq}`)),
  );
});

test.serial('an empty text is judged as well', async (t) => {
  const { outcome } = await run('{ text: "" }');
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  t.is(delivered(outcome), 40);
});

test.serial('a file is the payload, byte for byte', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mqtt-bench-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const bytes = Buffer.from(Array.from({ length: 300 }, (_, i) => i % 256));
  writeFileSync(join(folder, 'image.bin'), bytes);
  const { outcome, seen } = await run(`{ file: ${join(folder, 'image.bin')} }`);
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  t.is(delivered(outcome), 40);
  t.true(seen.every(({ payload }) => payload.equals(bytes)));
});

test.serial('a payload file that is missing stops the run before its first connection', async (t) => {
  await t.throwsAsync(run('{ file: /nowhere/image.bin }'), { message: /cannot read the payload/u });
});

test.serial('in MQTT 3.1.1 the stamp may stand before the text', async (t) => {
  const { outcome, seen } = await run('{ text: "on ${seq}", stamp: payload }', { version: 4 });
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  t.is(delivered(outcome), 40);
  t.true(seen.every(({ payload }) => /^on \d+$/u.test(payload.toString('utf8', 24))));
});

for (const [sizes, min, max] of [
  ['24B..80B', 24, 80],
  ['{ size: { normal: { mean: 100B, deviation: 20B, min: 60B, max: 140B } } }', 60, 140],
  ['{ size: [{ size: 16B, weight: 3 }, { size: 200B }] }', 16, 200],
] as const)
  for (const version of [4, 5] as const)
    test.serial(`sizes ${sizes} are drawn for each message in MQTT ${version}`, async (t) => {
      const { outcome, seen } = await run(sizes, { version });
      t.is(outcome.check.verdict, 'pass', summary(outcome));
      t.is(delivered(outcome), 40);
      const lengths = seen.map(({ payload }) => payload.length);
      t.true(Math.min(...lengths) >= min && Math.max(...lengths) <= max);
      t.true(new Set(lengths).size > 1);
    });

test.serial('a size may have its stamp in a User Property, and be zero', async (t) => {
  const { outcome, seen } = await run('{ size: 0B, stamp: user-property }');
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  t.is(delivered(outcome), 40);
  t.true(seen.every(({ payload }) => payload.length === 0));
});

for (const version of [4, 5] as const)
  test.serial(
    `messages without a stamp are not judged, and the report says so (MQTT ${version})`,
    async (t) => {
      const { outcome, seen } = await run('{ text: hello, stamp: none }', { version });
      t.is(outcome.check.verdict, 'pass', summary(outcome));
      t.is(delivered(outcome), 0);
      t.is(seen.length, 40);
      t.is(outcome.metrics.counters['publish.acknowledged'], 40);
      t.deepEqual(
        outcome.check.findings.map(({ invariant, status }) => [invariant, status]),
        [['E1', 'warning']],
      );
    },
  );

test.serial('Topic Aliases work for messages that are encoded one by one', async (t) => {
  const { outcome } = await run('{ text: "on ${seq}" }, topic-alias: true');
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  t.is(delivered(outcome), 40);
});

test.serial('a text that is altered on its way is found, though its stamp is whole', async (t) => {
  const outcome = await runTampered('{ text: "on ${seq}" }', (payload) =>
    payload.toString() === 'on 7' ? Buffer.from('no 7') : payload,
  );
  t.is(outcome.check.verdict, 'fail', summary(outcome));
  t.true(outcome.check.findings.some(({ invariant, status }) => invariant === 'H1' && status === 'fail'));
});

test.serial('a text that does not arrive is lost', async (t) => {
  const outcome = await runTampered('{ text: "on ${seq}" }', (payload) =>
    payload.toString() === 'on 7' ? undefined : payload,
  );
  t.is(outcome.check.verdict, 'fail', summary(outcome));
  t.true(
    outcome.check.findings.some(({ invariant, status }) => invariant.startsWith('Q1') && status === 'fail'),
  );
});

test.serial('messages that were in flight are sent again, byte for byte, after a resume', async (t) => {
  const broker = await startBroker({ listeners: [LOOPBACK] });
  t.teardown(() => broker.close());
  const sent: string[] = [];
  let holds = true;
  const proxy = await startTamperingProxy(broker.urls[0] ?? '', 5, () => (packet, direction) => {
    if (direction === 'to-broker' && packet.type === PacketType.publish) {
      sent.push(`${JSON.stringify(packet.properties)} ${Buffer.from(packet.payload).toString()}`);
      return holds ? [] : [packet];
    }
    if (packet.type === PacketType.disconnect) holds = false;
    return [packet];
  });
  t.teardown(() => proxy.stop());
  const text = `name: resend
clients:
  publisher: { count: 1, clean-start: false, session-expiry: 1h }
steps:
  - connect: publisher
  - publish: { clients: publisher, topic: d, qos: 1, payload: { json: { t: { $timestamp: iso }, r: { $random: { min: 1, max: 1000000 } } } }, rate: 50/s, for: 100ms }
  - disconnect: publisher
  - resume: publisher
  - wait: 300ms
`;
  const outcome = await runText(text, { url: proxy.url, version: 5 });
  t.is(outcome.check.findings.filter(({ status }) => status === 'fail').length, 0, summary(outcome));
  t.is(sent.length, 10);
  t.deepEqual(sent.slice(5), sent.slice(0, 5));
});

/** One publisher, one subscriber, and a proxy that alters what subscribers receive; undefined takes a message away. */
async function runTampered(
  payload: string,
  alter: (payload: Buffer) => Buffer | undefined,
): Promise<Awaited<ReturnType<typeof runText>>> {
  const broker = await startBroker({ listeners: [LOOPBACK] });
  const proxy = await startTamperingProxy(broker.urls[0] ?? '', 5, () => (packet, direction, answer) => {
    if (direction === 'to-broker' || packet.type !== PacketType.publish) return [packet];
    const altered = alter(Buffer.from(packet.payload));
    if (altered !== undefined) return [{ ...packet, payload: altered }];
    answer({ type: PacketType.puback, packetId: packet.packetId ?? 0, reasonCode: 0 });
    return [];
  });
  try {
    const text = `name: tampered
clients: { subscriber: { count: 1 }, publisher: { count: 1 } }
steps:
  - connect: all
  - subscribe: { clients: subscriber, filter: d, qos: 1 }
  - publish: { clients: publisher, topic: d, qos: 1, payload: ${payload}, rate: 100/s, for: 200ms }
  - drain: 500ms
`;
    return await runText(text, { url: proxy.url, version: 5 });
  } finally {
    proxy.stop();
    await broker.close();
  }
}
