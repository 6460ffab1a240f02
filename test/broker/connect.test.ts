import test from 'ava';
import { PacketType } from '../../src/protocol/constants.ts';
import { encodePacket } from '../../src/protocol/encode.ts';
import { BrokerHarness, VERSIONS, versionLabel, will } from '../support/broker-harness.ts';
import { connectPacket, settled, type RawClient } from '../support/raw-client.ts';

function connectBytes(version: 4 | 5, alter: (bytes: Uint8Array) => void): Uint8Array {
  const bytes = Uint8Array.from(encodePacket(connectPacket(version), version));
  alter(bytes);
  return bytes;
}

/** What comes back for bytes that open a connection, and whether it closed. */
async function answer(client: RawClient, bytes: Uint8Array): Promise<readonly (number | undefined)[]> {
  client.sendBytes(bytes);
  const packets = await client.take();
  await settled();
  if (client.closed === undefined) throw new Error('the connection is open');
  return packets.map((packet) => (packet.type === PacketType.connack ? packet.reasonCode : -packet.type));
}

for (const version of VERSIONS) {
  const label = versionLabel(version);

  test(`${label}: a packet before CONNECT ends the connection without a word (3.1.0-1, 5:3.14.0-1)`, async (t) => {
    const harness = new BrokerHarness();
    t.deepEqual(await answer(harness.dial(version), Uint8Array.of(0xc0, 0)), []);
  });

  test(`${label}: a second CONNECT ends the connection (3.1.0-2)`, async (t) => {
    const harness = new BrokerHarness();
    const client = await harness.client(version);
    client.send(connectPacket(version));
    const packets = await client.take();
    t.deepEqual(
      packets.map((packet) => packet.type === PacketType.disconnect && packet.reasonCode),
      version === 5 ? [0x82] : [],
    );
    await settled();
    t.truthy(client.closed);
  });

  test(`${label}: the reserved connect flag is checked (3.1.2-3)`, async (t) => {
    const harness = new BrokerHarness();
    const bytes = connectBytes(version, (connect) => (connect[9] = (connect[9] ?? 0) | 1));
    t.deepEqual(await answer(harness.dial(version), bytes), version === 5 ? [0x81] : []);
  });

  test(`${label}: another protocol name ends the connection (3.1.2-1)`, async (t) => {
    const harness = new BrokerHarness();
    const bytes = connectBytes(version, (connect) => (connect[4] = 0x6d));
    t.deepEqual(await answer(harness.dial(version), bytes), version === 5 ? [0x84] : []);
  });

  test(`${label}: what stands behind CONNECT is done once it is accepted (5:U-3.1.4-2)`, async (t) => {
    const harness = new BrokerHarness({
      authenticate: ({ username }) => Promise.resolve({ ok: true, username }),
    });
    const client = harness.dial(version);
    client.send(connectPacket(version), { type: PacketType.pingreq }, { type: PacketType.pingreq });
    await settled();
    const types = (await client.take()).map(({ type }) => type);
    t.deepEqual(types, [PacketType.connack, PacketType.pingresp, PacketType.pingresp]);
  });

  test(`${label}: what stands behind a refused CONNECT is ignored (5:3.1.4-6, 311:3.1.4-5)`, async (t) => {
    for (const isLate of [false, true]) {
      const refused = { ok: false, reason: 'not-authorized', message: 'no' } as const;
      const harness = new BrokerHarness({
        authenticate: () => (isLate ? Promise.resolve(refused) : refused),
      });
      const client = harness.dial(version);
      client.send(connectPacket(version), { type: PacketType.pingreq });
      await settled();
      const packets = await client.take();
      t.deepEqual(
        packets.map((packet) => packet.type === PacketType.connack && packet.reasonCode),
        [version === 5 ? 0x87 : 5],
      );
      t.truthy(client.closed);
    }
  });

  test(`${label}: a connection without CONNECT is closed in time (U-3.1.4-1)`, async (t) => {
    const harness = new BrokerHarness({ limits: { connectTimeoutMs: 3000 } });
    const client = harness.dial(version);
    await settled();
    await harness.advance(2.9);
    t.is(client.closed, undefined);
    await harness.advance(0.3);
    await settled();
    t.truthy(client.closed);
    t.is(harness.timers.size, 0);
  });

  test(`${label}: the broker's failure to authenticate is a refusal`, async (t) => {
    for (const authenticate of [
      () => {
        throw new Error('no database');
      },
      () => Promise.reject(new Error('no database')),
    ]) {
      const harness = new BrokerHarness({ authenticate });
      const client = harness.dial(version);
      client.send(connectPacket(version));
      await settled();
      const [connack] = await client.take();
      t.like(connack, { type: PacketType.connack, reasonCode: version === 5 ? 0x87 : 5 });
    }
  });

  test(`${label}: too many connections are refused`, async (t) => {
    const harness = new BrokerHarness({ limits: { connectionsMax: 1 } });
    await harness.client(version, { clientId: 'a' });
    t.is((await harness.dial(version).connect({ clientId: 'b' })).reasonCode, version === 5 ? 0x89 : 3);
  });

  test(`${label}: PINGREQ is answered (3.12.4-1)`, async (t) => {
    const client = await new BrokerHarness().client(version);
    t.deepEqual(await client.exchange({ type: PacketType.pingreq }), [{ type: PacketType.pingresp }]);
  });

  test(`${label}: silence of one and a half times the Keep Alive ends the connection, a packet puts it off (3.1.2-22, 311:3.1.2-24)`, async (t) => {
    const harness = new BrokerHarness();
    const client = await harness.client(version, { keepAlive: 4 });
    await harness.advance(5.9);
    await client.exchange({ type: PacketType.pingreq });
    client.sendBytes(Uint8Array.of(0xc0));
    await settled();
    await harness.advance(5.9);
    t.is(client.closed, undefined);
    await harness.advance(0.2);
    const packets = await client.take();
    t.deepEqual(
      packets.map((packet) => packet.type === PacketType.disconnect && packet.reasonCode),
      version === 5 ? [0x8d] : [],
    );
    t.truthy(client.closed);
  });

  test(`${label}: Keep Alive 0 lets a client be silent for ever`, async (t) => {
    const harness = new BrokerHarness();
    const client = await harness.client(version, { keepAlive: 0 });
    await harness.advance(1_000_000);
    t.is(client.closed, undefined);
    t.is(harness.timers.size, 0);
  });
}

test('311:3.1.2-2: an unknown level is answered by CONNACK 1', async (t) => {
  const harness = new BrokerHarness();
  t.deepEqual(
    await answer(
      harness.dial(4),
      connectBytes(4, (connect) => (connect[8] = 3)),
    ),
    [1],
  );
});

test('5:3.1.2-2: a level yet to come is answered by CONNACK 0x84', async (t) => {
  const harness = new BrokerHarness();
  t.deepEqual(
    await answer(
      harness.dial(5),
      connectBytes(5, (connect) => (connect[8] = 6)),
    ),
    [0x84],
  );
});

test('311:3.1.3-8: an empty client id with Clean Session 0 is answered by CONNACK 2', async (t) => {
  const client = new BrokerHarness().dial(4);
  t.is((await client.connect({ clientId: '', cleanStart: false })).reasonCode, 2);
  await settled();
  t.truthy(client.closed);
});

test('311:3.1.3-6: an empty client id with Clean Session 1 is served under one of its own', async (t) => {
  const harness = new BrokerHarness();
  const clients = [await harness.client(4, { clientId: '' }), await harness.client(4, { clientId: '' })];
  for (const client of clients)
    t.deepEqual(await client.exchange({ type: PacketType.pingreq }), [{ type: PacketType.pingresp }]);
  t.is(harness.broker.stats().sessions, 2);
});

test('5:3.1.3-6, -7, 5:3.2.2-16: an empty client id is assigned, told, and good for a return', async (t) => {
  const harness = new BrokerHarness();
  const properties = { sessionExpiryInterval: 100 };
  const first = await harness.dial(5).connect({ clientId: '', properties });
  const second = await harness.dial(5).connect({ clientId: '', properties });
  const assigned = first.properties?.assignedClientIdentifier ?? '';
  t.truthy(assigned);
  t.not(assigned, second.properties?.assignedClientIdentifier);
  t.true((await harness.dial(5).connect({ clientId: assigned, cleanStart: false })).sessionPresent);
});

test('5: CONNACK announces only what differs from the values in force without it', async (t) => {
  const plain = await new BrokerHarness({ features: { topicAliasMaximum: 0 } }).dial(5).connect();
  t.deepEqual(plain.properties, { maximumPacketSize: 16_777_216 });
  const features = {
    receiveMaximum: 5,
    maximumPacketSize: 1000,
    topicAliasMaximum: 3,
    maximumQos: 1,
    retainAvailable: false,
    wildcardAvailable: false,
    sharedAvailable: false,
    subscriptionIdentifiersAvailable: false,
    serverKeepAliveS: 77,
    responseInformation: 'here',
  } as const;
  const limited = new BrokerHarness({ features });
  const connack = await limited.dial(5).connect({ properties: { requestResponseInformation: true } });
  t.deepEqual(connack.properties, {
    receiveMaximum: 5,
    maximumPacketSize: 1000,
    topicAliasMaximum: 3,
    maximumQoS: 1,
    retainAvailable: false,
    wildcardSubscriptionAvailable: false,
    sharedSubscriptionAvailable: false,
    subscriptionIdentifiersAvailable: false,
    serverKeepAlive: 77,
    responseInformation: 'here',
  });
  t.is((await limited.dial(5).connect()).properties?.responseInformation, undefined);
});

test('5:3.2.2-22: Server Keep Alive replaces the Keep Alive of CONNECT', async (t) => {
  const harness = new BrokerHarness({ features: { serverKeepAliveS: 2 } });
  const client = await harness.client(5, { keepAlive: 100 });
  await harness.advance(3.2);
  t.like(await client.takeOne(PacketType.disconnect), { reasonCode: 0x8d });
});

test('5:3.1.2-24: a client that takes no answer of its size is told 0x95, or nothing', async (t) => {
  const client = await new BrokerHarness({ features: { maximumPacketSize: 900 } }).client(5, {
    properties: { maximumPacketSize: 20 },
  });
  const subscriptions = Array.from({ length: 30 }, (_, i) => ({ filter: `${i}`, qos: 0 as const }));
  client.send({ type: PacketType.subscribe, packetId: 1, subscriptions });
  t.like(await client.takeOne(PacketType.disconnect), { reasonCode: 0x95 });
});

test('5:3.1.2-24: a client that takes no packet as large as CONNACK is closed without one', async (t) => {
  const harness = new BrokerHarness();
  const client = harness.dial(5);
  client.send(connectPacket(5, { properties: { maximumPacketSize: 5 } }));
  t.deepEqual(await client.take(), []);
  t.truthy(client.closed);
});

test('5:3.2.2-19: a refusal leaves its Reason String out where that is too large', async (t) => {
  const refused = { ok: false, reason: 'not-authorized', message: 'x'.repeat(100) } as const;
  const harness = new BrokerHarness({ authenticate: () => refused });
  const connack = await harness.dial(5).connect({ properties: { maximumPacketSize: 20 } });
  t.is(connack.reasonCode, 0x87);
  t.is(connack.properties?.reasonString, undefined);
});

test('5: malformed bytes on a connection are answered by the Reason Code that fits, then closed (4.13.1-1)', async (t) => {
  const harness = new BrokerHarness({ features: { maximumPacketSize: 100 } });
  const cases: readonly (readonly [bytes: readonly number[], reasonCode: number])[] = [
    [[0xc1, 0], 0x81],
    [[0x36, 5, 0, 1, 0x61, 0, 1], 0x81],
    [[0x30, 0xff, 0x01], 0x95],
    [[0x20, 3, 0, 0, 0], 0x82],
    [[0x32, 6, 0, 1, 0x61, 0, 0, 0], 0x82],
    [[0x82, 3, 0, 1, 0], 0x82],
    [[0xe1, 0], 0x81],
  ];
  for (const [bytes, reasonCode] of cases) {
    const client = await harness.client(5);
    client.sendBytes(Uint8Array.from(bytes));
    t.like(await client.takeOne(PacketType.disconnect), { reasonCode }, bytes.join(' '));
    t.truthy(client.closed);
  }
});

test('5:3.14.2-4: a DISCONNECT too large with its Reason String goes without it', async (t) => {
  const harness = new BrokerHarness();
  const client = await harness.client(5, { properties: { maximumPacketSize: 20 } });
  client.sendBytes(Uint8Array.of(0x00, 0x00));
  t.deepEqual(await client.takeOne(PacketType.disconnect), { type: PacketType.disconnect, reasonCode: 0x81 });
});

test('a bare close in place of DISCONNECT conforms, if the broker is told so', async (t) => {
  const harness = new BrokerHarness({ choices: { disconnectsBeforeClose: false } });
  const client = await harness.client(5);
  client.sendBytes(Uint8Array.of(0x00, 0x00));
  t.deepEqual(await client.take(), []);
  t.truthy(client.closed);
});

test('an error on one connection has no effect on others (5:U-4.13.2-1)', async (t) => {
  const harness = new BrokerHarness();
  const good = await harness.client(5, { clientId: 'good' });
  const bad = await harness.client(5, { clientId: 'bad', will: will('w', 'x') });
  bad.sendBytes(Uint8Array.of(0x00, 0x00));
  await bad.take();
  t.deepEqual(await good.exchange({ type: PacketType.pingreq }), [{ type: PacketType.pingresp }]);
});
