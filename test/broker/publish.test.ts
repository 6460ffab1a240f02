import test from 'ava';
import { PacketType, type ProtocolVersion, type QoS } from '../../src/protocol/constants.ts';
import { BrokerHarness, VERSIONS, versionLabel } from '../support/broker-harness.ts';
import { settled, textOf } from '../support/raw-client.ts';

async function pair(version: ProtocolVersion, qos: QoS = 2) {
  const harness = new BrokerHarness();
  const subscriber = await harness.client(version, { clientId: 'sub' });
  const publisher = await harness.client(version, { clientId: 'pub' });
  await subscriber.subscribe('a/#', { qos });
  return { harness, subscriber, publisher };
}

for (const version of VERSIONS) {
  const label = versionLabel(version);

  test(`${label}: QoS 0 is passed on once, without acknowledgement (5:4.3.1-1)`, async (t) => {
    const { subscriber, publisher } = await pair(version);
    publisher.publish({ topic: 'a/b', text: 'x' });
    const [message, ...rest] = await subscriber.takePublishes();
    t.deepEqual(rest, []);
    t.is(textOf(message), 'x');
    t.like(message, { topic: 'a/b', qos: 0, dup: false, retain: false, packetId: undefined });
    t.deepEqual(await publisher.take(), []);
  });

  test(`${label}: QoS 1 is acknowledged and passed on with an identifier of the broker (5:4.3.2-4, 5:2.2.1-4)`, async (t) => {
    const { subscriber, publisher } = await pair(version);
    publisher.publish({ topic: 'a/b', text: 'x', qos: 1, packetId: 77 });
    t.like(await publisher.takeOne(PacketType.puback), { packetId: 77, reasonCode: 0 });
    const [message] = await subscriber.takePublishes();
    t.like(message, { qos: 1, dup: false, packetId: 1 });
  });

  test(`${label}: QoS 2 goes through PUBREC, PUBREL and PUBCOMP on both sides (5:4.3.3-4, -8, -11)`, async (t) => {
    const { subscriber, publisher } = await pair(version);
    publisher.publish({ topic: 'a/b', text: 'x', qos: 2, packetId: 9 });
    t.like(await publisher.takeOne(PacketType.pubrec), { packetId: 9, reasonCode: 0 });
    publisher.ack(PacketType.pubrel, 9);
    t.like(await publisher.takeOne(PacketType.pubcomp), { packetId: 9, reasonCode: 0 });
    const [message] = await subscriber.takePublishes();
    t.like(message, { qos: 2, dup: false });
    subscriber.ack(PacketType.pubrec, message?.packetId);
    t.like(await subscriber.takeOne(PacketType.pubrel), { packetId: 1 });
    subscriber.ack(PacketType.pubcomp, message?.packetId);
    t.deepEqual(await subscriber.take(), []);
  });

  test(`${label}: a QoS 2 identifier is not passed on again until PUBREL, and is new after it (5:4.3.3-10, -12)`, async (t) => {
    const { subscriber, publisher } = await pair(version, 0);
    publisher.publish({ topic: 'a', text: '1', qos: 2, packetId: 9 });
    publisher.publish({ topic: 'a', text: '1', qos: 2, packetId: 9, dup: true });
    publisher.publish({ topic: 'a', text: '1', qos: 2, packetId: 9 });
    publisher.ack(PacketType.pubrel, 9);
    publisher.publish({ topic: 'a', text: '2', qos: 2, packetId: 9 });
    t.deepEqual((await subscriber.takePublishes()).map(textOf), ['1', '2']);
    const answers = (await publisher.take()).map(({ type }) => type);
    const { pubrec, pubcomp } = PacketType;
    t.deepEqual(answers, [pubrec, pubrec, pubrec, pubcomp, pubrec]);
  });

  test(`${label}: after PUBACK the same QoS 1 identifier is a new message whatever DUP says (5:4.3.2-5)`, async (t) => {
    const { subscriber, publisher } = await pair(version, 0);
    publisher.publish({ topic: 'a', text: '1', qos: 1, packetId: 9 });
    publisher.publish({ topic: 'a', text: '2', qos: 1, packetId: 9, dup: true });
    t.deepEqual((await subscriber.takePublishes()).map(textOf), ['1', '2']);
  });

  test(`${label}: DUP of the publisher is not passed on (5:3.3.1-3)`, async (t) => {
    const { subscriber, publisher } = await pair(version);
    publisher.publish({ topic: 'a', qos: 1, dup: true });
    t.false((await subscriber.takePublishes())[0]?.dup);
  });

  for (const [published, granted] of [0, 1, 2].flatMap((p) => [0, 1, 2].map((g) => [p, g] as const))) {
    test(`${label}: published at ${published} and granted ${granted} is delivered at the lower (5:3.8.4-8)`, async (t) => {
      const { subscriber, publisher } = await pair(version, granted as QoS);
      publisher.publish({ topic: 'a', qos: published as QoS });
      t.is((await subscriber.takePublishes())[0]?.qos, Math.min(published, granted) as QoS);
    });
  }

  test(`${label}: messages of one publisher keep their order at every QoS (5:4.6.0-5)`, async (t) => {
    const { subscriber, publisher } = await pair(version);
    for (let i = 0; i < 300; i += 1) {
      publisher.publish({ topic: 'a', text: String(i), qos: (i % 3) as QoS, packetId: i + 1 });
      if (i % 3 === 2) publisher.ack(PacketType.pubrel, i + 1);
    }
    const messages = await subscriber.takePublishes();
    for (const qos of [0, 1, 2]) {
      const numbers = messages.filter((each) => each.qos === qos).map((each) => Number(textOf(each)));
      t.deepEqual(
        numbers,
        Array.from({ length: 100 }, (_, i) => i * 3 + qos),
      );
    }
  });

  test(`${label}: an unknown PUBREL is answered so that the client can go on (5:4.3.3-11)`, async (t) => {
    const { publisher } = await pair(version);
    publisher.ack(PacketType.pubrel, 5);
    t.like(await publisher.takeOne(PacketType.pubcomp), {
      packetId: 5,
      reasonCode: version === 5 ? 0x92 : 0,
    });
  });

  test(`${label}: one byte at a time is understood as well`, async (t) => {
    const harness = new BrokerHarness();
    const client = harness.dial(version, { sliceBytes: 1 });
    await client.connect();
    await client.subscribe('a');
    client.publish({ topic: 'a', text: 'hello', qos: 1 });
    await settled();
    t.deepEqual(
      new Set((await client.take()).map(({ type }) => type)),
      new Set([PacketType.publish, PacketType.puback]),
    );
  });
}

test('5:3.3.4-3, -4: overlapping subscriptions make one copy, at the highest QoS, with all identifiers', async (t) => {
  const harness = new BrokerHarness();
  const client = await harness.client(5);
  await client.subscribe('a/#', { qos: 0, properties: { subscriptionIdentifiers: [11] } });
  await client.subscribe('a/+', { qos: 1, properties: { subscriptionIdentifiers: [12] } });
  await client.subscribe('a/b', { qos: 0 });
  client.publish({ topic: 'a/b', qos: 2 });
  const packets = await client.take();
  const messages = packets.filter((packet) => packet.type === PacketType.publish);
  t.is(messages.length, 1);
  t.like(messages[0], { qos: 1 });
  t.deepEqual(new Set(messages[0]?.properties?.subscriptionIdentifiers), new Set([11, 12]));
});

test('5:3.3.4-5: one copy for each overlapping subscription, if the broker is told so', async (t) => {
  const harness = new BrokerHarness({ choices: { copies: 'per-subscription' } });
  const client = await harness.client(5);
  await client.subscribe('a/#', { qos: 0, properties: { subscriptionIdentifiers: [11] } });
  await client.subscribe('a/+', { qos: 1, properties: { subscriptionIdentifiers: [12] } });
  client.publish({ topic: 'a/b', qos: 1 });
  const packets = await client.take();
  const copies = packets.filter((packet) => packet.type === PacketType.publish);
  t.deepEqual(
    new Set(copies.map((copy) => `${copy.qos} ${copy.properties?.subscriptionIdentifiers?.join('+')}`)),
    new Set(['0 11', '1 12']),
  );
});

test('5:3.3.2-4, -15, -16, -17, -18, -20: properties are passed on unchanged and in order', async (t) => {
  const { subscriber, publisher } = await pair(5);
  const properties = {
    payloadFormatIndicator: 1,
    contentType: 'text/plain',
    responseTopic: 'reply/here',
    correlationData: Uint8Array.of(0, 1, 255),
    userProperties: [
      ['b', '1'],
      ['a', '2'],
      ['b', '1'],
    ],
  } as const;
  publisher.publish({ topic: 'a', properties });
  t.deepEqual((await subscriber.takePublishes())[0]?.properties, properties);
});

test('5:3.8.3-3: No Local keeps a client from its own messages, not from others', async (t) => {
  const { subscriber, publisher } = await pair(5);
  await publisher.subscribe([{ filter: 'a', noLocal: true }]);
  publisher.publish({ topic: 'a', text: 'own' });
  subscriber.publish({ topic: 'a', text: 'other' });
  t.deepEqual((await publisher.takePublishes()).map(textOf), ['other']);
  t.is((await subscriber.takePublishes()).length, 2);
});

test('QoS 2 can be passed on at PUBREL instead of at PUBLISH (method A)', async (t) => {
  const harness = new BrokerHarness({ choices: { qos2Method: 'A' } });
  const client = await harness.client(5);
  await client.subscribe('a', { qos: 0 });
  client.publish({ topic: 'a', qos: 2, packetId: 4 });
  await client.takeOne(PacketType.pubrec);
  const packets = await client.exchange({ type: PacketType.pubrel, packetId: 4, reasonCode: 0 });
  t.deepEqual(
    packets.map(({ type }) => type),
    [PacketType.publish, PacketType.pubcomp],
  );
});

test('PUBACK says that nobody subscribes only if the broker is told to', async (t) => {
  for (const tellsNoSubscribers of [false, true]) {
    const harness = new BrokerHarness({ choices: { tellsNoSubscribers } });
    const client = await harness.client(5);
    client.publish({ topic: 'a', qos: 1 });
    t.is((await client.takeOne(PacketType.puback)).reasonCode, tellsNoSubscribers ? 0x10 : 0);
  }
});
