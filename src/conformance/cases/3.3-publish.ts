/** PUBLISH and what a broker makes of it (sections 3.3, 4.3.1). Retained messages are in 3.3-retain, properties in 3.3-properties. */
import { PacketType } from '../../protocol/constants.ts';
import type { PublishPacket } from '../../protocol/packets.ts';
import { defineCases } from '../case.ts';
import { textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

export const PUBLISH_CASES = defineCases(
  {
    ids: { 4: '311:3.3.4-1', 5: '5:3.3.4-1' },
    part: 'qos-0',
    title: 'a QoS 0 PUBLISH is not acknowledged',
    run: async (c) => {
      const client = await c.connect();
      await client.ping();
      client.clear();
      client.begin({ topic: c.topic(), text: 'x' });
      await client.ping();
      const isAnswered = client.waiting.some(
        ({ type }) => type === PacketType.puback || type === PacketType.pubrec,
      );
      c.claim(!isAnswered, 'no answer', client.story());
    },
  },
  {
    ids: { 4: '311:3.3.4-1', 5: '5:3.3.4-1' },
    part: 'qos-1',
    title: 'a QoS 1 PUBLISH is answered by PUBACK, whether anybody subscribes or not',
    needs: { qos: 1 },
    run: async (c) => answered(c, 1, PacketType.puback),
  },
  {
    ids: { 4: '311:3.3.4-1', 5: '5:3.3.4-1' },
    part: 'qos-2',
    title: 'a QoS 2 PUBLISH is answered by PUBREC, whether anybody subscribes or not',
    needs: { qos: 2 },
    run: async (c) => answered(c, 2, PacketType.pubrec),
  },
  {
    ids: { 4: '311:3.3.1-3', 5: '5:3.3.1-3' },
    title: 'DUP of a PUBLISH is not passed on',
    needs: { qos: 1 },
    run: async (c) => {
      const { publisher, subscriber, topic } = await pair(c);
      for (const qos of c.facts.maximumQos === 2 ? ([1, 2] as const) : ([1] as const)) {
        await publisher.store({ topic, qos, dup: true, text: `qos ${qos}` });
        const packet = await subscriber.needMessage(`qos ${qos}`);
        c.claim(!packet.dup, 'DUP 0 in the first PUBLISH to a subscriber', `DUP is 1 at QoS ${packet.qos}`);
      }
    },
  },
  {
    ids: { 4: '311:4.3.1-1', 5: '5:4.3.1-1' },
    title: 'a QoS 0 message is delivered at most once',
    run: async (c) => {
      const { publisher, subscriber, topic } = await pair(c);
      publisher.begin({ topic, text: 'once' });
      const got = await c.fence(publisher, subscriber, { topic });
      await c.quiet(subscriber);
      const copies = [...got, ...subscriber.takeMessages()].filter(
        (packet) => textOf(packet) === 'once',
      ).length;
      c.claim(copies <= 1, 'one copy', `${copies} copies came`);
    },
  },
  {
    ids: { 4: '311:2.3.1-5', 5: '5:2.2.1-2' },
    title: 'a QoS 0 delivery has no Packet Identifier: its payload begins where it should',
    aboutContent: true,
    run: async (c) => {
      const { publisher, subscriber, topic } = await pair(c);
      const sent = Array.from({ length: 5 }, (_, index) => `payload ${index}`);
      for (const text of sent) publisher.begin({ topic, text });
      const got = (await subscriber.needSeveral(PacketType.publish, sent.length)).map(textOf);
      const shifted = got.filter((text) =>
        sent.some((whole) => text.length === whole.length + 2 && text.endsWith(whole)),
      );
      c.claim(
        shifted.length === 0,
        'payloads as published',
        `two bytes more stand before ${shifted.length} payloads`,
      );
    },
  },
  {
    ids: { 4: ['311:3.3.2-2', '311:4.7.1-1'], 5: ['5:3.3.2-2', '5:4.7.0-1'] },
    title: 'a PUBLISH to a Topic Name with a wildcard is not delivered',
    needs: { wildcards: true },
    destructive: true,
    run: async (c) => {
      const base = c.topic();
      const watcher = await c.open({ isJudged: false });
      const connack = await watcher.attempt(c.connectPacket());
      c.require(connack?.reasonCode === 0, 'the watcher is not accepted');
      await watcher.subscribe(`${base}/#`);
      const publisher = await c.connect();
      for (const topic of [`${base}/+`, `${base}/#`, `${base}/a/+/b`]) {
        const offender = await c.connect();
        offender.stopJudging();
        offender.begin({ topic, text: 'forbidden' });
        if (!(await offender.ended(200)))
          c.note(`the connection stays open after a PUBLISH to …${topic.slice(base.length)}`);
      }
      await publisher.store({ topic: `${base}/control`, text: 'control' });
      const expected = 'no delivery';
      const control = await watcher.take(PacketType.publish, (packet) => textOf(packet) === 'control');
      if (watcher.fault?.clause.endsWith('3.3.2-2'))
        throw c.breach(expected, 'a message on a topic with a wildcard came');
      c.require(control !== undefined, 'the control message does not come');
      c.claim(!isForbiddenIn(watcher), expected, 'the message came');
    },
  },
  {
    ids: { 4: '311:3.3.5-1', 5: '5:3.3.4-2' },
    title: 'overlapping subscriptions get a message at the highest QoS among them',
    needs: { qos: 2, wildcards: true },
    run: async (c) => {
      const [subscriber, publisher] = [await c.connect(), await c.connect()];
      const base = c.topic();
      await subscriber.subscribeAt(2, `${base}/b`);
      await subscriber.subscribe([
        { filter: `${base}/+`, qos: 0 },
        { filter: `${base}/#`, qos: 1 },
      ]);
      await publisher.store({ topic: `${base}/b`, qos: 2, text: 'overlap' });
      const first = await subscriber.needMessage('overlap');
      await c.quiet(subscriber);
      const levels = [first, ...subscriber.takeMessages()].map(({ qos }) => qos);
      const alone = c.topic('alone');
      await subscriber.subscribeAt(2, alone);
      await publisher.store({ topic: alone, qos: 2, text: 'alone' });
      const { qos: usual } = await subscriber.needMessage('alone');
      c.require(usual === 2, 'one subscription gets another QoS as well [3.8.4]');
      c.claim(
        Math.max(...levels) === 2,
        'a copy at QoS 2',
        `there came ${levels.map((qos) => `QoS ${qos}`).join(', ')}`,
      );
    },
  },
  {
    ids: { 4: '311:3.14.4-2', 5: '5:3.14.4-1' },
    part: 'ignored',
    title: 'what a client sends behind its DISCONNECT has no effect',
    // The statement binds the client; no sentence says what a server does with more.
    level: 'SHOULD',
    run: async (c) => {
      const { publisher, subscriber, topic } = await pair(c);
      const leaver = await c.connect();
      leaver.stopJudging();
      leaver.sendTogether(
        { type: PacketType.disconnect, reasonCode: 0 },
        {
          type: PacketType.publish,
          dup: false,
          qos: 0,
          retain: false,
          topic,
          payload: Buffer.from('forbidden'),
        },
      );
      await leaver.ended();
      const got = await c.fence(publisher, subscriber, { topic });
      await c.quiet(subscriber);
      c.claim(!got.some(isForbidden) && !isForbiddenIn(subscriber), 'no effect', 'the message came');
    },
  },
  {
    ids: { 4: '311:U-3.14.4-1', 5: '5:U-3.14.4-1' },
    title: 'the target closes the connection when it has read DISCONNECT',
    run: async (c) => {
      const client = await c.connect();
      client.send({ type: PacketType.disconnect, reasonCode: 0 });
      await client.expectEnd('the end of the connection');
    },
  },
);

function isForbidden(packet: PublishPacket): boolean {
  return textOf(packet) === 'forbidden';
}

function isForbiddenIn(client: Client): boolean {
  return client.takeMessages().some(isForbidden);
}

async function pair(c: CaseContext): Promise<{ publisher: Client; subscriber: Client; topic: string }> {
  const [publisher, subscriber, topic] = [await c.connect(), await c.connect(), c.topic()];
  await subscriber.subscribe({ filter: topic, qos: 2 });
  return { publisher, subscriber, topic };
}

async function answered(
  c: CaseContext,
  qos: 1 | 2,
  type: typeof PacketType.puback | typeof PacketType.pubrec,
): Promise<void> {
  const { publisher, topic } = await pair(c);
  const name = qos === 1 ? 'PUBACK' : 'PUBREC';
  for (const [packetId, place] of [
    [0x1234, topic],
    [0xffff, c.topic('nobody')],
  ] as const) {
    publisher.begin({ topic: place, qos, packetId, text: 'x' });
    await publisher.expect(type, name);
  }
}
