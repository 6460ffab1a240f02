/** Messages reach whom they are owed to, whatever went before (section 4.5; 5.0 sections 3.8.4 and 4.9). */
import { defineCases } from '../case.ts';
import type { CaseContext } from '../context.ts';

/** More than any broker here lets be unanswered at first, less than any of them queues. */
const MANY = 60;
const FEW_UNANSWERED = 2;
const DELIVERED = { 4: '311:4.5.0-1', 5: '5:4.5.0-1' } as const;

export const DELIVERY_CASES = defineCases(
  {
    ids: DELIVERED,
    part: 'topic-in-use',
    title: 'a subscription to a topic that has been published to before gets what comes from now on',
    needs: { qos: 1 },
    run: async (c) => {
      const topic = c.topic();
      const [publisher, first, second] = [await c.connect(), await c.connect(), await c.connect()];
      await publisher.store({ topic, qos: 1, text: 'to nobody' });
      for (const [subscriber, text] of [
        [first, 'to one'],
        [second, 'to both'],
      ] as const) {
        await subscriber.subscribeAt(1, topic);
        await publisher.store({ topic, qos: 1, text });
        await subscriber.expectMessage(text, 'the first message behind SUBACK');
      }
      await first.expectMessage('to both', 'a message for a subscription that another has followed');
    },
  },
  {
    ids: DELIVERED,
    part: 'subscribed-again',
    title: 'a client that unsubscribes and subscribes again gets what comes from now on',
    needs: { qos: 1 },
    run: async (c) => {
      const topic = c.topic();
      const [publisher, subscriber] = [await c.connect(), await c.connect()];
      for (const text of ['first time', 'second time']) {
        await subscriber.subscribeAt(1, topic);
        await publisher.store({ topic, qos: 1, text });
        await subscriber.expectMessage(text, 'the first message behind SUBACK');
        await subscriber.unsubscribe(topic);
        await publisher.store({ topic, qos: 1, text: 'to nobody' });
      }
    },
  },
  {
    ids: DELIVERED,
    part: 'window',
    title: 'messages beyond those that may be unanswered follow as answers come',
    needs: { qos: 1 },
    run: async (c) => {
      const topic = c.topic();
      const publisher = await c.connect();
      const subscriber = await c.connect(c.is5 ? { properties: { receiveMaximum: FEW_UNANSWERED } } : {});
      await subscriber.subscribeAt(1, topic);
      await publishMany(c, publisher, topic);
      for (let i = 0; i < MANY; i += 1)
        await subscriber.expectMessage(`number ${i}`, `each of ${MANY} messages, of which all are answered`);
    },
  },
);

/** All at once as far as the target takes them: it has to keep what the subscriber has no room for yet. */
async function publishMany(
  c: CaseContext,
  publisher: Awaited<ReturnType<CaseContext['connect']>>,
  topic: string,
) {
  const room = Math.min(MANY, c.facts.receiveMaximum);
  for (let from = 0; from < MANY; from += room) {
    const texts = Array.from({ length: Math.min(room, MANY - from) }, (_, i) => `number ${from + i}`);
    await Promise.all(texts.map((text) => publisher.store({ topic, qos: 1, text })));
  }
}
