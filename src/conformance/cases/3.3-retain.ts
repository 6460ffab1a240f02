/** Retained messages (section 3.3.1.3). */
import { PacketType, type QoS } from '../../protocol/constants.ts';
import type { PublishPacket } from '../../protocol/packets.ts';
import { defineCases } from '../case.ts';
import { textOf, type Client, type Wanted } from '../client.ts';
import type { CaseContext } from '../context.ts';

const NEEDS = { retain: true, qos: 1 } as const;

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
      if (!c.is5)
        c.claim(got[0]?.qos === 1, 'the QoS of the message, 1', `it came at QoS ${got[0]?.qos ?? '-'}`);
    },
  },
  {
    ids: { 4: '311:3.3.1-6', 5: '5:3.3.1-9' },
    title: 'a new subscription gets the retained message of each topic that matches',
    needs: { ...NEEDS, wildcards: true },
    run: async (c) => {
      const [publisher, base] = [await c.connect(), c.topic()];
      for (const name of ['a', 'b', 'c/d']) await retain(publisher, `${base}/${name}`, name);
      const { got } = await replayed(c, `${base}/#`);
      const names = got.map(textOf).sort().join();
      c.claim(names === 'a,b,c/d', 'the messages a, b and c/d', `there came ${names || 'none'}`);
    },
  },
  {
    ids: { 4: '311:3.8.4-3', 5: ['5:3.3.1-9', '5:3.8.4-4'] },
    part: 'again',
    title: 'subscribing again gets the retained messages again',
    needs: NEEDS,
    run: async (c) => {
      const [publisher, topic] = [await c.connect(), c.topic()];
      await retain(publisher, topic, 'kept');
      const { got, subscriber, control } = await replayed(c, topic);
      c.require(got.length === 1, 'the first subscription gets no retained message');
      const again = await subscribed(c, subscriber, topic, control);
      c.claim(again.length === 1, 'the retained message again', `${again.length} came`);
    },
  },
  {
    ids: { 4: '311:3.3.1-8', 5: '5:U-3.3.1.3-1' },
    title: 'a message that comes because of a subscription has RETAIN 1',
    needs: NEEDS,
    run: async (c) => {
      const [publisher, topic] = [await c.connect(), c.topic()];
      await retain(publisher, topic, 'kept');
      const options = c.is5 ? [false, true] : [false];
      for (const retainAsPublished of options) {
        const subscriber = await c.connect();
        await subscriber.subscribe({ filter: topic, qos: 1, ...(c.is5 ? { retainAsPublished } : {}) });
        const packet = await subscriber.needMessage('kept');
        c.claim(packet.retain, 'RETAIN 1', 'RETAIN is 0');
      }
    },
  },
  {
    ids: { 4: '311:3.3.1-9', 5: '5:3.3.1-12' },
    title: 'a message that comes to a subscription that was there has RETAIN 0',
    needs: NEEDS,
    run: async (c) => {
      const { subscriber, publisher, topic } = await live(c, {});
      await retain(publisher, topic, 'live');
      const packet = await subscriber.needMessage('live');
      c.claim(!packet.retain, 'RETAIN 0', 'RETAIN is 1');
    },
  },
  {
    ids: { 5: '5:3.3.1-13' },
    title: 'with Retain As Published the flag is the publisher’s',
    needs: NEEDS,
    run: async (c) => {
      const { subscriber, publisher, topic } = await live(c, { retainAsPublished: true });
      for (const isRetained of [true, false]) {
        const text = `retain ${isRetained}`;
        await publisher.store({ topic, qos: 1, text, retain: isRetained });
        const packet = await subscriber.needMessage(text);
        c.claim(
          packet.retain === isRetained,
          `RETAIN ${isRetained ? 1 : 0}`,
          `RETAIN is ${packet.retain ? 1 : 0}`,
        );
      }
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
  {
    ids: { 4: '311:3.3.1-10', 5: '5:3.3.1-6' },
    part: 'delivered',
    title: 'an empty retained message is delivered like any other',
    needs: NEEDS,
    run: async (c) => {
      const { subscriber, publisher, topic } = await live(c, {});
      await retain(publisher, topic, 'old');
      await subscriber.needMessage('old');
      await retain(publisher, topic, '');
      const packet = await subscriber.expectMessage('', 'the empty message');
      if (!c.is5) c.claim(!packet.retain, 'RETAIN 0', 'RETAIN is 1');
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
      await publisher.store({ topic, qos: 1, text: '' });
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
      await late.subscribe([
        { filter: topic, qos: 1 },
        { filter: c.topic('other'), qos: 1 },
      ]);
      await late.needMessage('control');
      await late.expectMessage('kept', 'the retained message');
    },
  },
  {
    ids: { 5: '5:3.3.1-10' },
    title: 'Retain Handling 1 sends retained messages for a new subscription only',
    needs: NEEDS,
    run: async (c) => {
      const [publisher, topic] = [await c.connect(), c.topic()];
      await retain(publisher, topic, 'kept');
      const control = await controlOf(c);
      const subscriber = await c.connect();
      const first = await subscribed(c, subscriber, { filter: topic, retainHandling: 1 }, control);
      c.require((await replayed(c, topic)).got.length === 1, 'nothing was retained');
      c.claim(first.length === 1, 'the retained message for a new subscription', `${first.length} came`);
      const again = await subscribed(c, subscriber, { filter: topic, retainHandling: 1 }, control);
      c.claim(again.length === 0, 'none for a subscription that was there', `${again.length} came`);
    },
  },
  {
    ids: { 5: '5:3.3.1-11' },
    title: 'Retain Handling 2 sends no retained messages',
    needs: NEEDS,
    run: async (c) => {
      const [publisher, topic] = [await c.connect(), c.topic()];
      await retain(publisher, topic, 'kept');
      const control = await controlOf(c);
      const subscriber = await c.connect();
      const got = await subscribed(c, subscriber, { filter: topic, retainHandling: 2 }, control);
      c.claim(got.length === 0, 'none', `${got.length} came`);
    },
  },
  {
    ids: { 5: '5:U-3.8.4-2' },
    title: 'a Shared Subscription gets no retained messages',
    needs: { ...NEEDS, sharedSubscriptions: true },
    run: async (c) => {
      const [publisher, topic] = [await c.connect(), c.topic()];
      await retain(publisher, topic, 'kept');
      const control = await controlOf(c);
      const got = await subscribed(c, await c.connect(), `$share/g/${topic}`, control);
      c.claim(got.length === 0, 'none', `${got.length} came`);
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

async function retain(publisher: Client, topic: string, text: string): Promise<void> {
  await publisher.store({ topic, qos: 1, text, retain: true });
}

async function live(c: CaseContext, options: { retainAsPublished?: boolean; qos?: QoS }) {
  const [subscriber, publisher, topic] = [await c.connect(), await c.connect(), c.topic()];
  await subscriber.subscribe({ filter: topic, qos: 1, ...options });
  return { subscriber, publisher, topic };
}

/** A topic with a retained message: when that has come, whatever else is retained has as well. */
async function controlOf(c: CaseContext): Promise<string> {
  const topic = c.topic(`control-${c.clientId()}`);
  await retain(await c.connect(), topic, 'control');
  return topic;
}

/** What a new client gets on subscribing. */
async function replayed(c: CaseContext, filter: string) {
  const [subscriber, control] = [await c.connect(), await controlOf(c)];
  return { subscriber, control, got: await subscribed(c, subscriber, filter, control) };
}

/** What a client gets on subscribing, the control message aside. A broker that retains nothing at all is asked about elsewhere. */
async function subscribed(
  c: CaseContext,
  client: Client,
  wanted: Wanted,
  control: string,
): Promise<PublishPacket[]> {
  const filter = typeof wanted === 'string' ? { filter: wanted } : wanted;
  const [live, text] = [c.topic('live'), `live ${c.clientId()}`];
  await client.subscribe({ filter: live, qos: 1 });
  await client.store({ topic: live, qos: 1, text });
  await client.needMessage(text);
  await client.subscribe({ qos: 1, ...filter });
  await client.subscribe({ filter: control, qos: 1 });
  await client.take(PacketType.publish, (packet) => packet.topic === control);
  await c.quiet(client);
  return client.takeMessages().filter((packet) => packet.topic !== control && packet.topic !== live);
}
