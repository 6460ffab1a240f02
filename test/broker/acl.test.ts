import test from 'ava';
import fc from 'fast-check';
import { aclAccess, type AclRule } from '../../src/broker/acl.ts';
import { filterCovers } from '../../src/broker/filter-covers.ts';
import { PacketType } from '../../src/protocol/constants.ts';
import { matchesFilter, topicFilterFault } from '../../src/protocol/topics.ts';
import { BrokerHarness, VERSIONS, versionLabel, will } from '../support/broker-harness.ts';
import { connectPacket, settled, textOf } from '../support/raw-client.ts';

const level = fc.constantFrom('a', 'b', '', '$x');
const filter = fc
  .array(fc.oneof(level, fc.constantFrom('+', '#')), { minLength: 1, maxLength: 4 })
  .map((levels) => levels.join('/'))
  .filter((text) => topicFilterFault(text, 5) === undefined);
const topic = fc
  .array(fc.constantFrom('a', 'b', 'c', '', '$x'), { minLength: 1, maxLength: 5 })
  .map((levels) => levels.join('/'))
  .filter((text) => text !== '');

test('a filter that is covered matches no topic that the covering one does not', (t) => {
  fc.assert(
    fc.property(filter, filter, topic, (pattern, covered, each) => {
      if (!filterCovers(pattern, covered) || !matchesFilter(covered, each)) return true;
      return matchesFilter(pattern, each);
    }),
    { seed: 2, numRuns: 5000 },
  );
  t.true(filterCovers('a/#', 'a/+/b'));
  t.true(filterCovers('a/#', 'a'));
  t.false(filterCovers('a/+', 'a/#'));
  t.false(filterCovers('#', '$SYS/#'));
});

const RULES: readonly AclRule[] = [
  { effect: 'deny', action: 'both', filter: 'secret/#' },
  { effect: 'allow', action: 'both', filter: 'own/%c/#' },
  { effect: 'allow', action: 'publish', filter: 'user/%u' },
  { effect: 'allow', action: 'subscribe', filter: '#' },
  { effect: 'allow', action: 'publish', filter: 'public/#' },
];
const access = aclAccess({ rules: RULES, otherwise: 'deny' });

test('the first rule that fits decides, with the names of the client filled in', (t) => {
  const me = { clientId: 'me', username: 'mia' };
  t.true(access.mayPublish(me, 'own/me/x'));
  t.false(access.mayPublish(me, 'own/you/x'));
  t.true(access.mayPublish(me, 'user/mia'));
  t.false(access.mayPublish({ clientId: 'me', username: undefined }, 'user/'));
  t.false(access.mayPublish({ clientId: 'me', username: undefined }, 'user/undefined'));
  t.false(access.mayReceive(me, 'secret/x'));
  t.true(access.maySubscribe(me, '#'));
  t.false(access.maySubscribe(me, 'secret/+'));
  t.false(access.mayPublish(me, 'secret/x'));
});

test('a name in a name is not filled in', (t) => {
  const tricky = { clientId: '%u', username: 'mia' };
  t.false(access.mayPublish(tricky, 'own/mia/x'));
  t.true(access.mayPublish(tricky, 'own/%u/x'));
});

for (const version of VERSIONS) {
  const label = versionLabel(version);

  test(`${label}: ACL-e: names that would be patterns are refused where rules contain names`, async (t) => {
    const harness = new BrokerHarness({ access });
    for (const clientId of ['+', '#', 'a/b', '$SYS']) {
      t.is(
        (await harness.dial(version).connect({ clientId })).reasonCode,
        version === 5 ? 0x85 : 2,
        clientId,
      );
    }
    t.is((await harness.dial(version).connect({ username: '+' })).reasonCode, version === 5 ? 0x87 : 5);
  });

  test(`${label}: ACL-f: a forbidden PUBLISH is answered and goes nowhere (5: 0x87, 311:3.3.5-2)`, async (t) => {
    const harness = new BrokerHarness({ access });
    const watcher = await harness.client(version, { clientId: 'w' });
    await watcher.subscribe('#');
    const client = await harness.client(version);
    for (const [qos, type] of [
      [1, PacketType.puback],
      [2, PacketType.pubrec],
    ] as const) {
      client.publish({ topic: 'forbidden', qos, retain: true, text: 'x' });
      t.like(await client.takeOne(type), { reasonCode: version === 5 ? 0x87 : 0 });
    }
    t.deepEqual(await watcher.take(), []);
    t.is(harness.broker.stats().retainedMessages, 0);
  });

  test(`${label}: ACL-a, -g: # and $share see what they may and nothing else`, async (t) => {
    const harness = new BrokerHarness({ access });
    const client = await harness.client(version);
    t.deepEqual(
      await client.subscribe([{ filter: '#' }, { filter: '$share/g/#' }, { filter: '$share/g/secret/#' }]),
      [2, 2, version === 5 ? 0x87 : 0x80],
    );
    harness.broker.setAccess(
      aclAccess({
        rules: [{ effect: 'allow', action: 'publish', filter: '#' }, ...RULES],
        otherwise: 'deny',
      }),
    );
    const publisher = await harness.client(version, { clientId: 'p' });
    for (const topic of ['secret/x', 'public/x']) publisher.publish({ topic, qos: 1 });
    t.deepEqual(
      (await client.takePublishes()).map((packet) => packet.topic),
      ['public/x', 'public/x'],
    );
  });

  test(`${label}: ACL-b: a retained message is not replayed to one who may not read it`, async (t) => {
    const harness = new BrokerHarness();
    const publisher = await harness.client(version, { clientId: 'p' });
    for (const topic of ['secret/x', 'public/x']) publisher.publish({ topic, retain: true, text: 'x' });
    await settled();
    harness.broker.setAccess(access);
    const client = await harness.client(version);
    await client.subscribe('#');
    t.deepEqual(
      (await client.takePublishes()).map((packet) => packet.topic),
      ['public/x'],
    );
  });

  test(`${label}: ACL-c: a forbidden Will is refused, and one forbidden later is not published`, async (t) => {
    const harness = new BrokerHarness({ access });
    t.is(
      (await harness.dial(version).connect({ will: will('secret/x', 'gone') })).reasonCode,
      version === 5 ? 0x87 : 5,
    );
    const watcher = await harness.client(version, { clientId: 'w' });
    await watcher.subscribe('#');
    const client = await harness.client(version, { will: will('public/x', 'gone') });
    harness.broker.setAccess(aclAccess({ rules: RULES.slice(0, -1), otherwise: 'deny' }));
    client.drop();
    t.deepEqual(await watcher.take(), []);
  });

  test(`${label}: ACL-d: what waits for a client is not sent once it is forbidden, nor sent again`, async (t) => {
    const harness = new BrokerHarness();
    const fields = {
      clientId: 's',
      cleanStart: false,
      ...(version === 5 && { properties: { sessionExpiryInterval: 100 } }),
    };
    const first = await harness.client(version, fields);
    await first.subscribe('#');
    const publisher = await harness.client(version, { clientId: 'p' });
    publisher.publish({ topic: 'secret/begun', qos: 1 });
    t.is((await first.takePublishes()).length, 1);
    first.drop();
    for (const topic of ['secret/x', 'public/x']) publisher.publish({ topic, qos: 1, text: topic });
    await settled();
    harness.broker.setAccess(access);
    const second = harness.dial(version);
    second.send(connectPacket(version, fields));
    const [, ...messages] = await second.take();
    t.deepEqual(
      messages.map((packet) => packet.type === PacketType.publish && textOf(packet)),
      ['public/x'],
    );
    t.is(harness.broker.stats().dropped.denied, 2);
  });
}

test('a forbidden PUBLISH ends a 3.1.1 connection, if the broker is told so', async (t) => {
  const harness = new BrokerHarness({ access, choices: { deniedPublish311: 'disconnect' } });
  const client = await harness.client(4);
  client.publish({ topic: 'forbidden', qos: 1 });
  t.deepEqual(await client.take(), []);
  t.truthy(client.closed);
});

test('5:3.1.2-29: no Reason String in PUBACK for a client that wants none', async (t) => {
  const harness = new BrokerHarness({ access });
  for (const requestProblemInformation of [true, false]) {
    const client = await harness.client(5, { properties: { requestProblemInformation } });
    client.publish({ topic: 'forbidden', qos: 1 });
    const { properties } = await client.takeOne(PacketType.puback);
    t.is(properties?.reasonString !== undefined, requestProblemInformation);
  }
});
