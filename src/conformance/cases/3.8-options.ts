/** What a subscription gets: QoS, No Local, Subscription Identifiers (sections 3.8.3, 3.8.4, 3.3.4). */
import { defineCases } from '../case.ts';
import { textOf } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { levels } from './subscribe-steps.ts';

export const SUBSCRIPTION_CASES = defineCases(
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
    ids: { 5: '5:4.5.0-1' },
    part: 'no-local-of-others',
    title: 'No Local keeps nobody else’s messages from a client',
    needs: { qos: 1 },
    run: async (c) => {
      const [client, other, topic] = [await c.connect(), await c.connect(), c.topic()];
      await client.subscribe({ filter: topic, qos: 1, noLocal: true });
      await other.subscribe({ filter: topic, qos: 1 });
      await other.store({ topic, qos: 1, text: 'foreign' });
      await other.needMessage('foreign');
      await client.expectMessage('foreign', 'the message of another client');
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
