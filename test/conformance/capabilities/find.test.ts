import test, { type ExecutionContext } from 'ava';
import type { BrokerOptions } from '../../../src/broker/options.ts';
import { startBroker } from '../../../src/broker/start.ts';
import { findCapabilities } from '../../../src/conformance/capabilities/find.ts';
import type { Dial } from '../../../src/conformance/context.ts';
import type { TargetProfile } from '../../../src/conformance/facts.ts';
import { probeTarget } from '../../../src/conformance/probe-target.ts';
import { hostTime } from '../../../src/conformance/time.ts';
import { PacketType, type ProtocolVersion } from '../../../src/protocol/constants.ts';
import type { CapabilityReport } from '../../../src/results/conformance.ts';
import { connectTransport } from '../../../src/transport/connect.ts';
import { completeAddress, parseTargetUrl } from '../../../src/transport/parse-address.ts';
import { VERSIONS, versionLabel } from '../../support/broker-harness.ts';
import { mosquittoPath, startMosquitto } from '../../support/foreign-brokers.ts';
import { tampered, type Tamper } from '../tampered-dial.ts';

interface Asked {
  readonly profile?: Partial<TargetProfile>;
  readonly tamper?: Tamper;
  readonly budgetMs?: number;
}

type Found = Readonly<Record<string, CapabilityReport>>;

async function findAt(url: string, version: ProtocolVersion, asked: Asked = {}): Promise<Found> {
  const parsed = parseTargetUrl(url);
  if (!parsed.ok) throw new Error(parsed.problem);
  const address = completeAddress(parsed.address, { tls: {} });
  const plain: Dial = (handler) => connectTransport(address, handler);
  const dial = asked.tamper === undefined ? plain : tampered(plain, version, asked.tamper);
  const timing = { answerMs: 10_000, quietMs: 50, graceMs: 1_000 };
  const common = { dial, time: hostTime(), timing, token: 'cap' };
  const probe = await probeTarget({ ...common, version, profile: { name: 'test', ...asked.profile } });
  if (probe.kind !== 'ready') throw new Error(probe.reason);
  const { budgetMs = 60_000 } = asked;
  const found = await findCapabilities({ ...common, facts: probe.facts, packetBytesMax: 200_000, budgetMs });
  return Object.fromEntries(found.map((one) => [one.id, one]));
}

async function embedded(t: ExecutionContext, options: BrokerOptions): Promise<string> {
  const broker = await startBroker({
    ...options,
    listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }],
  });
  t.teardown(() => broker.close());
  return broker.urls[0] ?? '';
}

const clashes = (found: Found): string[] =>
  Object.values(found).flatMap(({ contradictions }) => contradictions);

for (const version of VERSIONS)
  test(`the limits of the embedded broker are found, and nothing else, in ${versionLabel(version)}`, async (t) => {
    const url = await embedded(t, {
      limits: { clientIdBytesMax: 300 },
      features: { receiveMaximum: 10, maximumPacketSize: 60_000, maximumQos: 2 },
    });
    const found = await findAt(url, version, {
      profile: { limits: { clientIdLength: 300, ...(version === 5 ? { receiveMaximum: 10 } : {}) } },
    });
    t.deepEqual(clashes(found), []);
    t.like(found['client-id-length'], { found: 300, declared: 300 });
    t.regex(found['client-id-length']?.beyond ?? '', /^301: CONNACK 0x/u);
    t.like(found['maximum-qos'], { found: 2 });
    t.like(found['retain'], { found: true });
    t.like(found['wildcards'], { found: true });
    if (version === 4) return;
    t.like(found['packet-size'], { found: 60_000, announced: 60_000, isAtLeast: true });
    t.like(found['received-in-flight'], { found: 10, announced: 10, isAtLeast: true });
    t.like(found['shared-subscriptions'], { found: true });
    t.like(found['subscription-identifiers'], { found: true });
  });

test('what a target lacks is not tried: there is no contradiction in saying so', async (t) => {
  const url = await embedded(t, {
    features: {
      ...{ maximumQos: 0, retainAvailable: false, wildcardAvailable: false },
      ...{ sharedAvailable: false, subscriptionIdentifiersAvailable: false },
    },
  });
  const found = await findAt(url, 5);
  t.deepEqual(clashes(found), []);
  for (const id of ['retain', 'wildcards', 'shared-subscriptions', 'subscription-identifiers'])
    t.like(found[id], { announced: false, unknown: 'it is announced as missing' });
  t.like(found['maximum-qos'], { found: 0, announced: 0 });
  t.is(found['received-in-flight']?.unknown, 'the Maximum QoS is 0');
  t.is(found['topic-length']?.found, 65_535);
});

/** A broker that promises more than it holds. */
const boaster: Tamper = () => ({
  toClient: (packet) =>
    packet.type !== PacketType.connack
      ? [packet]
      : [
          {
            ...packet,
            properties: {
              ...packet.properties,
              receiveMaximum: 40,
              maximumPacketSize: 100_000,
            },
          },
        ],
});

test('what CONNACK announces and the broker does not hold is a contradiction', async (t) => {
  const url = await embedded(t, {
    features: { receiveMaximum: 10, maximumPacketSize: 50_000, sharedAvailable: true },
  });
  const found = await findAt(url, 5, { tamper: boaster });
  t.deepEqual(clashes(found), [
    'CONNACK announces 40, found 10 (11: DISCONNECT 0x93)',
    'CONNACK announces 100000, found 50000 (50001: DISCONNECT 0x95)',
  ]);
});

test('what a profile declares is held against both', async (t) => {
  const url = await embedded(t, { limits: { clientIdBytesMax: 100 } });
  const found = await findAt(url, 5, {
    profile: { maximumQos: 1, limits: { clientIdLength: 50, topicLevels: 10, packetSize: 300_000 } },
  });
  t.deepEqual(clashes(found), [
    'the profile declares 1, CONNACK announces 2',
    'the profile declares 1, found 2',
    `the profile declares 10, found at least ${Number(found['topic-levels']?.found)}`,
    'the profile declares 50, found 100 (101: CONNACK 0x85)',
    'the profile declares 300000, CONNACK announces 16777216',
  ]);
});

test('a search that has no time left says so', async (t) => {
  const found = await findAt(await embedded(t, {}), 5, { budgetMs: -1 });
  t.true(Object.values(found).every(({ unknown }) => unknown === 'there was no time left'));
});

/** Closes at a Topic Name of more than ten levels, and lets nobody in afterwards. */
const mortal = (): Tamper => {
  let isDead = false;
  return (handle) => ({
    toBroker: (packet) => {
      if (packet.type === PacketType.publish && packet.topic.split('/').length > 10) isDead = true;
      if (!isDead) return [packet];
      handle.close();
      return [];
    },
  });
};

test('a target that does not survive an attempt is told, with the attempt; nothing more is tried', async (t) => {
  const found = await findAt(await embedded(t, {}), 5, { tamper: mortal() });
  t.is(found['topic-length']?.found, 65_535);
  t.truthy(found['topic-levels']?.unknown);
  t.is(
    found['client-id-length']?.unknown,
    'the target lets nobody in since levels of a Topic Name was looked for',
  );
});

const withMosquitto = mosquittoPath() === undefined ? test.skip : test;

withMosquitto('limits that Mosquitto is configured with are found', async (t) => {
  const mosquitto = await startMosquitto(['max_packet_size 5000', 'max_inflight_messages 7']);
  t.teardown(() => mosquitto.stop());
  const found = await findAt(mosquitto.url, 5);
  t.deepEqual(clashes(found), []);
  t.like(found['packet-size'], { found: 5_000, announced: 5_000 });
  t.like(found['received-in-flight'], { found: 7, announced: 7 });
  t.like(found['sent-in-flight'], { found: 7 });
  // 200 separators.
  t.like(found['topic-levels'], { found: 201, beyond: '202: DISCONNECT 0x82' });
  const old = await findAt(mosquitto.url, 4);
  // It counts what follows the fixed header, and the byte in front of it.
  t.like(old['packet-size'], { found: 5_002, beyond: '5003: the connection is closed' });
});
