import test from 'ava';
import { PacketType, type ProtocolVersion } from '../../src/protocol/constants.ts';
import { BrokerHarness, VERSIONS, versionLabel, will } from '../support/broker-harness.ts';
import { settled, textOf } from '../support/raw-client.ts';

async function watched(version: ProtocolVersion) {
  const harness = new BrokerHarness();
  const watcher = await harness.client(version, { clientId: 'watcher' });
  await watcher.subscribe('w');
  return { harness, watcher };
}

for (const version of VERSIONS) {
  const label = versionLabel(version);

  test(`${label}: the Will is published when the connection breaks, and only once (3.1.2-8, -10)`, async (t) => {
    const { harness, watcher } = await watched(version);
    const client = await harness.client(version, { will: will('w', 'gone', { qos: 1 }) });
    client.drop();
    const [message, ...rest] = await watcher.takePublishes();
    t.deepEqual(rest, []);
    t.is(textOf(message), 'gone');
    t.like(message, { qos: 1, retain: false });
    await harness.client(version, {});
    t.deepEqual(await watcher.take(), []);
  });

  test(`${label}: DISCONNECT removes the Will (3.14.4-3)`, async (t) => {
    const { harness, watcher } = await watched(version);
    const client = await harness.client(version, { will: will('w', 'gone') });
    client.disconnect();
    t.deepEqual(await watcher.take(), []);
    t.truthy(client.closed);
  });

  test(`${label}: the Will is published when the client is silent for too long (3.1.2-22, 311:3.1.2-24)`, async (t) => {
    const { harness, watcher } = await watched(version);
    const client = await harness.client(version, { keepAlive: 10, will: will('w', 'gone') });
    await harness.advance(14.9);
    t.deepEqual(await watcher.take(), []);
    await harness.advance(0.3);
    t.is((await watcher.takePublishes()).length, 1);
    await settled();
    t.truthy(client.closed);
  });

  test(`${label}: the Will is published on a protocol error (3.1.2-8)`, async (t) => {
    const { harness, watcher } = await watched(version);
    const client = await harness.client(version, { will: will('w', 'gone') });
    client.sendBytes(Uint8Array.of(0x00, 0x00));
    t.is((await watcher.takePublishes()).length, 1);
    await settled();
    t.truthy(client.closed);
  });

  test(`${label}: a retained Will is retained (5:3.1.2-15, 311:3.1.2-17)`, async (t) => {
    const { harness } = await watched(version);
    const client = await harness.client(version, { will: will('w', 'gone', { retain: true }) });
    client.drop();
    await settled();
    const late = await harness.client(version, { clientId: 'late' });
    await late.subscribe('w');
    t.like((await late.takePublishes())[0], { retain: true });
  });

  test(`${label}: a takeover publishes the Will of the old connection`, async (t) => {
    const { harness, watcher } = await watched(version);
    await harness.client(version, { clientId: 'x', will: will('w', 'gone') });
    await harness.client(version, { clientId: 'x' });
    t.is((await watcher.takePublishes()).length, 1);
  });
}

const DELAYED = { clientId: 'x', cleanStart: false, properties: { sessionExpiryInterval: 100 } } as const;
const delayedWill = will('w', 'gone', { properties: { willDelayInterval: 10, contentType: 'text' } });

test('5:3.1.2-8: a Will waits for its delay', async (t) => {
  const { harness, watcher } = await watched(5);
  const client = await harness.client(5, { ...DELAYED, will: delayedWill });
  client.drop();
  await settled();
  await harness.advance(9.9);
  t.deepEqual(await watcher.take(), []);
  await harness.advance(0.2);
  t.deepEqual((await watcher.takePublishes())[0]?.properties, { contentType: 'text' });
});

test('5:3.1.3-9: a client that is back before the delay has passed keeps its Will from being sent', async (t) => {
  const { harness, watcher } = await watched(5);
  const client = await harness.client(5, { ...DELAYED, will: delayedWill });
  client.drop();
  await settled();
  await harness.advance(5);
  await harness.client(5, DELAYED);
  await harness.advance(50);
  t.deepEqual(await watcher.take(), []);
});

test('5:3.1.2-8: the end of the session makes a delayed Will due: by expiry, by Clean Start', async (t) => {
  const { harness, watcher } = await watched(5);
  const short = { ...DELAYED, properties: { sessionExpiryInterval: 3 } };
  const first = await harness.client(5, { ...short, will: delayedWill });
  first.drop();
  await settled();
  await harness.advance(3.1);
  t.is((await watcher.takePublishes()).length, 1);
  const second = await harness.client(5, { ...DELAYED, will: delayedWill });
  second.drop();
  await settled();
  await harness.client(5, { ...DELAYED, cleanStart: true });
  t.is((await watcher.takePublishes()).length, 1);
});

test('a delayed Will of a session without expiry is due at once', async (t) => {
  const { harness, watcher } = await watched(5);
  const client = await harness.client(5, { will: delayedWill });
  client.drop();
  t.is((await watcher.takePublishes()).length, 1);
});

test('5:3.1.2-10: DISCONNECT 0x04 and every error leave the Will to be published', async (t) => {
  const { harness, watcher } = await watched(5);
  for (const reasonCode of [0x04, 0x80]) {
    const client = await harness.client(5, { will: will('w', 'gone') });
    client.disconnect(reasonCode);
    t.is((await watcher.takePublishes()).length, 1);
  }
});

test('the Message Expiry Interval of a Will begins with its publication', async (t) => {
  const { harness, watcher } = await watched(5);
  const properties = { willDelayInterval: 10, messageExpiryInterval: 7 };
  const client = await harness.client(5, { ...DELAYED, will: will('w', 'gone', { properties }) });
  client.drop();
  await settled();
  await harness.advance(11);
  t.is((await watcher.takePublishes())[0]?.properties?.messageExpiryInterval, 7);
});

test('W5: a refused CONNECT never yields its Will', async (t) => {
  const harness = new BrokerHarness({
    authenticate: ({ username }) =>
      username === 'ok' ? { ok: true, username } : { ok: false, reason: 'bad-credentials', message: 'no' },
  });
  const watcher = await harness.client(5, { clientId: 'watcher', username: 'ok' });
  await watcher.subscribe('w');
  const client = harness.dial(5);
  t.is((await client.connect({ will: will('w', 'gone') })).reasonCode, 0x86);
  t.truthy(client.closed);
  t.deepEqual(await watcher.take(), []);
});

test('5:3.2.2-12, -13: a Will beyond the announced features is refused', async (t) => {
  const harness = new BrokerHarness({ features: { maximumQos: 1, retainAvailable: false } });
  const connect = async (message: ReturnType<typeof will>) =>
    (await harness.dial(5).connect({ will: message })).reasonCode;
  t.is(await connect(will('w', 'x', { qos: 2 })), 0x9b);
  t.is(await connect(will('w', 'x', { retain: true })), 0x9a);
});

test('a shutdown publishes no Will', async (t) => {
  const { harness, watcher } = await watched(5);
  await harness.client(5, { will: will('w', 'gone') });
  harness.broker.close();
  t.like(await watcher.takeOne(PacketType.disconnect), { reasonCode: 0x8b });
});
