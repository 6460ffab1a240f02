/** Retained messages where a subscription is one of several, or resumed, or has room for few (sections 3.3.1.3, 3.8.3.1). */
import { PacketType } from '../../protocol/constants.ts';
import { defineCases } from '../case.ts';
import { textOf } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { NEEDS, controlOf, replayed, retain, subscribed } from './retain-steps.ts';

const REPLAYED = { 4: '311:3.3.1-6', 5: '5:3.3.1-9' } as const;
const LARGE_BYTES = 70_000;
const FEW_UNANSWERED = 2;
const SEVERAL = 6;
const DEEP = `deep${'/l'.repeat(6)}/x/${'l/'.repeat(6)}y/z`;

export const REPLAY_MORE_CASES = defineCases(
  {
    ids: REPLAYED,
    part: 'several-filters',
    title: 'each filter of a SUBSCRIBE gets its retained message',
    needs: NEEDS,
    run: async (c) => {
      const [publisher, client] = [await c.connect(), await c.connect()];
      const topics = ['a', 'b', 'c'].map((name) => c.topic(name));
      for (const topic of topics) {
        await retain(publisher, topic, topic);
        c.require((await replayed(c, topic)).got.length === 1, 'a single filter gets none either');
      }
      await client.subscribe(topics.map((filter) => ({ filter, qos: 1 })));
      for (const topic of topics) await client.expectMessage(topic, 'the retained message of each filter');
    },
  },
  {
    ids: { 5: '5:3.3.1-9' },
    part: 'window',
    title: 'retained messages beyond the Receive Maximum follow as answers come',
    needs: { ...NEEDS, wildcards: true },
    run: async (c) => {
      const [publisher, base] = [await c.connect(), c.topic()];
      const names = Array.from({ length: SEVERAL }, (_, index) => `${base}/${index}`);
      for (const topic of names) await retain(publisher, topic, topic);
      const { length } = (await replayed(c, `${base}/+`)).got;
      c.require(length === SEVERAL, `without a Receive Maximum ${length} of ${SEVERAL} come`);
      const limited = await c.connect({ properties: { receiveMaximum: FEW_UNANSWERED } });
      await limited.subscribeAt(1, `${base}/+`);
      const got = new Set<string>();
      for (let packet; got.size < SEVERAL; got.add(packet.topic)) {
        packet = await limited.take(PacketType.publish);
        if (packet === undefined) break;
      }
      if (got.size === SEVERAL) return;
      await windowWorks(c);
      throw c.late(`each of ${SEVERAL} retained messages`, `${got.size} came`);
    },
  },
  {
    ids: { 5: '5:U-3.3.1.3-1' },
    part: 'window',
    title: 'a retained message has RETAIN 1 also where it waits for room with its client',
    needs: { ...NEEDS, wildcards: true },
    run: async (c) => {
      const [publisher, base] = [await c.connect(), c.topic()];
      for (let index = 0; index < SEVERAL; index += 1) await retain(publisher, `${base}/${index}`, 'kept');
      const limited = await c.connect({ properties: { receiveMaximum: FEW_UNANSWERED } });
      await limited.subscribeAt(1, `${base}/+`);
      for (const packet of await limited.needSeveral(PacketType.publish, SEVERAL))
        c.claim(packet.retain, 'RETAIN 1', 'RETAIN is 0');
    },
  },
  {
    ids: REPLAYED,
    part: 'deep',
    title: 'a subscription gets the retained message of a topic with many levels',
    needs: { ...NEEDS, wildcards: true },
    run: async (c) => {
      const [publisher, exact] = [await c.connect(), await c.connect()];
      const topic = c.topic(DEEP);
      await exact.subscribe({ filter: topic, qos: 1 });
      publisher.begin({ topic, qos: 1, retain: true, text: 'deep' });
      if ((await exact.take(PacketType.publish)) === undefined)
        throw c.skip('the target takes no topics with so many levels');
      for (const filter of [
        topic,
        c.topic(DEEP.replace('/x/', '/+/')),
        c.topic(DEEP.replace(/y.*$/u, '#')),
      ]) {
        const { got } = await replayed(c, filter);
        c.claim(
          got.map(textOf).join() === 'deep',
          `the message for ${filter}`,
          `${got.length} messages came`,
        );
      }
    },
  },
  {
    ids: REPLAYED,
    part: 'empty-levels',
    title: 'filters find retained messages of topics with empty levels, too',
    needs: { ...NEEDS, wildcards: true },
    run: async (c) => {
      const [publisher, base] = [await c.connect(), c.topic()];
      for (const topic of [`${base}/`, `${base}//c`]) {
        await retain(publisher, topic, 'kept');
        const [exact] = (await replayed(c, topic)).got;
        c.require(exact?.topic === topic, 'a filter without wildcards does not find it either');
      }
      for (const [filter, due] of [
        [`${base}/+`, `${base}/`],
        [`${base}/+/c`, `${base}//c`],
      ] as const) {
        const found = (await replayed(c, filter)).got.map(({ topic }) => topic);
        const shown = found.length === 0 ? 'none' : found.join();
        c.claim(found.includes(due), `for ${filter} the one of ${due}`, `there came ${shown}`);
      }
    },
  },
  {
    ids: { 4: '311:3.3.1-5', 5: '5:3.3.1-5' },
    part: 'large',
    title: 'a large retained message is kept like any other',
    needs: NEEDS,
    run: async (c) => {
      if (c.facts.maximumPacketSize < LARGE_BYTES + 1_000)
        throw c.skip('the target takes no packet that large');
      const [publisher, subscriber, topic] = [await c.connect(), await c.connect(), c.topic()];
      await subscriber.subscribe({ filter: topic, qos: 1 });
      const text = 'x'.repeat(LARGE_BYTES);
      publisher.begin({ topic, qos: 1, retain: true, text });
      const puback = await publisher.take(PacketType.puback);
      if (puback === undefined || puback.reasonCode >= 0x80)
        throw c.skip('the target takes no message that large');
      await subscriber.needMessage(text);
      const { got } = await replayed(c, topic);
      c.claim(got.map(textOf).join() === text, 'the message', `${got.length} messages came`);
    },
  },
  {
    ids: { 5: '5:3.3.1-10' },
    part: 'resumed',
    title: 'Retain Handling 1 takes the subscription of a resumed Session for one that was there',
    needs: { ...NEEDS, sessionS: 60 },
    run: async (c) => {
      const [publisher, topic] = [await c.connect(), c.topic()];
      await retain(publisher, topic, 'kept');
      const control = await controlOf(c);
      const wanted = { filter: topic, retainHandling: 1 } as const;
      const client = await c.connectKept(c.clientId());
      const first = await subscribed(c, client, wanted, control);
      c.require(first.length === 1, 'the first subscription gets no retained message');
      const second = await subscribed(c, client, wanted, control);
      c.require(second.length === 0, 'no subscription is taken for one that was there');
      await client.disconnect();
      const again = await c.connectKept(client.clientId);
      c.require(again.connack?.sessionPresent === true, 'the Session is not kept');
      await publisher.store({ topic, qos: 1, text: 'live' });
      await again.needMessage('live');
      const third = await subscribed(c, again, wanted, control);
      c.claim(third.length === 0, 'none', `${third.length} came`);
    },
  },
  {
    ids: { 5: ['5:3.3.1-11', '5:3.3.1-10'] },
    part: 'each-filter',
    title: 'Retain Handling is that of each filter of a SUBSCRIBE',
    needs: NEEDS,
    run: async (c) => eachHandling(c),
  },
);

/** What is published while a client has no room comes when it has: otherwise it is not for their being retained. */
async function windowWorks(c: CaseContext): Promise<void> {
  const [publisher, topic] = [await c.connect(), c.topic('live')];
  const client = await c.connect({ properties: { receiveMaximum: FEW_UNANSWERED } });
  client.acknowledges = false;
  await client.subscribeAt(1, topic);
  for (let i = 0; i < SEVERAL; i += 1) await publisher.store({ topic, qos: 1, text: String(i) });
  for (let i = 0; i < SEVERAL; i += 1) {
    const { packetId = 0 } = await client.need(PacketType.publish);
    client.send({ type: PacketType.puback, packetId, reasonCode: 0 });
  }
}

/** Filters with another Retain Handling each in one SUBSCRIBE: 1 of a subscription that is there, 0, 2. */
async function eachHandling(c: CaseContext): Promise<void> {
  const [publisher, client] = [await c.connect(), await c.connect()];
  const [old, plain, none] = [c.topic('old'), c.topic('plain'), c.topic('none')];
  for (const topic of [old, plain, none]) await retain(publisher, topic, topic);
  await client.subscribe({ filter: old, qos: 1 });
  await client.needMessage(old);
  await client.subscribe({ filter: old, qos: 1, retainHandling: 1 });
  await client.subscribe({ filter: none, qos: 1, retainHandling: 2 });
  await c.quiet(client);
  c.require(client.takeMessages().length === 0, 'a filter of its own gets retained messages it should not');
  await client.subscribe([
    { filter: plain, qos: 1 },
    { filter: old, qos: 1, retainHandling: 1 },
    { filter: none, qos: 1, retainHandling: 2 },
  ]);
  await client.needMessage(plain);
  await c.quiet(client);
  const wrong = client.takeMessages().map(({ topic }) => topic);
  c.claim(
    wrong.length === 0,
    'the retained message of Retain Handling 0 alone',
    `there came ${wrong.join()}`,
  );
}
