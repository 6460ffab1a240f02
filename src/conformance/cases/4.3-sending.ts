/** QoS 1 and 2 with the broker as sender, and sending again (sections 2.2.1, 3.3.1.1, 4.3, 4.4). */
import { PacketType } from '../../protocol/constants.ts';
import type { PublishPacket } from '../../protocol/packets.ts';
import { defineCases } from '../case.ts';
import { textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { KEPT_2, pair, has } from './qos-steps.ts';

export const KEPT_1 = { sessionS: 60, qos: 1 } as const;

export const COUNT = 8;

export const SENDING_CASES = defineCases(
  // --- The broker sends
  ...([1, 2] as const).flatMap((qos) => [...first(qos), ...again(qos)]),
  {
    ids: { 4: '311:2.3.1-4', 5: '5:2.2.1-4' },
    part: 'both',
    title: 'open deliveries of both QoS have identifiers of their own',
    needs: { qos: 2 },
    run: async (c) => {
      const { publisher, subscriber, topic } = await pair(c);
      subscriber.acknowledges = false;
      for (let i = 0; i < COUNT; i += 1)
        await publisher.store({ topic, qos: i % 2 === 0 ? 1 : 2, text: `message ${i}` });
      const ids: (number | undefined)[] = [];
      for (let i = 0; i < COUNT; i += 1)
        ids.push((await subscriber.need(PacketType.publish, ({ qos, dup }) => qos > 0 && !dup)).packetId);
      c.claim(new Set(ids).size === COUNT, `${COUNT} different identifiers`, `there came ${ids.join(', ')}`);
    },
  },
  {
    ids: { 5: '5:4.3.2-3', 4: '311:4.3.2-1' },
    part: 'until-puback',
    title: 'a QoS 1 message is not sent again once it was acknowledged',
    needs: KEPT_1,
    run: async (c) => {
      const { subscriber, publisher, topic, got } = await held(c, 1, 1, c.keeping());
      subscriber.send({ type: PacketType.puback, packetId: got[0]?.packetId ?? 0, reasonCode: 0 });
      await subscriber.ping();
      await subscriber.disconnect();
      await nothingAgain(c, await resumed(c, subscriber), publisher, topic);
    },
  },
  {
    ids: { 4: '311:4.3.3-1', 5: '5:4.3.3-4' },
    part: 'pubrel',
    title: 'PUBREC is answered by PUBREL with its identifier',
    needs: { qos: 2 },
    run: async (c) => {
      const { subscriber, got } = await held(c, 2, 1);
      const packetId = got[0]?.packetId ?? 0;
      subscriber.send({ type: PacketType.pubrec, packetId, reasonCode: 0 });
      const { reasonCode } = await subscriber.expect(
        PacketType.pubrel,
        `PUBREL with identifier ${packetId}`,
        (each) => each.packetId === packetId,
      );
      c.claim(reasonCode === 0, 'PUBREL 0x00', `PUBREL 0x${reasonCode.toString(16)}: it is not known`);
    },
  },
  {
    ids: { 5: ['5:4.3.3-4', '5:4.4.0-2'] },
    part: 'refused',
    title: 'a QoS 2 message that is refused is neither released nor sent again',
    needs: KEPT_2,
    run: async (c) => {
      const { subscriber, publisher, topic, got } = await held(c, 2, 1, c.keeping());
      subscriber.send({ type: PacketType.pubrec, packetId: got[0]?.packetId ?? 0, reasonCode: 0x83 });
      await c.quiet(subscriber);
      c.claim(subscriber.takeNow(PacketType.pubrel) === undefined, 'no PUBREL', 'PUBREL came');
      await subscriber.disconnect();
      await nothingAgain(c, await resumed(c, subscriber), publisher, topic);
    },
  },
  {
    ids: { 5: '5:4.4.0-2' },
    part: 'refused-qos-1',
    title: 'a QoS 1 message that is refused is not sent again',
    needs: KEPT_1,
    run: async (c) => {
      const { subscriber, publisher, topic, got } = await held(c, 1, 1, c.keeping());
      subscriber.send({ type: PacketType.puback, packetId: got[0]?.packetId ?? 0, reasonCode: 0x83 });
      await subscriber.ping();
      await subscriber.disconnect();
      await nothingAgain(c, await resumed(c, subscriber), publisher, topic);
    },
  },
  {
    ids: { 5: '5:4.3.3-5' },
    part: 'pubrel',
    title: 'a PUBREL stays unacknowledged until PUBCOMP comes, on another connection too',
    needs: KEPT_2,
    // With which identifier it comes again is asked by 4.4.0-1.
    run: async (c) => {
      const { subscriber } = await releasing(c);
      const again = await resumed(c, subscriber);
      await again.expect(PacketType.pubrel, 'PUBREL again');
    },
  },
  {
    ids: { 4: '311:4.4.0-1', 5: '5:4.4.0-1' },
    part: 'pubrel',
    title: 'an unanswered PUBREL is sent again with its identifier when the Session resumes',
    needs: KEPT_2,
    run: async (c) => {
      const { subscriber, packetId } = await releasing(c);
      const again = await resumed(c, subscriber);
      await again.expect(
        PacketType.pubrel,
        `PUBREL with identifier ${packetId}`,
        (each) => each.packetId === packetId,
      );
    },
  },
  {
    ids: { 4: '311:4.3.3-1', 5: '5:4.3.3-6' },
    part: 'never-back',
    title: 'once PUBREL was sent its PUBLISH never comes again',
    needs: KEPT_2,
    run: async (c) => {
      const { subscriber, publisher, topic } = await releasing(c);
      const again = await resumed(c, subscriber);
      const pubrel = await again.take(PacketType.pubrel, undefined, again.answerMs / 4);
      // A target with one exchange at a time sends the control only behind this one.
      if (pubrel !== undefined)
        again.send({ type: PacketType.pubcomp, packetId: pubrel.packetId, reasonCode: 0 });
      again.acknowledges = true;
      await nothingAgain(c, again, publisher, topic);
    },
  },
  {
    ids: { 5: '5:4.3.3-7' },
    title: 'a QoS 2 message that was sent does not expire',
    needs: { qos: 2 },
    lastsMs: 2_500,
    run: async (c) => {
      const { publisher, subscriber, topic } = await pair(c);
      subscriber.acknowledges = false;
      await publisher.store({ topic, qos: 2, text: 'brief', properties: { messageExpiryInterval: 1 } });
      await publisher.store({ topic, qos: 2, text: 'lasting' });
      const [brief, lasting] = [
        await subscriber.needMessage('brief'),
        await subscriber.needMessage('lasting'),
      ];
      await c.wait(2_500);
      subscriber.send({ type: PacketType.pubrec, packetId: lasting.packetId ?? 0, reasonCode: 0 });
      await subscriber.need(PacketType.pubrel, (each) => each.packetId === lasting.packetId);
      subscriber.send({ type: PacketType.pubrec, packetId: brief.packetId ?? 0, reasonCode: 0 });
      await subscriber.expect(
        PacketType.pubrel,
        'PUBREL for the message that expired meanwhile',
        (each) => each.packetId === brief.packetId,
      );
    },
  },
  {
    ids: { 5: '5:4.4.0-1' },
    part: 'patience',
    title: 'nothing is sent again on a connection that stays open',
    needs: { qos: 1 },
    lastsMs: 4_000,
    run: async (c) => {
      const { subscriber } = await held(c, 1, 2);
      await c.wait(4_000);
      await subscriber.ping();
      c.claim(subscriber.takeMessages().length === 0, 'nothing', 'an unacknowledged message came again');
    },
  },
);

/** The first PUBLISH of each message. */
function first(qos: 1 | 2) {
  return [
    {
      ids:
        qos === 1
          ? ({ 4: '311:4.3.2-1', 5: '5:4.3.2-1' } as const)
          : ({ 4: '311:4.3.3-1', 5: '5:4.3.3-1' } as const),
      part: 'identifiers',
      title: `open QoS ${qos} deliveries have identifiers of their own`,
      needs: { qos },
      run: async (c: CaseContext) => {
        const { got } = await held(c, qos, COUNT);
        const ids = new Set(got.map(({ packetId }) => packetId));
        c.claim(
          ids.size === got.length && !ids.has(0),
          `${COUNT} different identifiers`,
          `there came ${[...ids].join(', ')}`,
        );
      },
    },
    {
      ids:
        qos === 1
          ? ({ 4: '311:4.3.2-1', 5: '5:4.3.2-2' } as const)
          : ({ 4: '311:4.3.3-1', 5: '5:4.3.3-2' } as const),
      part: 'first',
      title: `the first PUBLISH of a QoS ${qos} message has DUP 0`,
      needs: { qos },
      run: async (c: CaseContext) => {
        const { got } = await held(c, qos, 3);
        c.claim(
          got.every(({ dup }) => !dup),
          'DUP 0',
          'DUP is 1',
        );
      },
    },
  ];
}

/** The PUBLISH that comes again on another connection. */
function again(qos: 1 | 2) {
  return [
    {
      ids: { 4: '311:4.4.0-1', 5: '5:4.4.0-1' } as const,
      part: `publish-qos-${qos}`,
      title: `an unacknowledged QoS ${qos} PUBLISH is sent again with its identifier when the Session resumes`,
      needs: qos === 1 ? KEPT_1 : KEPT_2,
      run: async (c: CaseContext) => {
        const { packet, packetId } = await unacknowledged(c, qos);
        c.claim(packet.packetId === packetId, `identifier ${packetId}`, `it has ${packet.packetId ?? 0}`);
      },
    },
    {
      ids: { 5: qos === 1 ? '5:4.3.2-3' : '5:4.3.3-3' } as const,
      part: `publish-qos-${qos}`,
      title: `a QoS ${qos} PUBLISH stays unacknowledged until its answer comes, on another connection too`,
      needs: qos === 1 ? KEPT_1 : KEPT_2,
      // With which identifier it comes again is asked by 4.4.0-1.
      run: async (c: CaseContext) => {
        await unacknowledged(c, qos);
      },
    },
    {
      ids: { 4: '311:3.3.1-1', 5: '5:3.3.1-1' } as const,
      part: `qos-${qos}`,
      title: `a QoS ${qos} PUBLISH that is sent again has DUP 1`,
      needs: qos === 1 ? KEPT_1 : KEPT_2,
      run: async (c: CaseContext) => {
        const { subscriber } = await held(c, qos, 1, c.keeping());
        subscriber.drop();
        const packet = await (await resumed(c, subscriber)).needMessage('message 0');
        c.claim(packet.dup, 'DUP 1', 'DUP is 0');
      },
    },
  ];
}

/**
 * What comes again of a message that its subscriber did not answer, and the identifier that it had. Another was answered before it:
 * a broker that counts its identifiers anew on each connection gives it that one's.
 */
async function unacknowledged(c: CaseContext, qos: 1 | 2) {
  const { subscriber, publisher, topic, got } = await held(c, qos, 1, c.keeping());
  await answer(subscriber, qos, got[0]?.packetId ?? 0);
  await publisher.store({ topic, qos, text: 'message 1' });
  const { packetId } = await subscriber.needMessage('message 1');
  subscriber.drop();
  const again = await resumed(c, subscriber);
  const isSame = (each: PublishPacket): boolean => textOf(each) === 'message 1';
  const packet = await again.expect(PacketType.publish, 'the message again', isSame);
  return { packet, packetId: packetId ?? 0 };
}

/** Brings a delivery to its end. */
async function answer(subscriber: Client, qos: 1 | 2, packetId: number): Promise<void> {
  if (qos === 1) {
    subscriber.send({ type: PacketType.puback, packetId, reasonCode: 0 });
    return;
  }
  subscriber.send({ type: PacketType.pubrec, packetId, reasonCode: 0 });
  await subscriber.need(PacketType.pubrel, (each) => each.packetId === packetId);
  subscriber.send({ type: PacketType.pubcomp, packetId, reasonCode: 0 });
}

/** Deliveries that the subscriber does not answer. */
export async function held(
  c: CaseContext,
  qos: 1 | 2,
  count: number,
  fields: Parameters<CaseContext['connect']>[0] = {},
) {
  const [publisher, topic] = [await c.connect(), c.topic()];
  const subscriber = await c.connect({ ...fields, clientId: c.clientId() });
  subscriber.acknowledges = false;
  await subscriber.subscribeAt(qos, topic);
  const got: PublishPacket[] = [];
  for (let i = 0; i < count; i += 1) {
    await publisher.store({ topic, qos, text: `message ${i}` });
    got.push(await subscriber.needMessage(`message ${i}`));
  }
  c.require(
    got.every((packet) => packet.qos === qos),
    `messages come at another QoS than ${qos}`,
  );
  await subscriber.ping();
  c.require(
    subscriber.takeMessages().every(({ dup }) => dup),
    'messages come more than once',
  );
  return { publisher, subscriber, topic, got };
}

/** A subscriber that is lost between PUBREL and PUBCOMP. */
async function releasing(c: CaseContext) {
  const { subscriber, publisher, topic, got } = await held(c, 2, 1, c.keeping());
  const packetId = got[0]?.packetId ?? 0;
  subscriber.send({ type: PacketType.pubrec, packetId, reasonCode: 0 });
  await subscriber.need(PacketType.pubrel, (each) => each.packetId === packetId);
  subscriber.drop();
  return { subscriber, publisher, topic, packetId };
}

/** The Session of a client that is gone, on a new connection that answers nothing. */
async function resumed(c: CaseContext, gone: Client): Promise<Client> {
  const client = await c.open();
  client.acknowledges = false;
  const connack = await client.attempt(c.connectPacket({ clientId: gone.clientId, ...c.keeping() }));
  c.require(connack?.reasonCode === 0 && connack.sessionPresent, 'the Session is not resumed');
  // What is owed has no time by which it is sent again: a broker that stirs with the next packet sends it, too.
  await client.ping();
  return client;
}

async function nothingAgain(c: CaseContext, client: Client, publisher: Client, topic: string): Promise<void> {
  client.acknowledges = true;
  await publisher.store({ topic, qos: 1, text: 'control' });
  await client.needMessage('control');
  await c.quiet(client);
  c.claim(!has(client, 'message 0'), 'nothing of the message', 'it came again');
}
