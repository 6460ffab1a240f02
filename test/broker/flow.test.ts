import test from 'ava';
import { PacketType } from '../../src/protocol/constants.ts';
import { BrokerHarness } from '../support/broker-harness.ts';
import { connectPacket, settled, textOf } from '../support/raw-client.ts';

test('5:3.3.4-9, 5:4.9.0-2: no more messages in flight than the Receive Maximum, and the next ones as it frees', async (t) => {
  const harness = new BrokerHarness();
  const client = await harness.client(5, { properties: { receiveMaximum: 2 } });
  const publisher = await harness.client(5, { clientId: 'p' });
  await client.subscribe('a');
  for (let i = 1; i <= 5; i += 1)
    publisher.publish({ topic: 'a', text: String(i), qos: i % 2 === 1 ? 1 : 2, packetId: i });
  publisher.publish({ topic: 'a', text: 'zero' });
  const first = await client.takePublishes();
  t.deepEqual(first.map(textOf), ['1', '2', 'zero']);
  t.deepEqual(await client.exchange({ type: PacketType.pingreq }), [{ type: PacketType.pingresp }]);
  client.ack(PacketType.puback, first[0]?.packetId);
  const [third] = await client.takePublishes();
  t.is(textOf(third), '3');
  client.ack(PacketType.pubrec, first[1]?.packetId);
  await client.takeOne(PacketType.pubrel);
  client.ack(PacketType.pubcomp, first[1]?.packetId);
  const [fourth] = await client.takePublishes();
  t.is(textOf(fourth), '4');
  client.ack(PacketType.pubrec, fourth?.packetId, 0x80);
  t.deepEqual((await client.takePublishes()).map(textOf), ['5']);
});

test('5:4.9: a resumed session with a smaller Receive Maximum gets its messages again in portions, before any new one', async (t) => {
  const harness = new BrokerHarness();
  const fields = { clientId: 's', cleanStart: false, properties: { sessionExpiryInterval: 100 } } as const;
  const first = await harness.client(5, fields);
  await first.subscribe('a', { qos: 1 });
  const publisher = await harness.client(5, { clientId: 'p' });
  for (const text of ['1', '2', '3']) publisher.publish({ topic: 'a', text, qos: 1 });
  t.is((await first.takePublishes()).length, 3);
  first.drop();
  publisher.publish({ topic: 'a', text: '4', qos: 1 });
  await settled();
  const second = harness.dial(5);
  second.send(connectPacket(5, { ...fields, properties: { sessionExpiryInterval: 100, receiveMaximum: 1 } }));
  const seen: unknown[] = [];
  for (let i = 0; i < 5; i += 1) {
    for (const packet of await second.take()) {
      if (packet.type !== PacketType.publish) continue;
      seen.push([textOf(packet), packet.dup]);
      second.ack(PacketType.puback, packet.packetId);
    }
    t.true(seen.length <= i + 1);
  }
  t.deepEqual(seen, [
    ['1', true],
    ['2', true],
    ['3', true],
    ['4', false],
  ]);
});

test('5:3.3.4-8: a client beyond the Receive Maximum of the broker is told 0x93', async (t) => {
  const harness = new BrokerHarness({ features: { receiveMaximum: 2 } });
  const client = await harness.client(5);
  for (const packetId of [1, 2]) client.publish({ topic: 'a', qos: 2, packetId });
  client.publish({ topic: 'a', qos: 2, packetId: 1, dup: true });
  t.is((await client.take()).length, 3);
  client.ack(PacketType.pubrel, 1);
  await client.takeOne(PacketType.pubcomp);
  client.publish({ topic: 'a', qos: 1, packetId: 9 });
  await client.takeOne(PacketType.puback);
  client.publish({ topic: 'a', qos: 2, packetId: 3 });
  await client.takeOne(PacketType.pubrec);
  client.publish({ topic: 'a', qos: 1, packetId: 4 });
  t.like(await client.takeOne(PacketType.disconnect), { reasonCode: 0x93 });
});

test('5:3.1.2-24, -25: a message too large for the client is dropped, and later ones go on', async (t) => {
  const harness = new BrokerHarness();
  const client = await harness.client(5, { properties: { maximumPacketSize: 40, receiveMaximum: 1 } });
  const publisher = await harness.client(5, { clientId: 'p' });
  await client.subscribe('a', { qos: 1 });
  for (const [qos, size] of [
    [1, 100],
    [0, 100],
    [1, 10],
  ] as const)
    publisher.publish({ topic: 'a', text: 'x'.repeat(size), qos });
  t.deepEqual(
    (await client.takePublishes()).map(({ payload }) => payload.length),
    [10],
  );
  t.true(client.sizes.every((size) => size <= 40));
  t.is(harness.broker.stats().dropped.tooLarge, 2);
});

test('5:3.2.2-15: a client that sends more than the announced size is told 0x95', async (t) => {
  const client = await new BrokerHarness({ features: { maximumPacketSize: 50 } }).client(5);
  client.publish({ topic: 'a', text: 'x'.repeat(100) });
  t.like(await client.takeOne(PacketType.disconnect), { reasonCode: 0x95 });
});

test('5:3.3.2-5, -6: an expired message is dropped from the queue, another goes with the seconds it has left', async (t) => {
  const harness = new BrokerHarness();
  const fields = { clientId: 's', cleanStart: false, properties: { sessionExpiryInterval: 100 } } as const;
  const first = await harness.client(5, fields);
  await first.subscribe('a', { qos: 1 });
  first.drop();
  const publisher = await harness.client(5, { clientId: 'p' });
  for (const messageExpiryInterval of [5, 20])
    publisher.publish({ topic: 'a', qos: 1, properties: { messageExpiryInterval } });
  await settled();
  await harness.advance(8.5);
  const second = harness.dial(5);
  second.send(connectPacket(5, fields));
  const [, ...messages] = await second.take();
  t.deepEqual(
    messages.map((packet) => packet.type === PacketType.publish && packet.properties?.messageExpiryInterval),
    [12],
  );
  t.is(harness.broker.stats().dropped.expired, 1);
});

test('5:4.3.3-7: a message whose PUBLISH was sent does not expire', async (t) => {
  const harness = new BrokerHarness();
  const fields = { clientId: 's', cleanStart: false, properties: { sessionExpiryInterval: 100 } } as const;
  const first = await harness.client(5, fields);
  await first.subscribe('a', { qos: 2 });
  first.publish({ topic: 'a', qos: 2, properties: { messageExpiryInterval: 5 } });
  await first.take();
  first.drop();
  await settled();
  await harness.advance(50);
  const second = harness.dial(5);
  second.send(connectPacket(5, fields));
  const [, message] = await second.take();
  t.like(message, { type: PacketType.publish, dup: true });
});

test('5:3.3.2-12: every announced alias works, and a new topic takes it over (5:U-3.3.4-1)', async (t) => {
  const harness = new BrokerHarness({ features: { topicAliasMaximum: 3 } });
  const client = await harness.client(5);
  await client.subscribe('#');
  for (const topicAlias of [1, 2, 3]) client.publish({ topic: `t${topicAlias}`, properties: { topicAlias } });
  client.publish({ topic: '', properties: { topicAlias: 2 } });
  client.publish({ topic: 'new', properties: { topicAlias: 2 } });
  client.publish({ topic: '', properties: { topicAlias: 2 } });
  const messages = await client.takePublishes();
  t.deepEqual(
    messages.map(({ topic }) => topic),
    ['t1', 't2', 't3', 't2', 'new', 'new'],
  );
  t.true(messages.every(({ properties }) => properties?.topicAlias === undefined));
});

test('5:3.3.2-8, -9: an alias of 0, above the maximum or unknown ends the connection', async (t) => {
  for (const [topic, topicAlias, reasonCode] of [
    ['a', 0, 0x94],
    ['a', 4, 0x94],
    ['', 1, 0x82],
  ] as const) {
    const client = await new BrokerHarness({ features: { topicAliasMaximum: 3 } }).client(5);
    client.publish({ topic, properties: { topicAlias } });
    const { reasonCode: found } = await client.takeOne(PacketType.disconnect);
    t.true(found === reasonCode || (topicAlias === 0 && found === 0x82), `${topicAlias}: ${found}`);
  }
});

test('5:3.3.2-7: aliases do not live on into another connection', async (t) => {
  const harness = new BrokerHarness();
  const fields = { clientId: 's', cleanStart: false, properties: { sessionExpiryInterval: 100 } } as const;
  const first = await harness.client(5, fields);
  first.publish({ topic: 'a', properties: { topicAlias: 1 } });
  await settled();
  first.drop();
  await settled();
  const second = await harness.client(5, fields);
  second.publish({ topic: '', properties: { topicAlias: 1 } });
  t.like(await second.takeOne(PacketType.disconnect), { reasonCode: 0x82 });
});

test('5:3.1.2-26, -27, 5:3.3.2-11: the broker uses as many aliases as the client allows', async (t) => {
  const harness = new BrokerHarness();
  const client = await harness.client(5, { properties: { topicAliasMaximum: 2 } });
  await client.subscribe('#');
  for (const topic of ['a', 'b', 'c', 'a', 'b', 'c']) client.publish({ topic });
  const messages = await client.takePublishes();
  t.deepEqual(
    messages.map(({ topic, properties }) => [topic, properties?.topicAlias]),
    [
      ['a', 1],
      ['b', 2],
      ['c', undefined],
      ['', 1],
      ['', 2],
      ['c', undefined],
    ],
  );
});

test('QoS 0 is dropped for a client whose socket is full, QoS 1 waits for it', async (t) => {
  const harness = new BrokerHarness({ limits: { socketBufferBytesMax: 1000 } });
  const client = await harness.client(5);
  await client.subscribe('a', { qos: 1 });
  const publisher = await harness.client(5, { clientId: 'p' });
  client.pause();
  for (let i = 0; i < 60; i += 1) {
    publisher.publish({ topic: 'a', text: `${i}`.padEnd(20_000), qos: i % 2 === 0 ? 0 : 1, packetId: i + 1 });
    await settled();
  }
  t.true(harness.broker.stats().dropped.congested > 25);
  client.resume();
  const odd: number[] = [];
  for (let i = 0; i < 60 && odd.length < 30; i += 1) {
    for (const packet of await client.take()) {
      if (packet.type === PacketType.publish && packet.qos === 1) odd.push(Number(textOf(packet)));
    }
  }
  t.deepEqual(
    odd,
    Array.from({ length: 30 }, (_, i) => i * 2 + 1),
  );
});

test('acknowledgements of identifiers that are not in flight are ignored', async (t) => {
  const client = await new BrokerHarness().client(5);
  client.ack(PacketType.puback, 7);
  client.ack(PacketType.pubcomp, 7);
  t.deepEqual(await client.exchange({ type: PacketType.pingreq }), [{ type: PacketType.pingresp }]);
  client.ack(PacketType.pubrec, 7);
  t.like(await client.takeOne(PacketType.pubrel), { packetId: 7, reasonCode: 0x92 });
});

test('an acknowledgement of the wrong kind is a Protocol Error', async (t) => {
  for (const [qos, type] of [
    [1, PacketType.pubrec],
    [2, PacketType.puback],
    [2, PacketType.pubcomp],
  ] as const) {
    const client = await new BrokerHarness().client(5);
    await client.subscribe('a');
    client.publish({ topic: 'a', qos });
    await client.take();
    client.ack(type, 1);
    t.like(await client.takeOne(PacketType.disconnect), { reasonCode: 0x82 });
  }
});
