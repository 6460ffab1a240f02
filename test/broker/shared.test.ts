import test from 'ava';
import { PacketType, type ProtocolVersion } from '../../src/protocol/constants.ts';
import { BrokerHarness } from '../support/broker-harness.ts';
import { connectPacket, settled, textOf, type RawClient } from '../support/raw-client.ts';

const LASTING = { properties: { sessionExpiryInterval: 100 } } as const;

async function group(
  harness: BrokerHarness,
  version: ProtocolVersion = 5,
  filter = '$share/g/a',
): Promise<RawClient[]> {
  const members = [];
  for (const clientId of ['x', 'y']) {
    const member = await harness.client(version, { clientId, ...(version === 5 && LASTING) });
    await member.subscribe(filter);
    members.push(member);
  }
  return members;
}

async function texts(members: readonly RawClient[]): Promise<string[][]> {
  const found = [];
  for (const member of members) found.push((await member.takePublishes()).map(textOf));
  return found;
}

for (const version of [4, 5] as const) {
  test(`each message goes to one member in turn, in MQTT ${version === 4 ? '3.1.1 too' : '5.0'} (U-5.0-4.8.2-1)`, async (t) => {
    const harness = new BrokerHarness();
    const members = await group(harness, version);
    const publisher = await harness.client(version, { clientId: 'p' });
    for (const text of ['1', '2', '3', '4']) publisher.publish({ topic: 'a', text });
    t.deepEqual(await texts(members), [
      ['1', '3'],
      ['2', '4'],
    ]);
  });
}

test('a 3.1.1 client subscribes to $share/… literally, if the broker is told so', async (t) => {
  const harness = new BrokerHarness({ choices: { sharesFor311: false } });
  const members = await group(harness, 4);
  const publisher = await harness.client(4, { clientId: 'p' });
  publisher.publish({ topic: '$share/g/a', text: '1' });
  publisher.publish({ topic: 'a', text: '2' });
  t.deepEqual(await texts(members), [['1'], ['1']]);
});

test('U-5.0-4.8.2-2: groups are independent of each other and of plain subscriptions', async (t) => {
  const harness = new BrokerHarness();
  const members = await group(harness);
  const third = await harness.client(5, { clientId: 'z' });
  await third.subscribe([{ filter: '$share/other/a' }, { filter: '$share/g/+' }, { filter: 'a' }]);
  third.publish({ topic: 'a', text: '1' });
  t.deepEqual(await texts([third, ...members]), [['1', '1', '1'], ['1'], []]);
});

test('U-5.0-4.8.2-3: subscribing twice makes one member', async (t) => {
  const harness = new BrokerHarness();
  const [first, second] = (await group(harness)) as [RawClient, RawClient];
  await first.subscribe('$share/g/a');
  for (const text of ['1', '2']) first.publish({ topic: 'a', text });
  t.deepEqual(await texts([first, second]), [['1'], ['2']]);
});

test('U-5.0-3.8.4-2: no retained messages for a Shared Subscription', async (t) => {
  const harness = new BrokerHarness();
  const client = await harness.client(5);
  client.publish({ topic: 'a', text: 'kept', retain: true });
  await client.subscribe('$share/g/a');
  t.deepEqual(await client.take(), []);
});

test('5:4.8.2-3: each member gets its own granted QoS', async (t) => {
  const harness = new BrokerHarness();
  const low = await harness.client(5, { clientId: 'low' });
  const high = await harness.client(5, { clientId: 'high' });
  await low.subscribe('$share/g/a', { qos: 0 });
  await high.subscribe('$share/g/a', { qos: 1 });
  const publisher = await harness.client(5, { clientId: 'p' });
  for (let i = 1; i <= 4; i += 1) publisher.publish({ topic: 'a', qos: 2, packetId: i });
  t.deepEqual(
    (await low.takePublishes()).map(({ qos }) => qos),
    [0, 0],
  );
  t.deepEqual(
    (await high.takePublishes()).map(({ qos }) => qos),
    [1, 1],
  );
});

test('a member that is away gets nothing while another is there; alone it gets all when it is back', async (t) => {
  const harness = new BrokerHarness();
  const [first, second] = (await group(harness)) as [RawClient, RawClient];
  const publisher = await harness.client(5, { clientId: 'p' });
  first.drop();
  await settled();
  for (const text of ['1', '2']) publisher.publish({ topic: 'a', text, qos: 1 });
  t.deepEqual(await texts([second]), [['1', '2']]);
  second.disconnect(0, { sessionExpiryInterval: 0 });
  await settled();
  publisher.publish({ topic: 'a', text: '3', qos: 1 });
  await settled();
  const back = harness.dial(5);
  back.send(connectPacket(5, { clientId: 'x', cleanStart: false, ...LASTING }));
  const [connack, ...messages] = await back.take();
  t.like(connack, { sessionPresent: true });
  // What the ended session had not acknowledged comes first (U-5.0-4.8.2-4).
  t.deepEqual(
    messages.map((packet) => packet.type === PacketType.publish && textOf(packet)),
    ['1', '2', '3'],
  );
});

test('5:4.8.2-4, -5: a QoS 2 delivery stays with its member, also when the session ends', async (t) => {
  const harness = new BrokerHarness();
  const [first, second] = (await group(harness)) as [RawClient, RawClient];
  const publisher = await harness.client(5, { clientId: 'p' });
  publisher.publish({ topic: 'a', text: '1', qos: 2 });
  t.deepEqual(await texts([first, second]), [['1'], []]);
  first.drop();
  await settled();
  t.deepEqual(await texts([second]), [[]]);
  await harness.advance(101);
  t.is(harness.broker.stats().sessions, 2);
  t.deepEqual(await texts([second]), [[]]);
});

test('U-5.0-4.8.2-4: an unacknowledged QoS 1 message of an ended session goes to another member', async (t) => {
  const harness = new BrokerHarness();
  const [first, second] = (await group(harness)) as [RawClient, RawClient];
  const publisher = await harness.client(5, { clientId: 'p' });
  publisher.publish({ topic: 'a', text: '1', qos: 1 });
  t.deepEqual(await texts([first, second]), [['1'], []]);
  first.drop();
  await settled();
  t.deepEqual(await texts([second]), [[]]);
  await harness.advance(101);
  const messages = await second.takePublishes();
  t.deepEqual(
    messages.map((packet) => [textOf(packet), packet.dup]),
    [['1', false]],
  );
});

test('5:4.8.2-6: a rejected message goes to nobody else', async (t) => {
  const harness = new BrokerHarness();
  const [first, second] = (await group(harness)) as [RawClient, RawClient];
  const publisher = await harness.client(5, { clientId: 'p' });
  for (const qos of [1, 2] as const) {
    publisher.publish({ topic: 'a', qos });
    const owner = (await first.take()).concat(await second.take())[0];
    const member = qos === 1 ? first : second;
    const id = owner !== undefined && 'packetId' in owner ? owner.packetId : undefined;
    member.ack(qos === 1 ? PacketType.puback : PacketType.pubrec, id, 0x80);
    t.deepEqual(await texts([first, second]), [[], []]);
  }
});

test('5:3.8.3-4: No Local on a Shared Subscription is a Protocol Error', async (t) => {
  const client = await new BrokerHarness().client(5);
  client.send({
    type: PacketType.subscribe,
    packetId: 1,
    subscriptions: [{ filter: '$share/g/a', qos: 0, noLocal: true }],
  });
  t.like(await client.takeOne(PacketType.disconnect), { reasonCode: 0x82 });
});
