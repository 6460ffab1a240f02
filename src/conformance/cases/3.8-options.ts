/** What a subscription gets: QoS, No Local, Subscription Identifiers (sections 3.8.3, 3.8.4, 3.3.4). */
import { defineCases } from '../case.ts';
import { textOf } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { levels } from './subscribe-steps.ts';

const IDENTIFIERS = { subscriptionIdentifiers: true, wildcards: true } as const;
/** Of two subscriptions that match the same topic: the smallest and the largest there is. */
const OVERLAPPING: readonly number[] = [1, 268_435_455];

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
    ids: { 5: '5:3.3.4-3' },
    title: 'the Subscription Identifiers of all subscriptions that match come with a message',
    needs: IDENTIFIERS,
    run: async (c) => {
      const got = await overlapping(c);
      const isThere = OVERLAPPING.every((id) => got.some((ids) => ids.includes(id)));
      c.claim(isThere, `${OVERLAPPING.join(' and ')} in all copies together`, shown(got));
    },
  },
  {
    ids: { 5: '5:3.3.4-3' },
    part: 'retained',
    title: 'a retained message comes with the Subscription Identifier of the SUBSCRIBE that it answers',
    needs: { ...IDENTIFIERS, retain: true },
    run: async (c) => {
      const [client, other, topic] = [await c.connect(), await c.connect(), c.topic()];
      await other.store({ topic, text: 'kept', retain: true });
      await other.ping();
      await client.subscribe({ filter: topic }, { subscriptionIdentifiers: [7] });
      const { properties } = await client.needMessage('kept');
      const ids = properties?.subscriptionIdentifiers ?? [];
      c.claim(ids.includes(7), '7 in the retained message', shown([ids]));
    },
  },
  {
    ids: { 5: '5:3.3.4-4' },
    title: 'one copy for several subscriptions has the Subscription Identifiers of all',
    needs: IDENTIFIERS,
    run: async (c) => {
      const got = await overlapping(c);
      if (got.length > 1) throw c.vacuous('the target sends a copy for each subscription');
      const isThere = OVERLAPPING.every((id) => got[0]?.includes(id));
      c.claim(isThere, `${OVERLAPPING.join(' and ')} in the copy`, shown(got));
    },
  },
  {
    ids: { 5: '5:3.3.4-5' },
    title: 'each of several copies has the Subscription Identifier of its own subscription',
    needs: IDENTIFIERS,
    run: async (c) => {
      const got = await overlapping(c);
      if (got.length === 1) throw c.vacuous('the target sends one copy for several subscriptions');
      const own = got.map((ids) => ids.filter((id) => OVERLAPPING.includes(id)));
      const areOwn = own.every((ids) => ids.length === 1) && new Set(own.flat()).size === OVERLAPPING.length;
      c.claim(areOwn, `${OVERLAPPING.join(' in one copy and ')} in the other`, shown(got));
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
  // At QoS 0 a second copy might be one too many.
  const qos = c.facts.maximumQos === 0 ? 0 : 1;
  for (const [index, filter] of [`${base}/a`, `${base}/+`].entries())
    await client.subscribe({ filter, qos }, { subscriptionIdentifiers: OVERLAPPING.slice(index, index + 1) });
  await publisher.store({ topic: `${base}/a`, qos, text: 'overlap' });
  const first = await client.needMessage('overlap');
  await c.quiet(client);
  const packets = [first, ...client.takeMessages()];
  return packets.map(({ properties }) => [...(properties?.subscriptionIdentifiers ?? [])]);
}

function shown(got: readonly (readonly number[])[]): string {
  return `there came ${JSON.stringify(got)}`;
}
