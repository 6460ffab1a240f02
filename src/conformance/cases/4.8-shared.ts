/** Shared Subscriptions (section 4.8.2, MQTT 5.0). */
import { PacketType, type QoS } from '../../protocol/constants.ts';
import type { PublishPacket } from '../../protocol/packets.ts';
import { defineCases, type Needs } from '../case.ts';
import { textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

const SHARED: Needs = { sharedSubscriptions: true };
const COUNT = 30;
/** How long a broker may take to find another member. */
const SOON_MS = 2_000;
/** Between looks at who has a message. */
const LOOK_MS = 20;

export const SHARED_CASES = defineCases(
  {
    ids: { 5: '5:U-4.8.2-1' },
    part: 'one',
    title: 'each message goes to one member of the group',
    needs: { ...SHARED, qos: 1 },
    run: async (c) => {
      const { members, publisher, topic } = await group(c, 3, 1);
      const normal = await c.connect();
      await normal.subscribe({ filter: topic, qos: 1 });
      for (let i = 0; i < COUNT; i += 1) await publisher.store({ topic, qos: 1, text: String(i) });
      for (let i = 0; i < COUNT; i += 1) await normal.needMessage(String(i));
      const got = await allOf(c, members);
      const twice = [...new Set(got.filter((text, index) => got.indexOf(text) !== index))];
      c.claim(twice.length === 0, 'each message once', `${twice.length} of ${COUNT} came more than once`);
      const missing = COUNT - new Set(got).size;
      c.claim(missing === 0, 'each message once', `${missing} of ${COUNT} came to no member`);
    },
  },
  {
    ids: { 5: '5:U-4.8.2-1' },
    part: 'left',
    title: 'when a member has left its group the others get every message',
    needs: { ...SHARED, qos: 1 },
    run: async (c) => {
      for (const way of ['UNSUBSCRIBE', 'DISCONNECT'] as const) {
        const { members, publisher, topic, filter } = await group(c, 3, 1);
        const normal = await c.connect();
        await normal.subscribe({ filter: topic, qos: 1 });
        const [leaver, ...rest] = members;
        if (way === 'UNSUBSCRIBE') await leaver?.unsubscribe(filter);
        else await leaver?.disconnect();
        for (let i = 0; i < COUNT; i += 1) await publisher.store({ topic, qos: 1, text: String(i) });
        for (let i = 0; i < COUNT; i += 1) await normal.needMessage(String(i));
        const missing = COUNT - new Set(await allOf(c, rest)).size;
        c.require(leaver?.takeMessages().length === 0, 'who has left gets messages [5:3.10.4-1]');
        c.claim(
          missing === 0,
          `each message at one of those who stay when one leaves by ${way}`,
          `${missing} of ${COUNT} came to none`,
        );
      }
    },
  },
  {
    ids: { 5: '5:U-4.8.2-2' },
    title: 'groups with another name or another filter are independent',
    needs: { ...SHARED, qos: 1 },
    run: async (c) => {
      const [publisher, topic] = [await c.connect(), c.topic()];
      const [first, second] = [await c.connect(), await c.connect()];
      await first.subscribe({ filter: `$share/one/${topic}`, qos: 1 });
      await second.subscribe({ filter: `$share/two/${topic}`, qos: 1 });
      for (const text of ['a', 'b', 'c']) {
        await publisher.store({ topic, qos: 1, text });
        await first.need(PacketType.publish, (packet) => textOf(packet) === text);
        await second.expectMessage(text, 'each message in both groups');
      }
    },
  },
  {
    ids: { 5: '5:U-4.8.2-2' },
    part: 'filters',
    title: 'groups of one name and of filters that overlap are independent',
    needs: { ...SHARED, qos: 1, wildcards: true },
    run: async (c) => {
      await groupsWork(c);
      const [publisher, base] = [await c.connect(), c.topic()];
      const [exact, wild, plain] = [await c.connect(), await c.connect(), await c.connect()];
      await plain.subscribe({ filter: `${base}/+`, qos: 1 });
      await exact.subscribe({ filter: `$share/g/${base}/a`, qos: 1 });
      await wild.subscribe({ filter: `$share/g/${base}/+`, qos: 1 });
      for (const text of ['a', 'b', 'c']) {
        await publisher.store({ topic: `${base}/a`, qos: 1, text });
        await plain.needMessage(text);
        for (const member of [exact, wild])
          await member.expectMessage(text, 'each message in the group of each filter');
      }
    },
  },
  {
    ids: { 5: '5:4.5.0-1' },
    part: 'shared-away',
    title: 'messages for a Shared Subscription wait for its only member',
    needs: { ...SHARED, qos: 1, sessionS: 60 },
    run: async (c) => {
      await groupsWork(c);
      const { members, publisher, topic } = await group(c, 1, 1, c.keeping());
      const [member] = members;
      if (member === undefined) return;
      const plain = await c.connect({ clientId: c.clientId(), ...c.keeping() });
      await plain.subscribeAt(1, topic);
      for (const client of [member, plain]) await client.disconnect();
      await publisher.store({ topic, qos: 1, text: 'away' });
      await (await c.connectKept(plain.clientId)).needMessage('away');
      await (await c.connectKept(member.clientId)).expectMessage('away', 'the message published meanwhile');
    },
  },
  {
    ids: { 5: '5:U-4.8.2-3' },
    title: 'subscribing twice to a group adds no second membership',
    needs: { ...SHARED, qos: 1 },
    run: async (c) => {
      const { members, publisher, topic, filter } = await group(c, 1, 1);
      const control = await c.connect();
      await control.subscribe(topic);
      const [member] = members;
      if (member === undefined) return;
      await member.subscribe({ filter, qos: 1 });
      await publisher.store({ topic, qos: 1, text: 'before' });
      await member.needMessage('before');
      await member.unsubscribe(filter);
      await publisher.store({ topic, qos: 1, text: 'after' });
      await control.needMessage('after');
      await c.quiet(member);
      const once = await c.connect();
      for (const each of [topic, `$share/once/${topic}`]) {
        await once.subscribe(each);
        await once.unsubscribe(each);
      }
      await publisher.store({ topic, qos: 1, text: 'plain' });
      await c.quiet(once);
      c.require(once.takeMessages().length === 0, 'UNSUBSCRIBE has no effect at all [5:3.10.4-1]');
      const isThere = member.takeMessages().some((packet) => textOf(packet) === 'after');
      c.claim(!isThere, 'nothing after UNSUBSCRIBE', 'a message came');
    },
  },
  {
    ids: { 5: '5:4.8.2-3' },
    title: 'a member gets messages at its granted QoS',
    needs: { ...SHARED, qos: 1 },
    run: async (c) => {
      const [publisher, topic] = [await c.connect(), c.topic()];
      for (const wanted of [0, 1, 2] as const) {
        const [member, plain] = [await c.connect(), await c.connect()];
        const { reasonCodes } = await member.subscribe({ filter: `$share/g${wanted}/${topic}`, qos: wanted });
        const granted = reasonCodes[0] ?? 0;
        await plain.subscribe({ filter: topic, qos: granted as QoS });
        await publisher.store({ topic, qos: c.facts.maximumQos, text: `for ${wanted}` });
        const { qos } = await member.needMessage(`for ${wanted}`);
        c.claim(qos <= granted, `QoS ${granted} at most`, `it came at QoS ${qos}`);
        const { qos: usual } = await plain.needMessage(`for ${wanted}`);
        c.claim(qos >= usual, `QoS ${usual}, as without a group`, `it came at QoS ${qos}`);
      }
    },
  },
  {
    ids: { 5: '5:4.8.2-4' },
    title: 'a QoS 2 delivery that has begun is completed with its member when that is back',
    needs: { ...SHARED, qos: 2, sessionS: 60 },
    run: async (c) => {
      const { taker, others } = await unfinished(c);
      taker.drop();
      const again = await c.connectKept(taker.clientId);
      c.require(again.connack?.sessionPresent === true, 'the Session is not kept');
      await again.expectMessage('open', 'the message again');
      for (const other of others) await none(c, other);
    },
  },
  {
    ids: { 5: '5:4.8.2-5' },
    title: 'a QoS 2 delivery that has begun goes to no other member when its Session ends',
    needs: { ...SHARED, qos: 2, sessionS: 60 },
    run: async (c) => {
      const { taker, others } = await unfinished(c);
      taker.drop();
      await c.connect({ clientId: taker.clientId });
      for (const other of others) await none(c, other);
    },
  },
  {
    ids: { 5: '5:4.8.2-6' },
    title: 'a message that a member refuses goes to no other',
    needs: { ...SHARED, qos: 1 },
    run: async (c) => {
      const { members, publisher, topic } = await group(c, 2, 1);
      for (const member of members) member.acknowledges = false;
      await publisher.store({ topic, qos: 1, text: 'refused' });
      const { taker, packetId, others } = await takerOf(c, members, 'refused');
      taker.send({ type: PacketType.puback, packetId, reasonCode: 0x83 });
      await taker.ping();
      for (const other of others) await none(c, other, 'refused');
    },
  },
  {
    ids: { 5: '5:U-4.8.2-4' },
    title: 'an unacknowledged QoS 1 message of a member whose Session ended goes to another member',
    needs: { ...SHARED, qos: 1 },
    run: async (c) => {
      const { members, publisher, topic } = await group(c, 2, 1);
      for (const member of members) member.acknowledges = false;
      await publisher.store({ topic, qos: 1, text: 'passed on' });
      const { taker, others } = await takerOf(c, members, 'passed on');
      taker.drop();
      for (const other of others)
        await other.expect(
          PacketType.publish,
          'the message at another member',
          (each) => textOf(each) === 'passed on',
          SOON_MS,
        );
    },
  },
);

async function group(
  c: CaseContext,
  count: number,
  qos: QoS,
  fields: Parameters<CaseContext['connect']>[0] = {},
) {
  const [publisher, topic] = [await c.connect(), c.topic(c.name())];
  const filter = `$share/g/${topic}`;
  const members: Client[] = [];
  for (let i = 0; i < count; i += 1) {
    const member = await c.connect({ ...fields, clientId: c.clientId() });
    await member.subscribeAt(qos, filter);
    members.push(member);
  }
  return { members, publisher, topic, filter };
}

/** A group of one gets a message that is published while it is there: without that nothing can be said of other groups. */
async function groupsWork(c: CaseContext): Promise<void> {
  const [publisher, member, topic] = [await c.connect(), await c.connect(), c.topic('works')];
  await member.subscribeAt(1, `$share/${c.name()}/${topic}`);
  await publisher.store({ topic, qos: 1, text: 'works' });
  await member.needMessage('works');
}

/** Texts that all members got, one after the other. */
async function allOf(c: CaseContext, members: readonly Client[]): Promise<string[]> {
  await Promise.all(members.map((member) => c.quiet(member)));
  return members.flatMap((member) => member.takeMessages().map(textOf));
}

/** Who got the message. */
async function takerOf(c: CaseContext, members: readonly Client[], text: string) {
  const got: { member: Client; packet: PublishPacket }[] = [];
  const look = (): void => {
    for (const member of members) {
      const packet = member.takeNow(PacketType.publish, (each) => textOf(each) === text);
      if (packet !== undefined) got.push({ member, packet });
    }
  };
  const endUs = c.time.nowUs() + (members[0]?.answerMs ?? 0) * 1_000;
  look();
  while (got.length === 0 && c.time.nowUs() < endUs) {
    await c.wait(LOOK_MS);
    look();
  }
  await c.wait(c.timing.quietMs);
  look();
  const [first] = got;
  if (first === undefined || got.length > 1) throw c.vacuous(`${got.length} members got the message`);
  return {
    taker: first.member,
    qos: first.packet.qos,
    packetId: first.packet.packetId ?? 0,
    others: members.filter((member) => member !== first.member),
  };
}

/** A group of two in which one has a QoS 2 message that it has not answered. */
async function unfinished(c: CaseContext) {
  const { members, publisher, topic } = await group(c, 2, 2, c.keeping());
  for (const member of members) member.acknowledges = false;
  await publisher.store({ topic, qos: 2, text: 'open' });
  const scene = await takerOf(c, members, 'open');
  c.require(scene.qos === 2, 'the delivery is not at QoS 2');
  return scene;
}

async function none(c: CaseContext, member: Client, text = 'open'): Promise<void> {
  await c.quiet(member);
  const got = member.takeMessages().some((packet) => textOf(packet) === text);
  c.claim(!got, 'nothing for another member', 'another member got the message');
}
