import test from 'ava';
import { PacketType, SESSION_NEVER_EXPIRES, type ProtocolVersion } from '../../src/protocol/constants.ts';
import type { ConnectPacket } from '../../src/protocol/packets.ts';
import { BrokerHarness, VERSIONS, versionLabel } from '../support/broker-harness.ts';
import { connectPacket, settled, textOf } from '../support/raw-client.ts';

function lasting(version: ProtocolVersion, expiryS = 100): Partial<ConnectPacket> {
  const properties = version === 5 ? { properties: { sessionExpiryInterval: expiryS } } : {};
  return { clientId: 's', cleanStart: false, ...properties };
}

for (const version of VERSIONS) {
  const label = versionLabel(version);

  test(`${label}: a session is resumed with its subscriptions and what came meanwhile (5:3.1.2-5, 311:3.1.2-4, -5)`, async (t) => {
    const harness = new BrokerHarness();
    const first = harness.dial(version);
    t.false((await first.connect(lasting(version))).sessionPresent);
    await first.subscribe('a', { qos: 1 });
    first.disconnect();
    const publisher = await harness.client(version, { clientId: 'p' });
    for (const [text, qos] of [
      ['0', 0],
      ['1', 1],
      ['2', 2],
    ] as const)
      publisher.publish({ topic: 'a', text, qos });
    await settled();
    const second = harness.dial(version);
    second.send(connectPacket(version, lasting(version)));
    const [connack, ...messages] = await second.take();
    t.like(connack, { type: PacketType.connack, sessionPresent: true });
    t.deepEqual(
      messages.map((each) => each.type === PacketType.publish && textOf(each)),
      ['1', '2'],
    );
  });

  test(`${label}: Clean Start throws the session away (5:3.1.2-4, 311:3.1.2-6)`, async (t) => {
    const harness = new BrokerHarness();
    const first = await harness.client(version, lasting(version));
    await first.subscribe('a');
    first.drop();
    await settled();
    const second = harness.dial(version);
    t.false((await second.connect({ clientId: 's', cleanStart: true })).sessionPresent);
    second.publish({ topic: 'a', qos: 0 });
    t.deepEqual(await second.take(), []);
  });

  test(`${label}: a session without expiry ends with its connection (5:4.1.0-2, 311:3.1.2-6)`, async (t) => {
    const harness = new BrokerHarness();
    const first = await harness.client(version, { clientId: 's', cleanStart: true });
    first.disconnect();
    await settled();
    t.is(harness.broker.stats().sessions, 0);
    t.false((await harness.dial(version).connect(lasting(version))).sessionPresent);
  });

  test(`${label}: unacknowledged messages are sent again in order, with DUP and their identifiers (5:4.4.0-1, 3.3.1-1)`, async (t) => {
    const harness = new BrokerHarness();
    const first = await harness.client(version, lasting(version));
    await first.subscribe('a', { qos: 2 });
    const publisher = await harness.client(version, { clientId: 'p' });
    for (let i = 1; i <= 6; i += 1)
      publisher.publish({ topic: 'a', text: String(i), qos: i % 2 === 0 ? 2 : 1, packetId: i });
    const before = await first.takePublishes();
    first.ack(PacketType.puback, before[2]?.packetId);
    first.ack(PacketType.pubrec, before[3]?.packetId);
    await first.takeOne(PacketType.pubrel);
    first.drop();
    await settled();
    const second = harness.dial(version);
    second.send(connectPacket(version, lasting(version)));
    const [connack, release, ...again] = await second.take();
    t.like(connack, { sessionPresent: true });
    t.like(release, { type: PacketType.pubrel, packetId: before[3]?.packetId });
    t.deepEqual(
      again.map((each) => each.type === PacketType.publish && [textOf(each), each.dup, each.packetId]),
      [0, 1, 4, 5].map((i) => [String(i + 1), true, before[i]?.packetId]),
    );
  });

  test(`${label}: a received QoS 2 identifier outlives the connection (5:4.3.3-10)`, async (t) => {
    const harness = new BrokerHarness();
    const subscriber = await harness.client(version, { clientId: 'sub' });
    await subscriber.subscribe('a', { qos: 0 });
    const first = await harness.client(version, lasting(version));
    first.publish({ topic: 'a', text: 'x', qos: 2, packetId: 3 });
    await first.takeOne(PacketType.pubrec);
    first.drop();
    await settled();
    const second = await harness.client(version, lasting(version));
    second.publish({ topic: 'a', text: 'x', qos: 2, packetId: 3, dup: true });
    await second.takeOne(PacketType.pubrec);
    second.ack(PacketType.pubrel, 3);
    t.is((await second.takeOne(PacketType.pubcomp)).reasonCode, 0);
    t.is((await subscriber.takePublishes()).length, 1);
  });

  test(`${label}: a second connection takes the client identifier over (5:3.1.4-3, 311:3.1.4-2)`, async (t) => {
    const harness = new BrokerHarness();
    const first = await harness.client(version, lasting(version));
    await first.subscribe('a', { qos: 0 });
    const second = harness.dial(version);
    t.true((await second.connect(lasting(version))).sessionPresent);
    const farewell = await first.take();
    t.deepEqual(
      farewell.map((packet) => [packet.type, 'reasonCode' in packet && packet.reasonCode]),
      version === 5 ? [[PacketType.disconnect, 0x8e]] : [],
    );
    t.truthy(first.closed);
    second.publish({ topic: 'a' });
    t.is((await second.takePublishes()).length, 1);
  });
}

test('5:3.1.2-23, 5:4.1.0-2: a session lasts its expiry interval, and no longer', async (t) => {
  const harness = new BrokerHarness();
  for (const [waitS, isPresent] of [
    [99, true],
    [101, false],
  ] as const) {
    const first = await harness.client(5, { ...lasting(5), cleanStart: true });
    first.drop();
    await settled();
    await harness.advance(waitS);
    const second = harness.dial(5);
    t.is((await second.connect(lasting(5))).sessionPresent, isPresent);
    second.disconnect(0, { sessionExpiryInterval: 0 });
    await settled();
  }
});

test('5:U-3.14.2.2.2-2: DISCONNECT can change the expiry interval', async (t) => {
  const harness = new BrokerHarness();
  const first = await harness.client(5, lasting(5));
  first.disconnect(0, { sessionExpiryInterval: 5 });
  await settled();
  await harness.advance(6);
  t.is(harness.broker.stats().sessions, 0);
});

test('5:U-3.14.2.2.2-1: DISCONNECT cannot raise an expiry interval of 0', async (t) => {
  const harness = new BrokerHarness();
  const client = await harness.client(5, { clientId: 's' });
  client.disconnect(0, { sessionExpiryInterval: 5 });
  t.like(await client.takeOne(PacketType.disconnect), { reasonCode: 0x82 });
  t.is(harness.broker.stats().sessions, 0);
});

test('a session that never expires is there after years', async (t) => {
  const harness = new BrokerHarness();
  const first = await harness.client(5, lasting(5, SESSION_NEVER_EXPIRES));
  first.drop();
  await settled();
  await harness.advance(100_000_000);
  t.true((await harness.dial(5).connect(lasting(5))).sessionPresent);
});

test('5:U-3.2.2.3.2-1: a capped expiry interval is told in CONNACK and kept', async (t) => {
  const harness = new BrokerHarness({ features: { sessionExpiryMaxS: 10 } });
  const client = harness.dial(5);
  t.is((await client.connect(lasting(5, 100))).properties?.sessionExpiryInterval, 10);
  client.drop();
  await settled();
  await harness.advance(11);
  t.is(harness.broker.stats().sessions, 0);
});

test('a full queue gives way as configured, and counts what it loses', async (t) => {
  for (const [whenFull, expected] of [
    ['drop-oldest', ['2', '3']],
    ['drop-newest', ['1', '2']],
  ] as const) {
    const harness = new BrokerHarness({ limits: { queue: { messagesMax: 2, bytesMax: 1000, whenFull } } });
    const first = await harness.client(4, lasting(4));
    await first.subscribe('a', { qos: 1 });
    first.drop();
    const publisher = await harness.client(4, { clientId: 'p' });
    for (const text of ['1', '2', '3']) publisher.publish({ topic: 'a', text, qos: 1 });
    await settled();
    const second = harness.dial(4);
    second.send(connectPacket(4, lasting(4)));
    const [, ...messages] = await second.take();
    t.deepEqual(
      messages.map((each) => each.type === PacketType.publish && textOf(each)),
      [...expected],
    );
    t.is(harness.broker.stats().dropped.queueFull, 1);
  }
});
