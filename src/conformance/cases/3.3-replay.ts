/** Retained messages: when they are sent, and with which flag (sections 3.3.1.3, 3.8.3.1). */
import { PacketType } from '../../protocol/constants.ts';
import { defineCases } from '../case.ts';
import { textOf } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { NEEDS, retain, live, controlOf, copiesOnSubscribing, replayed, subscribed } from './retain-steps.ts';

/** Names of topics below one that no other case has, and what each filter finds among them. */
const RETAINED = ['', '/a', '/b', '/a/c', '/b/c', '/b/x/d'] as const;
const FOUND_BY: Readonly<Record<string, readonly string[]>> = {
  '/+': ['/a', '/b'],
  '/+/c': ['/a/c', '/b/c'],
  '/b/#': ['/b', '/b/c', '/b/x/d'],
  '/+/#': ['/a', '/b', '/a/c', '/b/c', '/b/x/d'],
  '/b/+/d': ['/b/x/d'],
  '/#': RETAINED,
};

export const REPLAY_CASES = defineCases(
  {
    ids: { 4: '311:3.3.1-6', 5: '5:3.3.1-9' },
    part: 'wildcards',
    title: 'a new subscription with wildcards gets the retained message of each topic that matches',
    needs: { ...NEEDS, wildcards: true },
    run: async (c) => {
      const [publisher, base] = [await c.connect(), c.topic()];
      for (const name of RETAINED) await retain(publisher, `${base}${name}`, 'kept');
      const scenes = Object.entries(FOUND_BY).map(async ([filter, names]) => {
        const { got } = await replayed(c, `${base}${filter}`);
        // One on a topic that does not match is a passive rule's affair.
        const found = got.map(({ topic }) => topic.slice(base.length)).filter((name) => names.includes(name));
        // Some keep a few retained messages and no more: 3.3.1-5 asks for each by its name.
        for (const name of names.filter((each) => !found.includes(each)))
          c.require((await replayed(c, `${base}${name}`)).got.length > 0, `…${name} is not retained`);
        const [due, came] = [[...names].sort().join(' '), found.sort().join(' ')];
        c.claim(came === due, `for …${filter} the topics …${due}`, `there came …${came || ' none'}`);
      });
      await Promise.all(scenes);
    },
  },
  {
    ids: { 4: '311:3.3.1-6', 5: '5:3.3.1-9' },
    title: 'a new subscription gets the retained message of each topic that matches',
    needs: { ...NEEDS, wildcards: true },
    run: async (c) => {
      const [publisher, base] = [await c.connect(), c.topic()];
      for (const name of ['a', 'b', 'c/d']) await retain(publisher, `${base}/${name}`, name);
      const got = await copiesOnSubscribing(c, await c.connect(), `${base}/#`, await controlOf(c));
      const names = got.map(textOf).sort().join();
      c.claim(names === 'a,b,c/d', 'the messages a, b and c/d', `there came ${names || 'none'}`);
    },
  },
  ...(['#', '+/#'] as const).map((filter) => ({
    ids: { 4: '311:3.3.1-6', 5: '5:3.3.1-9' } as const,
    part: filter === '#' ? 'every-topic' : 'every-first-level',
    title: `a new subscription to ${filter} gets what is retained`,
    needs: { ...NEEDS, wildcards: true } as const,
    hearsAll: true as const,
    run: async (c: CaseContext) => {
      const [publisher, topic] = [await c.connect(), c.topic()];
      await retain(publisher, topic, 'kept');
      c.require((await replayed(c, topic)).got.length === 1, 'nothing was retained');
      const subscriber = await c.connect();
      await subscriber.subscribe({ filter, qos: 1 });
      await subscriber.expect(PacketType.publish, 'the retained message', (packet) => packet.topic === topic);
    },
  })),
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
);
