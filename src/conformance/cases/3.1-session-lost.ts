/** Sessions whose connection is lost or taken over, and what of them a new connection finds (sections 3.1.2.4, 3.1.2.5, 4.1). */
import { PacketType } from '../../protocol/constants.ts';
import { defineCases } from '../case.ts';
import { textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { awaySession, livesOn, presentSession } from './session-steps.ts';

const KEPT = { sessionS: 60, qos: 1 } as const;
const IDENTIFIER = 7;
/** Packet Identifier. */
const BEGUN = 5;

export const LOST_SESSION_CASES = defineCases(
  {
    ids: { 4: '311:3.1.2-4', 5: ['5:3.1.2-5', '5:3.1.2-23'] },
    part: 'lost',
    title: 'the Session is kept also where its connection is lost without DISCONNECT',
    needs: KEPT,
    run: async (c) => {
      c.require(await livesOn(c, await awaySession(c)), 'Sessions do not go on behind DISCONNECT either');
      const scene = await presentSession(c);
      await scene.client.ping();
      scene.client.drop();
      c.claim(await livesOn(c, scene), 'the Session to go on', 'its subscription is gone');
    },
  },
  {
    ids: { 4: ['311:3.1.2-5', '311:4.5.0-1'], 5: '5:4.5.0-1' },
    part: 'away-lost',
    title: 'messages wait also for a client whose connection was lost',
    needs: KEPT,
    run: async (c) => {
      const left = await awaySession(c);
      const lost = await presentSession(c);
      await lost.client.ping();
      lost.client.drop();
      for (const { publisher, topic } of [left, lost]) await publisher.store({ topic, qos: 1, text: 'away' });
      await (await c.connectKept(left.clientId)).needMessage('away');
      const again = await c.connectKept(lost.clientId);
      c.require(again.connack?.sessionPresent === true, 'the Session is not kept');
      await again.expectMessage('away', 'the message published meanwhile');
    },
  },
  {
    ids: { 4: ['311:3.1.4-3', '311:3.1.2-4'], 5: ['5:3.1.4-4', '5:3.1.2-5'] },
    part: 'received-takeover',
    title: 'the QoS 2 messages that a client has begun are known to the connection that takes it over',
    needs: { ...KEPT, qos: 2 },
    run: async (c) => {
      const [subscriber, topic] = [await c.connect(), c.topic()];
      await subscriber.subscribeAt(2, topic);
      for (const way of ['lost', 'taken over'] as const) {
        const client = await c.connectKept(c.clientId());
        client.begin({ topic, qos: 2, packetId: BEGUN, text: way });
        await client.need(PacketType.pubrec);
        if (way === 'lost') client.drop();
        const again = await c.connectKept(client.clientId);
        c.require(again.connack?.sessionPresent === true, 'the Session is not kept');
        again.begin({ topic, qos: 2, packetId: BEGUN, dup: true, text: way });
        await again.need(PacketType.pubrec);
        again.send({ type: PacketType.pubrel, packetId: BEGUN, reasonCode: 0 });
        await again.need(PacketType.pubcomp);
        await subscriber.needMessage(way);
        await c.quiet(subscriber);
        const isTwice = subscriber.takeMessages().some((packet) => textOf(packet) === way);
        c.require(!isTwice || way === 'taken over', 'it comes twice also where the connection was lost');
        c.claim(!isTwice, 'the message once', 'it came twice');
      }
    },
  },
  {
    ids: { 5: ['5:3.1.4-4', '5:3.1.2-5'] },
    part: 'waiting-takeover',
    title: 'what waits for room with a client comes on the connection that takes it over',
    needs: KEPT,
    run: async (c) => {
      for (const way of ['lost', 'taken over'] as const) {
        const [publisher, topic] = [await c.connect(), c.topic(c.name())];
        const properties = { receiveMaximum: 1, sessionExpiryInterval: 120 };
        const client = await c.connectKept(c.clientId(), { properties });
        await client.subscribeAt(1, topic);
        client.acknowledges = false;
        for (const text of ['sent', 'waiting']) await publisher.store({ topic, qos: 1, text });
        const { qos } = await client.needMessage('sent');
        c.require(qos === 1, 'messages of QoS 1 do not come at QoS 1, and nothing waits');
        if (way === 'lost') client.drop();
        const again = await c.connectKept(client.clientId);
        c.require(again.connack?.sessionPresent === true, 'the Session is not kept');
        if (way === 'lost') await again.needMessage('waiting');
        else await again.expectMessage('waiting', 'the message that has waited');
      }
    },
  },
  {
    ids: { 4: '311:3.1.2-6', 5: '5:3.1.2-4' },
    part: 'for-good',
    title: 'a Session that Clean Start has ended is not there behind that connection either',
    needs: KEPT,
    run: async (c) => {
      const scene = await awaySession(c);
      c.require((await c.connectKept(scene.clientId)).connack?.sessionPresent === true, 'no Session is kept');
      const clean = await c.connect({ clientId: scene.clientId });
      await clean.disconnect();
      c.claim(!(await livesOn(c, scene)), 'nothing of the earlier Session', 'its subscription is in force');
    },
  },
  {
    ids: { 5: '5:3.1.2-5' },
    part: 'shared',
    title: 'a Shared Subscription goes on with the Session',
    needs: { ...KEPT, sharedSubscriptions: true },
    run: async (c) => {
      const { again, control, publisher, topic } = await back(c, async (client, each) => {
        await client.subscribeAt(1, `$share/${c.name()}/${each}`);
      });
      await publisher.store({ topic, qos: 1, text: 'live' });
      await control.needMessage('live');
      await again.expectMessage('live', 'the message of a Shared Subscription of an earlier connection');
    },
  },
  {
    ids: { 4: '311:3.8.4-6', 5: '5:3.8.4-8' },
    part: 'resumed',
    title: 'a subscription keeps its QoS when the Session is resumed',
    needs: KEPT,
    run: async (c) => {
      const qos = c.facts.maximumQos === 2 ? 2 : 1;
      const { again, publisher, topic } = await back(c, async (client, each) =>
        client.subscribeAt(qos, each),
      );
      await publisher.store({ topic, qos, text: 'live' });
      const packet = await again.needMessage('live');
      c.claim(packet.qos === qos, `QoS ${qos}, as before`, `it came at QoS ${packet.qos}`);
    },
  },
  {
    ids: { 5: '5:3.3.1-13' },
    part: 'resumed',
    title: 'a subscription keeps Retain As Published when the Session is resumed',
    needs: { ...KEPT, retain: true },
    run: async (c) => {
      const { again, publisher, topic } = await back(c, async (client, each) =>
        client.subscribeAt(1, { filter: each, retainAsPublished: true }),
      );
      await publisher.store({ topic, qos: 1, retain: true, text: 'live' });
      const packet = await again.needMessage('live');
      c.claim(packet.retain, 'RETAIN 1, as before', 'RETAIN is 0');
    },
  },
  {
    ids: { 5: '5:3.3.4-3' },
    part: 'resumed',
    title: 'a subscription keeps its Subscription Identifier when the Session is resumed',
    needs: { ...KEPT, subscriptionIdentifiers: true },
    run: async (c) => {
      const { again, publisher, topic } = await back(c, async (client, each) =>
        client.subscribeAt(1, each, { subscriptionIdentifiers: [IDENTIFIER] }),
      );
      await publisher.store({ topic, qos: 1, text: 'live' });
      const got = (await again.needMessage('live')).properties?.subscriptionIdentifiers ?? [];
      c.claim(got.includes(IDENTIFIER), `${IDENTIFIER}, as before`, `there came [${got.join(', ')}]`);
    },
  },
);

/** A client whose Session is resumed; on its first connection a message has come for the subscription that `subscribe` makes. */
async function back(c: CaseContext, subscribe: (client: Client, topic: string) => Promise<void>) {
  const [publisher, control, topic] = [await c.connect(), await c.connect(), c.topic()];
  const client = await c.connectKept(c.clientId());
  await control.subscribeAt(1, topic);
  await subscribe(client, topic);
  await publisher.store({ topic, qos: 1, text: 'first' });
  await client.needMessage('first');
  await client.disconnect();
  const again = await c.connectKept(client.clientId);
  c.require(again.connack?.sessionPresent === true, 'the Session is not kept');
  return { again, control, publisher, topic };
}
