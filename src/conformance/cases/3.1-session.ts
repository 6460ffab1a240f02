/** Clean Start and Sessions (sections 3.1.2.4, 3.1.2.11.2, 3.2.2.1.1, 4.1, 4.5). */
import { defineCases } from '../case.ts';
import type { CaseContext } from '../context.ts';
import { awaySession, livesOn, presentSession } from './session-steps.ts';

const KEPT = { sessionS: 60, qos: 1 } as const;

const SOON_MS = 3_000;

export const SESSION_CASES = defineCases(
  {
    ids: { 4: '311:3.2.2-2', 5: '5:3.2.2-3' },
    part: 'stored',
    title: 'CONNACK says so when the Session is there',
    needs: KEPT,
    run: async (c) => {
      const scene = await awaySession(c);
      const again = await c.connectKept(scene.clientId);
      if (again.connack?.sessionPresent === true) return;
      // Where there is no Session, CONNACK is right.
      c.require(await livesOn(c, scene), 'the Session is not kept');
      throw c.breach(
        'Session Present 1',
        'Session Present is 0, and the subscription of the Session in force',
      );
    },
  },
  {
    ids: { 4: '311:3.2.2-2', 5: '5:3.2.2-3' },
    part: 'bare',
    title: 'CONNACK says so when the Session is there, also where nothing is in it',
    needs: KEPT,
    run: async (c) => {
      const { clientId } = await awaySession(c);
      c.require((await c.connectKept(clientId)).connack?.sessionPresent === true, 'no Session is kept');
      const client = await c.connectKept(c.clientId());
      await client.disconnect();
      const again = await c.connectKept(client.clientId);
      c.claim(again.connack?.sessionPresent === true, 'Session Present 1', 'Session Present is 0');
    },
  },
  {
    ids: { 4: '311:3.2.2-3', 5: '5:3.2.2-3' },
    part: 'fresh',
    title: 'CONNACK says so when there is no Session',
    needs: KEPT,
    run: async (c) => {
      const client = await c.connectKept(c.clientId());
      c.claim(client.connack?.sessionPresent === false, 'Session Present 0', 'Session Present is 1');
    },
  },
  {
    ids: { 5: '5:3.1.2-6' },
    title: 'without Clean Start a client that has no Session gets a new one',
    run: async (c) => {
      await c.connect();
      const { client, connack } = await c.attempt({ cleanStart: false, ...c.keeping() });
      client.readable();
      c.claim(connack?.reasonCode === 0, 'CONNACK 0x00', client.story());
    },
  },
  {
    ids: { 4: '311:3.2.2-3', 5: '5:3.2.2-3' },
    part: 'ended',
    title: 'a Session that ended with its connection is not there any more',
    run: async (c) => {
      const client = await c.connect();
      await client.subscribe(c.topic());
      await client.disconnect();
      const again = await c.connect({ clientId: client.clientId, cleanStart: false });
      c.claim(again.connack?.sessionPresent === false, 'Session Present 0', 'Session Present is 1');
      if (!c.is5) again.keptClientId = again.clientId;
    },
  },
  {
    ids: { 4: '311:3.1.2-6' },
    part: 'reused',
    title: 'the state of a Clean Session is not used again',
    needs: { qos: 1 },
    run: async (c) => {
      const [clientId, topic, publisher] = [c.clientId(), c.topic(), await c.connect()];
      const client = await c.connect({ clientId });
      await client.subscribe({ filter: topic, qos: 1 });
      await client.disconnect();
      c.claim(
        !(await livesOn(c, { client, clientId, topic, publisher })),
        'no subscription',
        'it is in force again',
      );
    },
  },
  {
    ids: { 4: ['311:3.1.2-6', '311:3.1.4-3'], 5: ['5:3.1.2-4', '5:3.1.4-4'] },
    title: 'Clean Start throws the earlier Session away, with its subscriptions and messages',
    needs: KEPT,
    run: async (c) => cleanStartForgets(c, false),
  },
  {
    ids: { 4: ['311:3.1.2-6', '311:3.1.4-3'], 5: ['5:3.1.2-4', '5:3.1.4-4'] },
    part: 'takeover',
    title: 'Clean Start throws the Session away also while its client is connected',
    needs: KEPT,
    run: async (c) => cleanStartForgets(c, true),
  },
  {
    ids: { 4: '311:3.1.2-4', 5: ['5:3.1.2-5', '5:3.1.2-23'] },
    title: 'without Clean Start the Session goes on: its subscription is there',
    needs: KEPT,
    run: async (c) => {
      const { clientId, topic, publisher } = await awaySession(c);
      const control = await c.connect();
      await control.subscribe({ filter: topic, qos: 1 });
      const again = await c.connectKept(clientId);
      await publisher.store({ topic, qos: 1, text: 'live' });
      await control.needMessage('live');
      await again.expectMessage('live', 'the message of a subscription made on an earlier connection');
    },
  },
  {
    ids: { 5: ['5:3.1.2-5', '5:3.1.2-23'] },
    part: 'waited',
    title: 'the Session is there again seconds later, long before its expiry interval has passed',
    needs: KEPT,
    lastsMs: SOON_MS,
    run: async (c) => {
      c.require(await livesOn(c, await awaySession(c)), 'Sessions do not go on at once either');
      const scene = await awaySession(c);
      await c.wait(SOON_MS);
      c.claim(await livesOn(c, scene), `the Session ${SOON_MS / 1000} s later`, 'its subscription is gone');
    },
  },
  {
    ids: { 5: '5:3.1.2-23' },
    part: 'clean-start',
    title: 'a Session that began with Clean Start is stored like any other',
    needs: KEPT,
    run: async (c) => {
      c.require(await livesOn(c, await awaySession(c)), 'Sessions do not go on at all');
      const scene = await presentSession(c, 120, true);
      await scene.client.disconnect();
      c.claim(await livesOn(c, scene), 'the Session to be there', 'its subscription is gone');
    },
  },
  {
    ids: { 4: '311:3.1.4-3', 5: '5:3.1.4-4' },
    part: 'resumed-takeover',
    title: 'without Clean Start the Session goes on also while its client is connected',
    needs: KEPT,
    run: async (c) => {
      c.require(await livesOn(c, await awaySession(c)), 'Sessions do not go on without a takeover either');
      const { client, topic, publisher } = await presentSession(c);
      const again = await c.connectKept(client.clientId);
      c.require(
        await client.ended(),
        `the older connection stays open [${c.is5 ? '5:3.1.4-3' : '311:3.1.4-2'}]`,
      );
      // Until the target has cleared up behind the older one.
      await c.quiet(again);
      await publisher.store({ topic, qos: 1, text: 'live' });
      await again.expectMessage('live', 'the message of the subscription made on the other connection');
    },
  },
  {
    ids: { 4: '311:3.1.2-5' },
    part: 'away',
    title: 'QoS 1 and QoS 2 messages wait for a client that is away',
    needs: KEPT,
    run: async (c) => waitsForItsClient(c),
  },
  {
    ids: { 4: '311:4.5.0-1', 5: '5:4.5.0-1' },
    part: 'away',
    title: 'QoS 1 and QoS 2 messages wait for a client that is away, where Sessions go on',
    needs: KEPT,
    run: async (c) => {
      const goesOn = await livesOn(c, await awaySession(c));
      c.require(goesOn, `Sessions do not go on at all [${c.is5 ? '5:3.1.2-5' : '311:3.1.2-4'}]`);
      await waitsForItsClient(c);
    },
  },
  {
    ids: { 4: '311:4.5.0-1', 5: '5:4.5.0-1' },
    part: 'present',
    title: 'every client with a matching subscription gets each message',
    needs: { qos: 1 },
    run: async (c) => {
      const topic = c.topic();
      const publisher = await c.connect();
      const subscribers = [await c.connect(), await c.connect(), await c.connect()];
      for (const subscriber of subscribers) await subscriber.subscribe({ filter: topic, qos: 2 });
      for (const qos of c.facts.maximumQos === 2 ? ([1, 2] as const) : ([1] as const)) {
        await publisher.store({ topic, qos, text: `qos ${qos}` });
        for (const subscriber of subscribers)
          await subscriber.expectMessage(`qos ${qos}`, 'each message at each subscriber');
      }
    },
  },
  {
    ids: { 4: ['311:4.1.0-1'], 5: '5:3.1.2-23' },
    part: 'again-and-again',
    title: 'the Session state lasts over several connections',
    needs: KEPT,
    run: async (c) => {
      const { clientId, topic, publisher } = await awaySession(c);
      const control = await c.connect();
      await control.subscribe({ filter: topic, qos: 1 });
      for (const text of ['one', 'two', 'three']) {
        const again = await c.connectKept(clientId);
        await publisher.store({ topic, qos: 1, text });
        await control.needMessage(text);
        await again.expectMessage(text, 'the subscription on each connection of the Session');
        await again.disconnect();
      }
    },
  },
  {
    ids: { 4: '311:4.1.0-2', 5: '5:4.1.0-1' },
    title: 'the Session state lasts as long as the connection',
    lastsMs: 2_500,
    run: async (c) => {
      const [subscriber, publisher] = [await c.connect(), await c.connect()];
      const topic = c.topic();
      await subscriber.subscribe(topic);
      await publisher.store({ topic, text: 'early' });
      await subscriber.needMessage('early');
      await c.wait(2_500);
      const control = await c.connect();
      await control.subscribe(topic);
      await publisher.store({ topic, text: 'late' });
      await control.needMessage('late');
      await subscriber.expectMessage('late', 'the subscription to last while the connection does');
    },
  },
);

async function waitsForItsClient(c: CaseContext): Promise<void> {
  const { clientId, topic, publisher } = await awaySession(c);
  const control = await c.connect();
  await control.subscribe({ filter: topic, qos: 2 });
  const texts = ['first', 'second', ...(c.facts.maximumQos === 2 ? ['third'] : [])];
  for (const text of texts) {
    await publisher.store({ topic, qos: text === 'third' ? 2 : 1, text });
    await control.needMessage(text);
  }
  const again = await c.connectKept(clientId);
  for (const text of texts) await again.expectMessage(text, 'the messages published meanwhile');
}

/** A stored Session with a subscription and a message; then Clean Start, while the first client is there or away. */
async function cleanStartForgets(c: CaseContext, isPresentAtTakeover: boolean): Promise<void> {
  const { client, topic, publisher } = await presentSession(c);
  if (!isPresentAtTakeover) {
    await client.disconnect();
    await publisher.store({ topic, qos: 1, text: 'queued' });
  }
  const fresh = await c.connect({ clientId: client.clientId });
  const control = await c.connect();
  await control.subscribe({ filter: topic, qos: 1 });
  await publisher.store({ topic, qos: 1, text: 'live' });
  await control.needMessage('live');
  await c.quiet(fresh);
  const got = fresh.takeMessages().length;
  c.claim(got === 0, 'nothing of the earlier Session', `${got} messages of its subscription came`);
}
