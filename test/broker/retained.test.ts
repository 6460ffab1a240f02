import test from 'ava';
import { RetainedStore } from '../../src/broker/retained-store.ts';
import { createMessage, type Message } from '../../src/broker/message.ts';
import { matchesFilter } from '../../src/protocol/topics.ts';
import { BrokerHarness, VERSIONS, versionLabel } from '../support/broker-harness.ts';
import { settled, textOf } from '../support/raw-client.ts';

function retained(topic: string, text = 'x', expiryS?: number): Message {
  const properties = expiryS === undefined ? undefined : { messageExpiryInterval: expiryS };
  return createMessage({ topic, payload: Buffer.from(text), qos: 1, retain: true, properties }, 'p', 0);
}

const TOPICS = ['a', 'a/b', 'a/b/c', '/a', 'a/', '/', 'b/a', '$SYS/x', '$SYS', 'a/$x', 'a//c'];
const FILTERS = [
  '#',
  '+',
  'a/#',
  '+/b',
  'a/+',
  'a/+/c',
  '/+',
  '+/+',
  '$SYS/#',
  '$SYS/+',
  '+/x',
  'a/b',
  'x',
  '/#',
  '+/#',
];

test('the store finds exactly the topics that a filter matches', (t) => {
  const store = new RetainedStore();
  for (const topic of TOPICS) store.store(retained(topic));
  t.is(store.size, TOPICS.length);
  for (const filter of FILTERS) {
    const found = store.match(filter, 0).map(({ topic }) => topic);
    t.deepEqual(found.toSorted(), TOPICS.filter((topic) => matchesFilter(filter, topic)).toSorted(), filter);
  }
});

test('5:3.3.1-5, -6, -7: one message a topic, and none after an empty one', (t) => {
  const store = new RetainedStore();
  store.store(retained('a', '1'));
  store.store(retained('a', '2'));
  t.deepEqual(
    store.match('a', 0).map(({ payload }) => payload.toString()),
    ['2'],
  );
  store.store(retained('a', ''));
  t.is(store.size, 0);
  t.false(store.has('a'));
});

test('U-5.0-3.3.1.3-2: an expired message is thrown away', (t) => {
  const store = new RetainedStore();
  store.store(retained('a', '1', 5));
  store.store(retained('b', '1'));
  t.is(store.match('#', 5_000_000).length, 2);
  t.deepEqual(
    store.match('#', 5_000_001).map(({ topic }) => topic),
    ['b'],
  );
  t.is(store.size, 1);
});

test('a topic of 65,535 separators is stored and found', (t) => {
  const store = new RetainedStore();
  const topic = '/'.repeat(65_535);
  store.store(retained(topic));
  t.is(store.match('#', 0).length, 1);
  store.store(retained(topic, ''));
  t.is(store.match('#', 0).length, 0);
});

for (const version of VERSIONS) {
  const label = versionLabel(version);

  test(`${label}: a new subscription gets the last retained message, with RETAIN 1 (311:3.3.1-6, -8)`, async (t) => {
    const harness = new BrokerHarness();
    const publisher = await harness.client(version, { clientId: 'p' });
    for (const text of ['1', '2']) publisher.publish({ topic: 'a/b', text, retain: true, qos: 1 });
    await publisher.take();
    const client = await harness.client(version);
    t.deepEqual(await client.subscribe('a/+', { qos: 2 }), [2]);
    const [message, ...rest] = await client.takePublishes();
    t.deepEqual(rest, []);
    t.is(textOf(message), '2');
    t.like(message, { retain: true, qos: 1, dup: false });
  });

  test(`${label}: an established subscription gets RETAIN 0, and the empty message too (311:3.3.1-9, -10)`, async (t) => {
    const harness = new BrokerHarness();
    const client = await harness.client(version);
    await client.subscribe('a');
    for (const text of ['1', '']) client.publish({ topic: 'a', text, retain: true });
    const messages = await client.takePublishes();
    t.deepEqual(messages.map(textOf), ['1', '']);
    t.deepEqual(
      messages.map(({ retain }) => retain),
      [false, false],
    );
    await client.subscribe('a');
    t.deepEqual(await client.take(), []);
  });

  test(`${label}: RETAIN 0 leaves the retained message alone (3.3.1-8, 311:3.3.1-12)`, async (t) => {
    const harness = new BrokerHarness();
    const client = await harness.client(version);
    client.publish({ topic: 'a', text: 'kept', retain: true });
    for (const text of ['other', '']) client.publish({ topic: 'a', text });
    await client.subscribe('a');
    t.deepEqual((await client.takePublishes()).map(textOf), ['kept']);
  });

  test(`${label}: subscribing again sends retained messages again (5:3.8.4-4, 311:3.8.4-3)`, async (t) => {
    const harness = new BrokerHarness();
    const client = await harness.client(version);
    client.publish({ topic: 'a', text: 'kept', retain: true });
    await client.subscribe('a');
    await client.take();
    await client.subscribe('a');
    t.is((await client.takePublishes()).length, 1);
  });

  test(`${label}: a resumed session gets no retained messages without SUBSCRIBE`, async (t) => {
    const harness = new BrokerHarness();
    const lasting = { cleanStart: false, ...(version === 5 && { properties: { sessionExpiryInterval: 9 } }) };
    const first = await harness.client(version, lasting);
    await first.subscribe('a');
    first.drop();
    await settled();
    const publisher = await harness.client(version, { clientId: 'p' });
    publisher.publish({ topic: 'a', retain: true, text: 'x' });
    await settled();
    const second = await harness.client(version, lasting);
    t.deepEqual(await second.take(), []);
  });
}

test('5:3.3.1-9, -10, -11: Retain Handling', async (t) => {
  const harness = new BrokerHarness();
  const client = await harness.client(5);
  client.publish({ topic: 'a', text: 'kept', retain: true });
  const subscribe = async (retainHandling: 0 | 1 | 2): Promise<number> => {
    await client.subscribe([{ filter: 'a', retainHandling }]);
    return (await client.takePublishes()).length;
  };
  t.is(await subscribe(2), 0);
  t.is(await subscribe(1), 0);
  t.is(await subscribe(0), 1);
  client.send({ type: 10, packetId: 3, filters: ['a'] });
  await client.take();
  t.is(await subscribe(1), 1);
});

test('5:3.3.1-13: Retain As Published keeps the flag', async (t) => {
  const harness = new BrokerHarness();
  const client = await harness.client(5);
  await client.subscribe([{ filter: 'a', retainAsPublished: true }]);
  for (const retain of [true, false]) client.publish({ topic: 'a', retain });
  t.deepEqual(
    (await client.takePublishes()).map(({ retain }) => retain),
    [true, false],
  );
});

test('the replay carries the identifier of its subscription, and the expiry that is left (5:3.3.2-6)', async (t) => {
  const harness = new BrokerHarness();
  const client = await harness.client(5);
  client.publish({ topic: 'a', text: 'x', retain: true, properties: { messageExpiryInterval: 10 } });
  await settled();
  await harness.advance(4);
  await client.subscribe('a', { properties: { subscriptionIdentifiers: [7] } });
  const [message] = await client.takePublishes();
  t.deepEqual(message?.properties, { messageExpiryInterval: 6, subscriptionIdentifiers: [7] });
});

test('a new retained message beyond the limit is refused, a replacement is not', async (t) => {
  const harness = new BrokerHarness({ limits: { retainedMessagesMax: 1 } });
  const client = await harness.client(5);
  const publish = async (topic: string): Promise<unknown> => {
    client.publish({ topic, text: 'x', retain: true, qos: 1 });
    const [ack] = await client.take();
    return ack !== undefined && 'reasonCode' in ack ? ack.reasonCode : ack;
  };
  t.is(await publish('a'), 0);
  t.is(await publish('b'), 0x97);
  t.is(await publish('a'), 0);
});
