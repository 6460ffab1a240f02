/** What is taken away leaves its neighbours alone: subscriptions and retained messages of other levels and clients (sections 3.3.1.3, 3.10.4). */
import { defineCases } from '../case.ts';
import { textOf } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { NEEDS, replayed, retain } from './retain-steps.ts';

export const NEIGHBOUR_CASES = defineCases(
  {
    ids: { 4: '311:3.10.4-1', 5: '5:3.10.4-1' },
    part: 'stranger',
    title: 'an UNSUBSCRIBE by a client without that subscription ends nobody else’s',
    needs: { qos: 1 },
    run: async (c) => {
      const [subscriber, stranger, publisher] = [await c.connect(), await c.connect(), await c.connect()];
      const topic = c.topic();
      await subscriber.subscribeAt(1, topic);
      await publisher.store({ topic, qos: 1, text: 'before' });
      await subscriber.needMessage('before');
      await stranger.unsubscribe(topic);
      await publisher.store({ topic, qos: 1, text: 'behind' });
      await subscriber.expectMessage('behind', 'the message for a client that has not unsubscribed');
    },
  },
  ...(['upper', 'lower'] as const).map((gone) => ({
    ids: { 4: '311:3.3.1-5', 5: '5:3.3.1-5' } as const,
    part: `${gone}-removed`,
    title: `a retained message stays where the one on the level ${gone === 'upper' ? 'above' : 'below'} is removed`,
    needs: NEEDS,
    run: async (c: CaseContext) => {
      const publisher = await c.connect();
      const upper = c.topic();
      const topics = { upper, lower: `${upper}/below` };
      const kept = gone === 'upper' ? topics.lower : topics.upper;
      for (const topic of Object.values(topics)) await retain(publisher, topic, 'kept');
      c.require((await replayed(c, kept)).got.length === 1, 'nothing was retained');
      await retain(publisher, topics[gone], '');
      const { got } = await replayed(c, kept);
      c.claim(got.map(textOf).join() === 'kept', 'the other message', `${got.length} messages came`);
    },
  })),
  {
    ids: { 4: '311:3.10.4-1', 5: '5:3.10.4-1' },
    part: 'overlap',
    title: 'UNSUBSCRIBE of one filter leaves the others that match the same topics',
    needs: { wildcards: true, qos: 1 },
    run: async (c) => {
      const [client, publisher, base] = [await c.connect(), await c.connect(), c.topic()];
      const filters = [`${base}/a`, `${base}/+`, `${base}/#`];
      for (const stays of filters) {
        await client.subscribeAt(1, filters);
        await client.unsubscribe(...filters.filter((one) => one !== stays));
        const [topic, text] = [`${base}/a`, `for ${stays}`];
        const control = await c.connect();
        await control.subscribeAt(1, stays);
        await publisher.store({ topic, qos: 1, text });
        await control.needMessage(text);
        await client.expectMessage(text, `the message for ${stays}, which stays`);
      }
    },
  },
  {
    ids: { 4: '311:3.10.4-1', 5: '5:3.10.4-1' },
    part: 'neighbours',
    title: 'UNSUBSCRIBE leaves the subscriptions on other levels, and those of other clients',
    needs: { wildcards: true, qos: 1 },
    run: async (c) => {
      const [client, other, publisher, base] = [
        await c.connect(),
        await c.connect(),
        await c.connect(),
        c.topic(),
      ];
      const stay = [base, `${base}/a/b`, `${base}/+/c`];
      const topics = [base, `${base}/a/b`, `${base}/a/c`];
      await client.subscribeAt(1, [...stay, `${base}/a`]);
      await other.subscribeAt(1, [...topics, `${base}/a`]);
      for (const topic of topics) {
        const text = `before ${topic}`;
        await publisher.store({ topic, qos: 1, text });
        for (const each of [client, other]) await each.needMessage(text);
      }
      await client.unsubscribe(`${base}/a`);
      const shown = (topic: string): string => `the message on …${topic.slice(base.length)}`;
      for (const topic of [`${base}/a`, ...topics]) {
        await publisher.store({ topic, qos: 1, text: topic });
        await other.expectMessage(topic, `${shown(topic)} for a client that has not unsubscribed`);
        if (topic !== `${base}/a`)
          await client.expectMessage(topic, `${shown(topic)} for a subscription that stays`);
      }
    },
  },
);
