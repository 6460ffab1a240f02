/** Retained messages: what is kept (section 3.3.1.3). */
import { defineCases } from '../case.ts';
import { textOf } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { NEEDS, retain, live, replayed } from './retain-steps.ts';

export const RETAIN_CASES = defineCases(
  {
    ids: { 4: '311:3.3.1-5', 5: '5:3.3.1-5' },
    title: 'the last retained message of a topic takes the place of the one before',
    needs: NEEDS,
    run: async (c) => {
      const [publisher, topic] = [await c.connect(), c.topic()];
      await retain(publisher, topic, 'first');
      await retain(publisher, topic, 'second');
      const { got, subscriber } = await replayed(c, topic);
      c.claim(got.length > 0, 'the retained message', subscriber.story());
      c.claim(
        got.map(textOf).join() === 'second',
        'the second message alone',
        `there came ${got.map(textOf).join(', ')}`,
      );
      if (c.is5) return;
      const granted = c.topic('granted');
      await subscriber.subscribeAt(1, granted);
      await publisher.store({ topic: granted, qos: 1, text: 'granted' });
      const { qos } = await subscriber.needMessage('granted');
      c.require(qos === 1, 'live messages come at another QoS as well [311:3.8.4-6]');
      c.claim(got[0]?.qos === 1, 'the QoS of the message, 1', `it came at QoS ${got[0]?.qos ?? '-'}`);
    },
  },
  {
    ids: { 4: '311:3.3.1-10', 5: '5:3.3.1-6' },
    part: 'removed',
    title: 'an empty retained message removes the one that is there',
    needs: NEEDS,
    run: async (c) => {
      const [publisher, topic] = [await c.connect(), c.topic()];
      await retain(publisher, topic, 'old');
      const first = await replayed(c, topic);
      c.require(first.got.length === 1, 'nothing was retained');
      await retain(publisher, topic, '');
      const { got } = await replayed(c, topic);
      c.claim(got.length === 0, 'nothing for a later subscriber', `there came ${got.map(textOf).join()}`);
    },
  },
  ...([0, 2] as const).map((qos) => ({
    ids: { 4: '311:3.3.1-10', 5: '5:3.3.1-6' } as const,
    part: `removed-at-qos-${qos}`,
    title: `an empty retained message of QoS ${qos} removes the one that is there`,
    needs: { ...NEEDS, qos: qos === 2 ? 2 : 1 } as const,
    run: async (c: CaseContext) => {
      const [publisher, topic, other] = [await c.connect(), c.topic(), c.topic('other')];
      for (const each of [topic, other]) await retain(publisher, each, 'old');
      await retain(publisher, other, '');
      const first = await replayed(c, topic);
      c.require(first.got.length === 1, 'nothing was retained');
      c.require((await replayed(c, other)).got.length === 0, 'at QoS 1 it removes nothing either');
      await publisher.store({ topic, qos, retain: true, text: '' });
      await publisher.ping();
      const { got } = await replayed(c, topic);
      c.claim(got.length === 0, 'nothing for a later subscriber', `there came ${got.map(textOf).join()}`);
    },
  })),
  {
    ids: { 4: '311:3.3.1-10', 5: '5:3.3.1-6' },
    part: 'delivered',
    title: 'an empty retained message is delivered like any other',
    needs: NEEDS,
    run: async (c) => {
      const { subscriber, publisher, topic } = await live(c, {});
      await retain(publisher, topic, 'old');
      const usual = await subscriber.needMessage('old');
      await retain(publisher, topic, '');
      const packet = await subscriber.expectMessage('', 'the empty message');
      // Where every message comes with RETAIN 1 that is asked about by 3.3.1-9.
      if (!c.is5 && !usual.retain) c.claim(!packet.retain, 'RETAIN 0', 'RETAIN is 1');
    },
  },
  {
    ids: { 4: '311:3.3.1-11', 5: '5:3.3.1-7' },
    title: 'an empty retained message is not kept',
    needs: NEEDS,
    run: async (c) => {
      const [publisher, topic] = [await c.connect(), c.topic()];
      await retain(publisher, topic, '');
      const { got } = await replayed(c, topic);
      c.claim(got.length === 0, 'nothing for a later subscriber', `${got.length} messages came`);
    },
  },
  {
    ids: { 4: '311:3.3.1-12', 5: '5:3.3.1-8' },
    title: 'a PUBLISH with RETAIN 0 leaves the retained message as it is',
    needs: NEEDS,
    run: async (c) => {
      const [publisher, topic] = [await c.connect(), c.topic()];
      await retain(publisher, topic, 'kept');
      const first = await replayed(c, topic);
      c.require(first.got.map(textOf).join() === 'kept', 'nothing was retained');
      await publisher.store({ topic, qos: 1, text: 'passing' });
      for (const qos of [1, 0] as const) await publisher.store({ topic, qos, text: '' });
      await publisher.ping();
      const { got } = await replayed(c, topic);
      c.claim(
        got.map(textOf).join() === 'kept',
        'the retained message as it was',
        `there came ${got.map((one) => JSON.stringify(textOf(one))).join() || 'none'}`,
      );
    },
  },
  {
    ids: { 4: '311:3.3.1-12', 5: '5:3.3.1-8' },
    part: 'fresh',
    title: 'a PUBLISH with RETAIN 0 is not retained',
    needs: NEEDS,
    run: async (c) => {
      const [publisher, topic] = [await c.connect(), c.topic()];
      await publisher.store({ topic, qos: 1, text: 'passing' });
      const { got } = await replayed(c, topic);
      c.claim(got.length === 0, 'nothing for a later subscriber', `${got.length} messages came`);
    },
  },
  {
    ids: { 4: '311:3.3.1-7', 5: '5:3.3.1-5' },
    part: 'qos-0',
    title: 'a retained QoS 0 message takes the place of the one before, even if it is then dropped',
    needs: NEEDS,
    run: async (c) => {
      const [publisher, topic] = [await c.connect(), c.topic()];
      await retain(publisher, topic, 'first');
      const before = await replayed(c, topic);
      c.require(before.got.length === 1, 'nothing was retained');
      await publisher.store({ topic, text: 'second', retain: true });
      await publisher.ping();
      const { got } = await replayed(c, topic);
      c.claim(
        got.every((packet) => textOf(packet) === 'second'),
        'the second message or none',
        'the first came',
      );
    },
  },
  {
    ids: { 5: '5:U-3.3.1.3-3' },
    title: 'a retained QoS 0 message is kept',
    needs: NEEDS,
    run: async (c) => {
      const [publisher, topic] = [await c.connect(), c.topic()];
      await publisher.store({ topic, text: 'kept', retain: true });
      await publisher.ping();
      const { got } = await replayed(c, topic);
      c.claim(got.length === 1, 'the message', 'nothing came');
    },
  },
  {
    ids: { 4: '311:3.1.2-7' },
    title: 'a retained message outlives the Session of its publisher',
    needs: NEEDS,
    run: async (c) => {
      const [publisher, other, topic] = [await c.connect(), await c.connect(), c.topic()];
      await retain(other, c.topic('other'), 'control');
      await retain(publisher, topic, 'kept');
      await publisher.disconnect();
      const late = await c.connect();
      for (const filter of [topic, c.topic('other')]) await late.subscribe({ filter, qos: 1 });
      await late.needMessage('control');
      await late.expectMessage('kept', 'the retained message');
    },
  },
  {
    ids: { 5: '5:U-3.3.1.3-2' },
    title: 'a retained message that has expired is gone',
    needs: NEEDS,
    lastsMs: 2_500,
    run: async (c) => {
      const [publisher, topic] = [await c.connect(), c.topic()];
      await publisher.store({
        topic,
        qos: 1,
        retain: true,
        text: 'brief',
        properties: { messageExpiryInterval: 1 },
      });
      await c.wait(2_500);
      const { got } = await replayed(c, topic);
      c.claim(got.length === 0, 'nothing', 'the expired message came');
    },
  },
);
