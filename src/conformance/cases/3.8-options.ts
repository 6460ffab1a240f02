/** What a subscription gets: QoS, No Local, Subscription Identifiers (sections 3.8.3, 3.8.4, 3.3.4). */
import { defineCases } from '../case.ts';
import { textOf } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { levels } from './subscribe-steps.ts';

const IDENTIFIERS = { subscriptionIdentifiers: true, wildcards: true } as const;
const IDENTIFIER = 7;
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
    part: 'each',
    title: 'No Local is an option of each filter of a SUBSCRIBE, and holds for every QoS',
    needs: { wildcards: true },
    run: async (c) => {
      const [client, other, base] = [await c.connect(), await c.connect(), c.topic()];
      const qos = c.facts.maximumQos;
      const topics = { open: `${base}/open`, exact: `${base}/exact`, wild: `${base}/wild/x` };
      await client.subscribe([
        { filter: topics.open, qos },
        { filter: topics.exact, qos, noLocal: true },
        { filter: `${base}/wild/+`, qos, noLocal: true },
      ]);
      await other.subscribe(Object.values(topics).map((filter) => ({ filter, qos })));
      for (const topic of [topics.exact, topics.wild, topics.open]) {
        await client.store({ topic, qos, text: topic });
        await other.needMessage(topic);
      }
      await client.needMessage(topics.open);
      await c.quiet(client);
      const got = client.takeMessages().map(({ topic }) => topic);
      const isForbidden = got.some((topic) => topic !== topics.open);
      c.claim(!isForbidden, 'no own message but that without No Local', `there came ${got.join()}`);
    },
  },
  {
    ids: { 5: '5:4.5.0-1' },
    part: 'no-local-of-another',
    // 3.8.3-3 can be read to keep it back for whatever subscription.
    level: 'SHOULD',
    title: 'No Local of one subscription does not keep back what another one asks for',
    needs: { qos: 1, wildcards: true },
    run: async (c) => {
      const [client, other, base] = [await c.connect(), await c.connect(), c.topic()];
      const topic = `${base}/a`;
      await other.subscribeAt(1, topic);
      await client.subscribeAt(1, `${base}/+`);
      await client.store({ topic, qos: 1, text: 'alone' });
      for (const each of [other, client]) await each.needMessage('alone');
      await client.subscribeAt(1, { filter: topic, noLocal: true });
      await client.store({ topic, qos: 1, text: 'own' });
      await other.needMessage('own');
      await client.expectMessage('own', 'its own message, for the subscription without No Local');
    },
  },
  {
    ids: { 5: '5:3.3.1-13' },
    part: 'each',
    title: 'Retain As Published is an option of each filter, and holds for every QoS and in groups',
    needs: { retain: true },
    run: async (c) => eachRetain(c),
  },
  {
    ids: { 5: '5:3.3.4-3' },
    part: 'each',
    title: 'a Subscription Identifier is that of every filter of its SUBSCRIBE',
    needs: { subscriptionIdentifiers: true },
    run: async (c) => {
      const [client, publisher] = [await c.connect(), await c.connect()];
      const topics = ['a', 'b', 'c'].map((name) => c.topic(name));
      await client.subscribe(topics, { subscriptionIdentifiers: [IDENTIFIER] });
      for (const topic of topics) {
        await publisher.store({ topic, text: topic });
        const ids = (await client.needMessage(topic)).properties?.subscriptionIdentifiers ?? [];
        c.claim(ids.includes(IDENTIFIER), `${IDENTIFIER} for each of three filters`, shown([ids]));
      }
    },
  },
  {
    ids: { 5: '5:3.3.4-3' },
    part: 'beside-none',
    title: 'a Subscription Identifier comes also where another subscription without one matches',
    needs: IDENTIFIERS,
    run: async (c) => {
      const [client, publisher, base] = [await c.connect(), await c.connect(), c.topic()];
      const qos = c.facts.maximumQos === 0 ? 0 : 1;
      const filters = [`${base}/a`, `${base}/+`];
      for (const named of filters) {
        for (const filter of filters)
          await client.subscribe(
            { filter, qos },
            filter === named ? { subscriptionIdentifiers: [IDENTIFIER] } : undefined,
          );
        const text = `named ${named}`;
        await publisher.store({ topic: `${base}/a`, qos, text });
        const first = await client.needMessage(text);
        await c.quiet(client);
        const got = [first, ...client.takeMessages()].flatMap(
          ({ properties }) => properties?.subscriptionIdentifiers ?? [],
        );
        c.claim(got.includes(IDENTIFIER), `${IDENTIFIER} in one copy`, shown([got]));
      }
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

/** RETAIN as published: for the filters of one SUBSCRIBE that ask for it, whatever the QoS, and for members of groups. */
async function eachRetain(c: CaseContext): Promise<void> {
  const [client, publisher] = [await c.connect(), await c.connect()];
  const [first, last] = [c.topic('first'), c.topic('last')];
  const top = c.facts.maximumQos;
  await client.subscribe([
    { filter: first, qos: top },
    { filter: last, qos: top, retainAsPublished: true },
  ]);
  const member = c.facts.sharedSubscriptions ? await c.connect() : undefined;
  const filter = `$share/${c.name()}/${last}`;
  await member?.subscribe({ filter, qos: top, retainAsPublished: true });
  for (const qos of ([0, 1, 2] as const).filter((level) => level <= top)) {
    const text = `QoS ${qos}`;
    await publisher.store({ topic: last, qos, retain: true, text });
    const got = await client.needMessage(text);
    c.claim(got.retain, `RETAIN 1 at QoS ${qos}`, 'RETAIN is 0');
    if (member === undefined) continue;
    const shared = await member.needMessage(text);
    c.claim(shared.retain, `RETAIN 1 for a member of a group at QoS ${qos}`, 'RETAIN is 0');
  }
}

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
