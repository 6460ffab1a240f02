import test from 'ava';
import { PacketType } from '../../src/protocol/constants.ts';
import { BrokerHarness, VERSIONS, versionLabel } from '../support/broker-harness.ts';
import { settled, textOf } from '../support/raw-client.ts';

for (const version of VERSIONS) {
  const label = versionLabel(version);

  test(`${label}: SUBACK has the identifier and one code a filter, in order (3.8.4-1, -2, -5, 3.9.3-1)`, async (t) => {
    const client = await new BrokerHarness().client(version);
    const subscriptions = [
      { filter: 'a', qos: 2 },
      { filter: 'b', qos: 0 },
      { filter: 'c', qos: 1 },
    ] as const;
    client.send({ type: PacketType.subscribe, packetId: 4711, subscriptions });
    t.like(await client.takeOne(PacketType.suback), { packetId: 4711, reasonCodes: [2, 0, 1] });
  });

  test(`${label}: a repeated filter replaces its subscription (3.8.4-3)`, async (t) => {
    const client = await new BrokerHarness().client(version);
    await client.subscribe('a', { qos: 0 });
    await client.subscribe('a', { qos: 1 });
    client.publish({ topic: 'a', qos: 1 });
    const messages = (await client.take()).filter(({ type }) => type === PacketType.publish);
    t.is(messages.length, 1);
    t.like(messages[0], { qos: 1 });
  });

  test(`${label}: UNSUBSCRIBE deletes the exact filter and is always answered (3.10.4-1, -2, -4, -5)`, async (t) => {
    const client = await new BrokerHarness().client(version);
    await client.subscribe([{ filter: 'a/+' }, { filter: 'a/b' }]);
    client.send({ type: PacketType.unsubscribe, packetId: 9, filters: ['a/+', 'a/#'] });
    const unsuback = await client.takeOne(PacketType.unsuback);
    t.is(unsuback.packetId, 9);
    t.deepEqual(unsuback.reasonCodes, version === 5 ? [0, 0x11] : []);
    client.publish({ topic: 'a/b', text: '1' });
    client.publish({ topic: 'a/c', text: '2' });
    t.deepEqual((await client.takePublishes()).map(textOf), ['1']);
  });

  test(`${label}: a delivery that has begun is completed after UNSUBSCRIBE (3.10.4-3)`, async (t) => {
    const client = await new BrokerHarness().client(version);
    await client.subscribe('a');
    client.publish({ topic: 'a', qos: 2 });
    const message = (await client.take()).find((packet) => packet.type === PacketType.publish);
    client.send({ type: PacketType.unsubscribe, packetId: 9, filters: ['a'] });
    await client.takeOne(PacketType.unsuback);
    client.ack(PacketType.pubrec, message?.packetId);
    t.like(await client.takeOne(PacketType.pubrel), { packetId: message?.packetId });
  });

  test(`${label}: leading wildcards do not see topics with $ (4.7.2-1)`, async (t) => {
    const client = await new BrokerHarness().client(version);
    await client.subscribe([{ filter: '#' }, { filter: '+/x' }]);
    client.publish({ topic: '$other/x', text: 'hidden' });
    client.publish({ topic: 'other/x', text: 'seen' });
    t.deepEqual((await client.takePublishes()).map(textOf), ['seen']);
    await client.subscribe('$other/#');
    client.publish({ topic: '$other/x', text: 'named' });
    t.deepEqual((await client.takePublishes()).map(textOf), ['named']);
  });

  test(`${label}: topics are matched as they are: case, spaces, empty levels, U+FEFF (4.7.3-4, 5:1.5.4-3)`, async (t) => {
    const client = await new BrokerHarness().client(version);
    const topics = ['a/B', 'a/b', 'a b', '/a', 'a//b', 'a/', '\ufeffa', 'a'];
    await client.subscribe(topics.map((filter) => ({ filter })));
    for (const topic of topics) client.publish({ topic, text: topic });
    t.deepEqual(
      (await client.takePublishes()).map((packet) => [packet.topic, textOf(packet)]),
      topics.map((topic) => [topic, topic]),
    );
  });

  test(`${label}: nobody publishes below $SYS/`, async (t) => {
    const client = await new BrokerHarness().client(version);
    await client.subscribe('$SYS/#');
    client.publish({ topic: '$SYS/broker/version', qos: 1, retain: true, text: 'x' });
    t.like(await client.takeOne(PacketType.puback), { reasonCode: version === 5 ? 0x87 : 0 });
  });
}

test('311:4.7.1-2: an ill-formed filter ends a 3.1.1 connection', async (t) => {
  for (const filter of ['a/#/b', 'a#', 'a+/b', '']) {
    const client = await new BrokerHarness().client(4);
    client.send({ type: PacketType.subscribe, packetId: 1, subscriptions: [{ filter, qos: 0 }] });
    t.deepEqual(await client.take(), []);
    await settled();
    t.truthy(client.closed);
  }
});

test('5: an ill-formed filter is refused by SUBACK 0x8F, or by DISCONNECT if the broker is told so', async (t) => {
  const client = await new BrokerHarness().client(5);
  t.deepEqual(
    await client.subscribe([{ filter: 'a/#/b' }, { filter: 'b', qos: 1 }, { filter: '$share//a' }]),
    [0x8f, 1, 0x8f],
  );
  const strict = await new BrokerHarness({ choices: { invalidFilter: 'disconnect' } }).client(5);
  strict.send({ type: PacketType.subscribe, packetId: 1, subscriptions: [{ filter: 'a/#/b', qos: 0 }] });
  t.like(await strict.takeOne(PacketType.disconnect), { reasonCode: 0x8f });
});

test('5:U-3.8.4-1: subscribing again replaces the identifier, or removes it', async (t) => {
  const client = await new BrokerHarness().client(5);
  for (const subscriptionIdentifiers of [[5], [6], undefined]) {
    await client.subscribe(
      'a',
      subscriptionIdentifiers === undefined ? {} : { properties: { subscriptionIdentifiers } },
    );
    client.publish({ topic: 'a' });
    const [message] = await client.takePublishes();
    t.deepEqual(message?.properties?.subscriptionIdentifiers, subscriptionIdentifiers);
  }
});

test('5: what CONNACK announced as missing is refused in SUBACK', async (t) => {
  const features = {
    wildcardAvailable: false,
    sharedAvailable: false,
    subscriptionIdentifiersAvailable: false,
    maximumQos: 1,
  } as const;
  const client = await new BrokerHarness({ features }).client(5);
  t.deepEqual(
    await client.subscribe([{ filter: 'a/#' }, { filter: '$share/g/a' }, { filter: 'a', qos: 2 }]),
    [0xa2, 0x9e, 1],
  );
  t.deepEqual(await client.subscribe('a', { properties: { subscriptionIdentifiers: [1] } }), [0xa1]);
});

test('5:U-3.2.2.3.4-1: a PUBLISH above the announced features ends the connection', async (t) => {
  const harness = new BrokerHarness({ features: { maximumQos: 1, retainAvailable: false } });
  const first = await harness.client(5);
  first.publish({ topic: 'a', qos: 2 });
  t.like(await first.takeOne(PacketType.disconnect), { reasonCode: 0x9b });
  const second = await harness.client(5);
  second.publish({ topic: 'a', retain: true });
  t.like(await second.takeOne(PacketType.disconnect), { reasonCode: 0x9a });
});

test('a session has so many subscriptions and no more', async (t) => {
  const harness = new BrokerHarness({ limits: { subscriptionsPerSessionMax: 2 } });
  const modern = await harness.client(5, { clientId: 'm' });
  t.deepEqual(
    await modern.subscribe([{ filter: 'a' }, { filter: 'b' }, { filter: 'c' }, { filter: 'a' }]),
    [2, 2, 0x97, 2],
  );
  const old = await harness.client(4, { clientId: 'o' });
  t.deepEqual(await old.subscribe([{ filter: 'a' }, { filter: 'b' }, { filter: 'c' }]), [2, 2, 0x80]);
});
