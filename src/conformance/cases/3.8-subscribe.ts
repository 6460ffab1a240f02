/** SUBSCRIBE and SUBACK (sections 3.8, 3.9). */
import { PacketType, type QoS } from '../../protocol/constants.ts';
import { defineCases } from '../case.ts';
import { subscribePacket, textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

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
      const got = (await client.needSeveral(PacketType.suback, ids.length)).map(({ packetId }) => packetId);
      c.claim(sorted(got) === sorted(ids), `identifiers ${sorted(ids)}`, `there came ${sorted(got)}`);
    },
  },
  {
    ids: { 4: '311:3.8.4-5', 5: '5:3.8.4-6' },
    title: 'SUBACK has a code for each Topic Filter',
    run: async (c) => {
      const client = await c.connect();
      for (const count of [1, 2, 8]) {
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
        c.claim(qos === granted, `a delivery at the granted QoS ${granted}`, `it came at QoS ${qos}`);
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
      c.claim(reasonCodes.join() === expected.join(), expected.join(), `there came ${reasonCodes.join()}`);
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
      c.require(reasonCodes.length === 3 && reasonCodes.every((code) => code < 0x80), 'a filter is refused');
      await client.ping();
      c.claim(client.takeNow(PacketType.suback) === undefined, 'one SUBACK', 'a second one came');
      for (const topic of [a, b]) {
        const control = await once(c, topic);
        await publisher.store({ topic, qos: 1, text: topic });
        c.require((await control.needMessage(topic)).qos === 0, 'a granted QoS of 0 is not kept to');
        const packet = await client.expectMessage(topic, 'a message of each filter');
        c.claim(
          packet.qos === 0,
          'the QoS of the later of two equal filters, 0',
          `it came at QoS ${packet.qos}`,
        );
      }
    },
  },
  ...(['live', 'retained', 'queued'] as const).map((way) => ({
    ids: { 4: '311:3.8.4-6', 5: '5:3.8.4-8' } as const,
    part: way,
    title: `messages come at the lower of published and granted QoS (${way})`,
    needs:
      way === 'retained'
        ? ({ retain: true, qos: 1 } as const)
        : way === 'queued'
          ? ({ sessionS: 60, qos: 1 } as const)
          : {},
    run: async (c: CaseContext) => levels(c, way),
  })),
  {
    ids: { 5: '5:3.8.3-3' },
    title: 'No Local keeps a client’s own messages from it',
    run: async (c) => {
      const [client, other, topic] = [await c.connect(), await c.connect(), c.topic()];
      await client.subscribe({ filter: topic, noLocal: true });
      await other.subscribe(topic);
      await client.store({ topic, text: 'own' });
      await other.needMessage('own');
      await other.store({ topic, text: 'foreign' });
      await client.needMessage('foreign');
      await c.quiet(client);
      c.claim(
        !client.takeMessages().some((packet) => textOf(packet) === 'own'),
        'the foreign message alone',
        'its own message came',
      );
    },
  },
  {
    ids: { 5: '5:3.8.3-3' },
    part: 'resumed',
    title: 'No Local is kept with the Session',
    needs: { sessionS: 60, qos: 1 },
    run: async (c) => {
      const [clientId, topic] = [c.clientId(), c.topic()];
      const client = await c.connectKept(clientId);
      await client.subscribe({ filter: topic, qos: 1, noLocal: true });
      await client.disconnect();
      const again = await c.connectKept(clientId);
      c.require(again.connack?.sessionPresent === true, 'the Session is not kept');
      const other = await c.connect();
      await again.store({ topic, qos: 1, text: 'own' });
      await other.store({ topic, qos: 1, text: 'foreign' });
      await again.needMessage('foreign');
      await c.quiet(again);
      c.claim(
        !again.takeMessages().some((packet) => textOf(packet) === 'own'),
        'the foreign message alone',
        'its own message came',
      );
    },
  },
  {
    ids: { 5: ['5:3.3.4-3', '5:3.3.4-4', '5:3.3.4-5'] },
    title: 'messages carry the Subscription Identifiers of the subscriptions that caused them',
    needs: { subscriptionIdentifiers: true, wildcards: true },
    run: async (c) => {
      const got = await overlapping(c);
      const all = got.flatMap((ids) => ids);
      c.require(got.length > 0, 'nothing came');
      const expected = 'identifiers 1 and 268435455 in one copy, or one of them in each of two';
      const one = new Set(got.map(String)).size === 1;
      c.claim(
        new Set(all).size === 2 && (one || got.every((ids) => ids.length === 1)),
        expected,
        `there came ${JSON.stringify(got)}`,
      );
    },
  },
  {
    ids: { 5: '5:U-3.3.4-2' },
    title: 'messages carry no Subscription Identifier of another subscription',
    needs: { subscriptionIdentifiers: true },
    run: async (c) => {
      const [client, publisher] = [await c.connect(), await c.connect()];
      await client.subscribe(c.topic('a'), { subscriptionIdentifiers: [1] });
      await client.subscribe(c.topic('b'), { subscriptionIdentifiers: [2] });
      await client.subscribe(c.topic('c'));
      for (const [name, allowed] of [
        ['a', [1]],
        ['b', [2]],
        ['c', []],
      ] as const) {
        await publisher.store({ topic: c.topic(name), text: name });
        const ids = (await client.needMessage(name)).properties?.subscriptionIdentifiers ?? [];
        const wrong = ids.filter((id) => !allowed.some((one) => one === id));
        c.claim(wrong.length === 0, `only ${allowed.join() || 'none'}`, `there came ${ids.join()}`);
      }
    },
  },
  {
    ids: { 5: '5:U-3.8.4-1' },
    title: 'subscribing again replaces or removes the Subscription Identifier',
    needs: { subscriptionIdentifiers: true },
    run: async (c) => {
      const [client, publisher, topic] = [await c.connect(), await c.connect(), c.topic()];
      for (const id of [5, undefined, 7]) {
        await client.subscribe(topic, id === undefined ? undefined : { subscriptionIdentifiers: [id] });
        const text = `with ${id ?? 'none'}`;
        await publisher.store({ topic, text });
        const got = (await client.needMessage(text)).properties?.subscriptionIdentifiers ?? [];
        const known = [5, 7].filter((one) => one !== id && got.includes(one));
        c.claim(known.length === 0, `${id ?? 'no'} identifier`, `there came ${got.join()}`);
      }
    },
  },
);

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

/** Every published QoS towards every granted one. */
async function levels(c: CaseContext, way: 'live' | 'retained' | 'queued'): Promise<void> {
  const all = ([0, 1, 2] as const).filter((qos) => qos <= c.facts.maximumQos);
  for (const published of way === 'live' ? all : all.filter((qos) => qos > 0)) {
    for (const wanted of way === 'queued' ? all.filter((qos) => qos > 0) : all) {
      const text = `${published}-${wanted}`;
      const { got, granted } = await levelOf(c, way, { published, wanted, text });
      if (got === undefined) continue;
      const expected = Math.min(published, granted);
      c.claim(
        got === expected,
        `QoS ${expected} of published ${published} and granted ${granted}`,
        `it came at QoS ${got}`,
      );
    }
  }
}

async function levelOf(
  c: CaseContext,
  way: 'live' | 'retained' | 'queued',
  { published, wanted, text }: { published: QoS; wanted: QoS; text: string },
): Promise<{ got: QoS | undefined; granted: number }> {
  const [publisher, topic, clientId] = [await c.connect(), c.topic(text), c.clientId()];
  let subscriber: Client = way === 'queued' ? await c.connectKept(clientId) : await c.connect({ clientId });
  const fields = { topic, qos: published, text };
  if (way === 'retained') await publisher.store({ ...fields, retain: true });
  const [granted = 0] = (await subscriber.subscribe({ filter: topic, qos: wanted })).reasonCodes;
  if (way === 'queued') await subscriber.disconnect();
  if (way !== 'retained') await publisher.store(fields);
  if (way === 'queued') subscriber = await c.connectKept(clientId);
  const packet = await subscriber.take(PacketType.publish, (each) => textOf(each) === text);
  if (packet === undefined) c.require(way !== 'live', `the message ${text} does not come`);
  return { got: packet?.qos, granted };
}

/** Identifiers of each copy of one message for two subscriptions that both match. */
async function overlapping(c: CaseContext): Promise<number[][]> {
  const [client, publisher, base] = [await c.connect(), await c.connect(), c.topic()];
  await client.subscribe(`${base}/a`, { subscriptionIdentifiers: [1] });
  await client.subscribe(`${base}/+`, { subscriptionIdentifiers: [268_435_455] });
  await publisher.store({ topic: `${base}/a`, text: 'overlap' });
  const first = await client.needMessage('overlap');
  await c.quiet(client);
  const packets = [first, ...client.takeMessages()];
  return packets.map(({ properties }) => [...(properties?.subscriptionIdentifiers ?? [])]);
}
