/** SUBSCRIBE and SUBACK (sections 3.8, 3.9). */
import { PacketType, type QoS } from '../../protocol/constants.ts';
import { defineCases } from '../case.ts';
import { subscribePacket, textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

/** Filters in one SUBSCRIBE. */
const MANY = 40;

export const SUBSCRIBE_CASES = defineCases(
  {
    ids: { 4: '311:3.8.4-1', 5: '5:3.8.4-1' },
    title: 'every SUBSCRIBE is answered by SUBACK',
    run: async (c) => {
      const client = await c.connect();
      for (const filter of [c.topic(), c.topic(), c.topic('other')]) {
        client.send(subscribePacket(client.nextId(), filter));
        await client.expect(PacketType.suback, 'SUBACK');
      }
    },
  },
  {
    ids: { 4: ['311:3.8.4-2', '311:2.3.1-7'], 5: ['5:3.8.4-2', '5:2.2.1-6'] },
    title: 'SUBACK has the Packet Identifier of its SUBSCRIBE',
    run: async (c) => {
      const client = await c.connect();
      const ids = [1, 0xffff, 0x0102, 7];
      for (const id of ids) client.send(subscribePacket(id, c.topic(String(id))));
      const { packetId: first } = await client.need(PacketType.suback);
      c.claim(ids.includes(first), `one of ${sorted(ids)}`, `it is ${first}`);
      for (const id of ids.filter((one) => one !== first))
        await client.expect(PacketType.suback, `SUBACK with ${id}`, ({ packetId }) => packetId === id);
    },
  },
  {
    ids: { 4: '311:3.8.4-5', 5: '5:3.8.4-6' },
    title: 'SUBACK has a code for each Topic Filter',
    run: async (c) => {
      const client = await c.connect();
      for (const count of [1, 2, 8, MANY]) {
        const wanted = Array.from({ length: count }, (_, index) => ({
          filter: c.topic(String(index)),
          qos: 0 as const,
        }));
        const { reasonCodes } = await client.trySubscribe(wanted);
        c.claim(reasonCodes.length === count, `${count} codes`, `there are ${reasonCodes.length}`);
      }
    },
  },
  {
    ids: { 4: '311:3.8.4-5', 5: '5:3.8.4-7' },
    part: 'granted',
    title: 'the granted QoS is the highest at which messages come',
    needs: { qos: 1 },
    run: async (c) => {
      for (const wanted of [0, 1, 2] as const) {
        const [subscriber, publisher, topic] = [
          await c.connect(),
          await c.connect(),
          c.topic(`qos-${wanted}`),
        ];
        const [granted = 0] = (await subscriber.subscribe({ filter: topic, qos: wanted })).reasonCodes;
        await publisher.store({ topic, qos: c.facts.maximumQos, text: 'x' });
        const { qos } = await subscriber.needMessage('x');
        if (granted < c.facts.maximumQos) continue;
        // A target may grant more than the Maximum QoS at which it lets clients publish.
        const expected = Math.min(granted, c.facts.maximumQos);
        c.claim(qos === expected, `a delivery at QoS ${expected}`, `it came at QoS ${qos}`);
      }
    },
  },
  {
    ids: { 4: '311:3.9.3-1', 5: '5:3.9.3-1' },
    title: 'the codes of SUBACK are in the order of the filters',
    needs: { qos: 1 },
    run: async (c) => {
      const client = await c.connect();
      const levels: readonly QoS[] = [0, 1, 2, 0, 2, 1, 1, 0];
      const wanted = levels.map((qos, index) => ({ filter: c.topic(String(index)), qos }));
      const alone = new Map<QoS, number>();
      for (const qos of [0, 1, 2] as const)
        alone.set(
          qos,
          (await client.subscribe({ filter: c.topic(`alone-${qos}`), qos })).reasonCodes[0] ?? 0,
        );
      const { reasonCodes } = await client.trySubscribe(wanted);
      c.require(reasonCodes.length === levels.length, 'codes are missing');
      const expected = levels.map((qos) => alone.get(qos));
      // A target may grant no more than so many: what it refuses it says in its place as well.
      const granted = reasonCodes.filter((code) => code < 0x80);
      c.require(new Set(granted).size === new Set(expected).size, 'too many of the filters are refused');
      const isInOrder = reasonCodes.every((code, index) => code >= 0x80 || code === expected[index]);
      c.claim(isInOrder, expected.join(), `there came ${reasonCodes.join()}`);
    },
  },
  {
    ids: { 4: '311:3.8.4-3', 5: '5:3.8.4-3' },
    title: 'subscribing again to the same filter replaces the subscription',
    needs: { qos: 1 },
    run: async (c) => {
      const [subscriber, publisher, topic] = [await c.connect(), await c.connect(), c.topic()];
      const control = await once(c, topic);
      await subscriber.subscribeAt(1, topic);
      await subscriber.subscribe({ filter: topic, qos: 0 });
      await publisher.store({ topic, qos: 1, text: 'once' });
      const [all, usual] = [await copies(c, subscriber), await copies(c, control)];
      c.require(usual.length === 1 && usual[0] === 0, 'a plain subscription does not get one copy at QoS 0');
      c.claim(all.length === 1, 'one copy', `${all.length} copies came`);
      c.claim(all[0] === 0, 'the QoS of the later subscription, 0', `it came at QoS ${all[0] ?? '-'}`);
    },
  },
  {
    ids: { 5: '5:3.8.4-3' },
    part: 'options',
    title: 'subscribing again replaces No Local and Retain As Published as well',
    needs: { retain: true, qos: 1 },
    run: async (c) => {
      const [client, topic] = [await c.connect(), c.topic()];
      const control = await c.connect();
      await control.subscribeAt(1, topic);
      await control.store({ topic, qos: 1, text: 'of the control' });
      await control.needMessage('of the control');
      await client.subscribeAt(1, { filter: topic, noLocal: true, retainAsPublished: true });
      await client.subscribeAt(1, topic);
      await control.store({ topic, qos: 1, text: 'foreign' });
      await client.needMessage('foreign');
      // Its own message as well, or none comes to anybody.
      await control.needMessage('foreign');
      await client.store({ topic, qos: 1, retain: true, text: 'own' });
      c.require(!(await control.needMessage('own')).retain, 'messages have RETAIN 1 anyway');
      await control.store({ topic, qos: 1, text: 'behind it' });
      await client.needMessage('behind it');
      await c.quiet(client);
      const packet = client.takeNow(PacketType.publish, (each) => textOf(each) === 'own');
      if (packet === undefined) throw c.late('its own message: No Local is given up', client.story());
      c.claim(!packet.retain, 'RETAIN 0: Retain As Published is given up', 'RETAIN is 1');
    },
  },
  {
    ids: { 4: '311:3.8.4-3', 5: '5:3.8.4-4' },
    part: 'no-gap',
    title: 'no message is lost while a subscription is replaced',
    needs: { qos: 1 },
    run: async (c) => {
      const [subscriber, control, publisher, topic] = [
        await c.connect(),
        await c.connect(),
        await c.connect(),
        c.topic(),
      ];
      for (const client of [subscriber, control]) await client.subscribeAt(1, topic);
      for (let i = 0; i < 20; i += 1) {
        const answer = i % 4 === 1 ? subscriber.subscribe({ filter: topic, qos: 1 }) : undefined;
        await publisher.store({ topic, qos: 1, text: String(i) });
        await answer;
      }
      for (let i = 0; i < 20; i += 1) await control.needMessage(String(i));
      for (let i = 0; i < 20; i += 1) await subscriber.expectMessage(String(i), 'every message');
    },
  },
  {
    ids: { 4: '311:3.8.4-4', 5: '5:3.8.4-5' },
    part: 'many',
    title: `a SUBSCRIBE with ${MANY} filters acts like ${MANY}`,
    needs: { qos: 1 },
    run: async (c) => allOfMany(c),
  },
  {
    ids: { 4: '311:3.8.4-4', 5: '5:3.8.4-5' },
    title: 'a SUBSCRIBE with several filters acts like several, with one SUBACK',
    needs: { qos: 1 },
    run: async (c) => {
      const [client, publisher] = [await c.connect(), await c.connect()];
      const [a, b] = [c.topic('a'), c.topic('b')];
      const { reasonCodes } = await client.trySubscribe([
        { filter: a, qos: 1 },
        { filter: b, qos: 0 },
        { filter: a, qos: 0 },
      ]);
      await client.ping();
      c.claim(client.takeNow(PacketType.suback) === undefined, 'one SUBACK', 'a second one came');
      c.require(reasonCodes.length === 3 && reasonCodes.every((code) => code < 0x80), 'a filter is refused');
      for (const topic of [a, b]) {
        const control = await once(c, topic);
        const oneByOne = await c.connect();
        if (topic === a) await oneByOne.subscribe({ filter: topic, qos: 1 });
        await oneByOne.subscribe({ filter: topic, qos: 0 });
        await publisher.store({ topic, qos: 1, text: topic });
        c.require((await control.needMessage(topic)).qos === 0, 'a granted QoS of 0 is not kept to');
        c.require(
          (await oneByOne.needMessage(topic)).qos === 0,
          `a later SUBSCRIBE does not replace an earlier one either [${c.is5 ? '5:3.8.4-3' : '311:3.8.4-3'}]`,
        );
        const packet = await client.expectMessage(topic, 'a message of each filter');
        c.claim(
          packet.qos === 0,
          'the QoS of the later of two equal filters, 0',
          `it came at QoS ${packet.qos}`,
        );
      }
    },
  },
);

/** Many filters in one SUBSCRIBE are each in force. */
async function allOfMany(c: CaseContext): Promise<void> {
  const [client, control, publisher] = [await c.connect(), await c.connect(), await c.connect()];
  const topics = Array.from({ length: MANY }, (_, index) => c.topic(String(index)));
  for (const topic of topics) await control.subscribe({ filter: topic, qos: 1 });
  const { reasonCodes } = await client.trySubscribe(topics.map((filter) => ({ filter, qos: 1 })));
  c.require(reasonCodes.length === MANY && reasonCodes.every((code) => code < 0x80), 'a filter is refused');
  for (const topic of topics) await publisher.store({ topic, qos: 1, text: topic });
  for (const topic of topics) await control.needMessage(topic);
  for (const topic of topics) await client.expectMessage(topic, `a message of each of ${MANY} filters`);
}

/** A client with one plain subscription at QoS 0. */
async function once(c: CaseContext, topic: string): Promise<Client> {
  const control = await c.connect();
  await control.subscribe(topic);
  return control;
}

/** The QoS of each copy of a message that came. */
async function copies(c: CaseContext, client: Client): Promise<QoS[]> {
  const first = await client.need(PacketType.publish);
  await c.quiet(client);
  return [first, ...client.takeMessages()].map(({ qos }) => qos);
}

function sorted(ids: readonly number[]): string {
  return [...ids].sort((left, right) => left - right).join(', ');
}
