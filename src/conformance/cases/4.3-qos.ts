/** Quality of Service, sending again, and the answers of both sides (sections 2.2.1, 3.4 to 3.7, 4.3, 4.4). */
import { PacketType } from '../../protocol/constants.ts';
import type { PublishPacket } from '../../protocol/packets.ts';
import { defineCases } from '../case.ts';
import { textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

const KEPT_1 = { sessionS: 60, qos: 1 } as const;
const KEPT_2 = { sessionS: 60, qos: 2 } as const;
const COUNT = 8;

export const QOS_CASES = defineCases(
  // --- The broker receives
  {
    ids: { 4: '311:4.3.2-2', 5: '5:4.3.2-4' },
    title: 'a QoS 1 message is acknowledged by PUBACK with its identifier',
    needs: { qos: 1 },
    run: async (c) => {
      const publisher = await c.connect();
      publisher.begin({ topic: c.topic(), qos: 1, packetId: 0x0102, text: 'x' });
      await publisher.expect(
        PacketType.puback,
        'PUBACK with identifier 258',
        ({ packetId }) => packetId === 0x0102,
      );
    },
  },
  {
    ids: { 4: '311:4.3.2-2', 5: '5:4.3.2-5' },
    part: 'again',
    title: 'after its PUBACK an identifier stands for a new message, whatever DUP says',
    needs: { qos: 1 },
    run: async (c) => {
      const { publisher, subscriber, topic } = await pair(c);
      await publisher.store({ topic, qos: 1, packetId: 7, text: 'first' });
      await subscriber.needMessage('first');
      await publisher.store({ topic, qos: 1, packetId: 7, dup: true, text: 'second' });
      const control = await publisher.publish({ topic, qos: 1, packetId: 8, text: 'control' });
      c.require(control < 0x80, 'the control message is refused');
      await subscriber.needMessage('control');
      c.claim(has(subscriber, 'second'), 'the second message too', 'it does not come');
    },
  },
  {
    ids: { 4: '311:4.3.3-2', 5: '5:4.3.3-8' },
    part: 'pubrec',
    title: 'a QoS 2 message is answered by PUBREC with its identifier',
    needs: { qos: 2 },
    run: async (c) => {
      const publisher = await c.connect();
      publisher.begin({ topic: c.topic(), qos: 2, packetId: 0x0102, text: 'x' });
      await publisher.expect(
        PacketType.pubrec,
        'PUBREC with identifier 258',
        ({ packetId }) => packetId === 0x0102,
      );
    },
  },
  {
    ids: { 4: '311:4.3.3-2', 5: '5:4.3.3-11' },
    part: 'pubcomp',
    title: 'PUBREL is answered by PUBCOMP with its identifier',
    needs: { qos: 2 },
    run: async (c) => {
      const publisher = await c.connect();
      await received(publisher, c.topic(), 0x0102, 'x');
      release(publisher, 0x0102);
      await publisher.expect(
        PacketType.pubcomp,
        'PUBCOMP with identifier 258',
        ({ packetId }) => packetId === 0x0102,
      );
    },
  },
  {
    ids: { 4: '311:4.3.3-2', 5: '5:4.3.3-10' },
    part: 'repeated',
    title: 'until PUBREL a repeated QoS 2 message is delivered once',
    needs: { qos: 2 },
    run: async (c) => {
      const { publisher, subscriber, topic } = await pair(c);
      await received(publisher, topic, 5, 'once');
      publisher.begin({ topic, qos: 2, packetId: 5, dup: true, text: 'once' });
      const again = await publisher.take(PacketType.pubrec);
      if (c.is5 && publisher.isOver)
        throw c.skip('the target ends the connection: 5.0 lets a client repeat only on resuming');
      c.require(again !== undefined, 'the repeated PUBLISH is not answered');
      await oneCopy(c, publisher, subscriber, topic);
    },
  },
  {
    ids: { 4: '311:4.3.3-2', 5: '5:4.3.3-10' },
    part: 'resumed',
    title: 'a QoS 2 message that is sent again on resuming the Session is delivered once',
    needs: KEPT_2,
    run: async (c) => {
      const { publisher, subscriber, topic } = await pair(c, c.keeping());
      await received(publisher, topic, 5, 'once');
      publisher.drop();
      const again = await c.connectKept(publisher.clientId);
      c.require(again.connack?.sessionPresent === true, 'the Session is not kept');
      again.begin({ topic, qos: 2, packetId: 5, dup: true, text: 'once' });
      await again.expect(
        PacketType.pubrec,
        'PUBREC for the message that is sent again',
        ({ packetId }) => packetId === 5,
      );
      await oneCopy(c, again, subscriber, topic);
    },
  },
  {
    ids: { 4: '311:4.3.3-2', 5: '5:4.3.3-12' },
    part: 'again',
    title: 'after PUBCOMP an identifier stands for a new message, whatever DUP says',
    needs: { qos: 2 },
    run: async (c) => {
      const { publisher, subscriber, topic } = await pair(c);
      await publisher.store({ topic, qos: 2, packetId: 7, text: 'first' });
      await subscriber.needMessage('first');
      await publisher.store({ topic, qos: 2, packetId: 7, dup: true, text: 'second' });
      await publisher.store({ topic, qos: 2, packetId: 8, text: 'control' });
      await subscriber.needMessage('control');
      c.claim(has(subscriber, 'second'), 'the second message too', 'it does not come');
    },
  },
  {
    ids: { 5: '5:4.3.3-13' },
    title: 'the QoS 2 exchange goes on although the message has expired',
    needs: { qos: 2 },
    lastsMs: 2_500,
    run: async (c) => {
      const publisher = await c.connect();
      const properties = { messageExpiryInterval: 1 };
      publisher.begin({ topic: c.topic(), qos: 2, packetId: 9, text: 'brief', properties });
      await publisher.need(PacketType.pubrec);
      const control = await c.connect();
      await received(control, c.topic('control'), 9, 'lasting');
      await c.wait(2_500);
      release(control, 9);
      await control.need(PacketType.pubcomp);
      release(publisher, 9);
      await publisher.expect(PacketType.pubcomp, 'PUBCOMP');
    },
  },
  // --- The broker sends
  ...([1, 2] as const).flatMap((qos) => [
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
    {
      ids: { 4: '311:4.4.0-1', 5: ['5:4.4.0-1', qos === 1 ? '5:4.3.2-3' : '5:4.3.3-3'] } as const,
      part: `publish-qos-${qos}`,
      title: `an unacknowledged QoS ${qos} PUBLISH is sent again with its identifier when the Session resumes`,
      needs: qos === 1 ? KEPT_1 : KEPT_2,
      run: async (c: CaseContext) => {
        const { subscriber, got } = await held(c, qos, 1, c.keeping());
        subscriber.drop();
        const again = await resumed(c, subscriber);
        const packet = await again.expect(
          PacketType.publish,
          'the message again',
          (each) => textOf(each) === 'message 0',
        );
        c.claim(
          packet.packetId === got[0]?.packetId,
          `identifier ${got[0]?.packetId ?? 0}`,
          `it has ${packet.packetId ?? 0}`,
        );
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
  ]),
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
        ids.push((await subscriber.need(PacketType.publish, ({ dup }) => !dup)).packetId);
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
      await subscriber.expect(
        PacketType.pubrel,
        `PUBREL with identifier ${packetId}`,
        (each) => each.packetId === packetId,
      );
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
    ids: { 4: '311:4.4.0-1', 5: ['5:4.4.0-1', '5:4.3.3-5'] },
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
      await again.take(PacketType.pubrel, undefined, again.answerMs / 4);
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
      for (const { packetId = 0 } of [lasting, brief])
        subscriber.send({ type: PacketType.pubrec, packetId, reasonCode: 0 });
      await subscriber.need(PacketType.pubrel, (each) => each.packetId === lasting.packetId);
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

async function pair(c: CaseContext, fields: Parameters<CaseContext['connect']>[0] = {}) {
  const [publisher, subscriber, topic] = [
    await c.connect({ ...fields, clientId: c.clientId() }),
    await c.connect(),
    c.topic(),
  ];
  await subscriber.subscribeAt(c.facts.maximumQos, topic);
  return { publisher, subscriber, topic };
}

/** Deliveries that the subscriber does not answer. */
async function held(
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
  return client;
}

async function nothingAgain(c: CaseContext, client: Client, publisher: Client, topic: string): Promise<void> {
  client.acknowledges = true;
  await publisher.store({ topic, qos: 1, text: 'control' });
  await client.needMessage('control');
  await c.quiet(client);
  c.claim(!has(client, 'message 0'), 'nothing of the message', 'it came again');
}

async function received(
  publisher: Client,
  topic: string,
  packetId: number,
  text: string,
  dup = false,
): Promise<void> {
  publisher.begin({ topic, qos: 2, packetId, text, dup });
  await publisher.need(PacketType.pubrec, (packet) => packet.packetId === packetId);
}

function release(publisher: Client, packetId: number): void {
  publisher.send({ type: PacketType.pubrel, packetId, reasonCode: 0 });
}

/** Ends the exchange of identifier 5 and counts what came of it. */
async function oneCopy(c: CaseContext, publisher: Client, subscriber: Client, topic: string): Promise<void> {
  release(publisher, 5);
  await publisher.need(PacketType.pubcomp);
  await publisher.store({ topic, qos: 2, packetId: 6, text: 'control' });
  const first = await subscriber.needMessage('control');
  await c.quiet(subscriber);
  const copies = subscriber.takeMessages().filter((packet) => textOf(packet) === 'once').length;
  c.require(first.qos === 2, 'the delivery is not at QoS 2');
  c.claim(copies === 1, 'one copy', `${copies} copies came`);
}

function has(client: Client, text: string): boolean {
  return client.takeMessages().some((packet) => textOf(packet) === text);
}
