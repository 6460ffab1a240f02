/** What one side says that it can take: flow control, packet size, information on problems (MQTT 5.0). */
import { PacketType } from '../../protocol/constants.ts';
import type { ConnectPacket, PublishPacket } from '../../protocol/packets.ts';
import type { Properties } from '../../protocol/properties.ts';
import { varintSize } from '../../protocol/varint.ts';
import { defineCases } from '../case.ts';
import { textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

interface Answer {
  readonly properties?: Properties;
}

const MORE = 6;

const SIZE = 200;

/** Messages for a client that is away. */
const WAITING = ['one', 'two', 'three', 'four'] as const;

export const LIMIT_CASES = defineCases(
  ...([1, 2, 3] as const).flatMap((maximum) => [
    {
      ids: { 5: '5:3.3.4-9' } as const,
      part: `maximum-${maximum}`,
      title: `a client with Receive Maximum ${maximum} has no more unanswered messages than that`,
      needs: { qos: 1 } as const,
      run: async (c: CaseContext) => {
        const window = await full(c, maximum);
        c.claim(window.surplus === 0, `${maximum} messages`, `${maximum + window.surplus} came`);
        const extra = await afterOneAnswer(c, window);
        c.claim(extra === 0, 'one more for one PUBACK', `${extra + 1} came`);
      },
    },
    {
      ids: { 5: '5:4.9.0-1' } as const,
      part: `maximum-${maximum}`,
      title: `the first messages to a client with Receive Maximum ${maximum} are no more than that`,
      needs: { qos: 1 } as const,
      run: async (c: CaseContext) => {
        const { surplus } = await full(c, maximum);
        c.claim(surplus === 0, `${maximum} messages`, `${maximum + surplus} came`);
      },
    },
    {
      ids: { 5: '5:4.9.0-2' } as const,
      part: `maximum-${maximum}`,
      title: `one answer of a client with Receive Maximum ${maximum} makes room for one more`,
      needs: { qos: 1 } as const,
      run: async (c: CaseContext) => {
        const window = await full(c, maximum);
        c.require(window.surplus === 0, 'more came at once than the Receive Maximum [5:3.3.4-9]');
        const extra = await afterOneAnswer(c, window);
        c.claim(extra === 0, 'one more for one PUBACK', `${extra + 1} came`);
      },
    },
  ]),
  {
    ids: { 5: '5:4.9.0-2' },
    part: 'qos-2',
    title: 'PUBREC gives no room back, PUBCOMP does',
    needs: { qos: 2 },
    run: async (c) => {
      const { subscriber, publisher, topic } = await slow(c, { receiveMaximum: 1 });
      for (const text of ['first', 'second']) await publisher.store({ topic, qos: 2, text });
      const { packetId = 0 } = await subscriber.needMessage('first');
      await c.quiet(subscriber);
      c.require(
        subscriber.takeMessages().length === 0,
        'more came at once than the Receive Maximum [5:3.3.4-9]',
      );
      subscriber.send({ type: PacketType.pubrec, packetId, reasonCode: 0 });
      await subscriber.need(PacketType.pubrel);
      await c.quiet(subscriber);
      c.claim(subscriber.takeMessages().length === 0, 'nothing before PUBCOMP', 'the second message came');
      subscriber.send({ type: PacketType.pubcomp, packetId, reasonCode: 0 });
      await subscriber.needMessage('second');
    },
  },
  {
    ids: { 5: ['5:3.3.4-10', '5:4.9.0-3'] },
    title: 'other packets are answered while the Receive Maximum is used up',
    needs: { qos: 1 },
    run: async (c) => {
      const { subscriber, publisher, topic } = await slow(c, { receiveMaximum: 1 });
      for (const text of ['first', 'second']) await publisher.store({ topic, qos: 1, text });
      await subscriber.needMessage('first');
      const control = await c.connect();
      await Promise.all([
        control.ping(),
        control.subscribe(topic),
        control.store({ topic: c.topic('other'), qos: 1, text: 'x' }),
      ]);
      const expected = 'PINGRESP, SUBACK, UNSUBACK and PUBACK';
      subscriber.send({ type: PacketType.pingreq });
      await subscriber.expect(PacketType.pingresp, expected);
      subscriber.send({
        type: PacketType.subscribe,
        packetId: 100,
        subscriptions: [{ filter: c.topic('more'), qos: 0 }],
      });
      await subscriber.expect(PacketType.suback, expected);
      subscriber.begin({ topic: c.topic('other'), qos: 1, packetId: 102, text: 'x' });
      await subscriber.expect(PacketType.puback, expected);
      await control.unsubscribe(topic);
      subscriber.send({ type: PacketType.unsubscribe, packetId: 101, filters: [c.topic('more')] });
      await subscriber.expect(PacketType.unsuback, expected);
    },
  },
  {
    ids: { 5: '5:U-4.9-1' },
    title: 'the Receive Maximum counts anew on each connection',
    needs: { qos: 1, sessionS: 60 },
    run: async (c) => {
      const { subscriber, publisher, topic } = await slow(c, {
        receiveMaximum: 3,
        sessionExpiryInterval: 120,
      });
      for (let i = 0; i < 6; i += 1) await publisher.store({ topic, qos: 1, text: String(i) });
      for (let i = 0; i < 3; i += 1) await subscriber.need(PacketType.publish, isNew);
      await c.quiet(subscriber);
      c.require(
        !subscriber.takeMessages().some(isNew),
        'more came at once than the Receive Maximum [5:3.3.4-9]',
      );
      subscriber.drop();
      const again = await c.open();
      again.acknowledges = false;
      const properties = { receiveMaximum: 2, sessionExpiryInterval: 120 };
      const connack = await again.attempt(
        c.connectPacket({ clientId: subscriber.clientId, cleanStart: false, properties }),
      );
      c.require(connack?.sessionPresent === true, 'the Session is not kept');
      await again.need(PacketType.publish);
      await again.need(PacketType.publish);
      await c.quiet(again);
      c.claim(again.takeMessages().length === 0, '2 messages', 'more came');
    },
  },
  {
    ids: { 5: '5:U-4.9-1' },
    part: 'raised',
    title: 'what was unanswered on the connection before takes no room of the Receive Maximum on the next',
    needs: { qos: 1, sessionS: 60 },
    run: async (c) => {
      const missing = await missingOnReturn(c, true);
      c.require(missing === '', `nor does what waited come where all was answered: ${missing}`);
      const kept = await missingOnReturn(c, false);
      if (kept !== '') throw c.late(`all ${WAITING.length} messages that waited`, kept);
    },
  },
  // --- Maximum Packet Size
  {
    ids: { 5: '5:3.1.2-24' },
    title: 'a message larger than the client’s Maximum Packet Size is not sent',
    run: async (c) => oversized(c, 0),
  },
  {
    ids: { 5: '5:3.1.2-25' },
    title: 'a message that is too large counts as delivered: those behind it come',
    needs: { qos: 1 },
    run: async (c) => oversized(c, 1),
  },
  // --- The broker's limits
  {
    ids: { 5: '5:3.2.2-15' },
    title: 'a packet larger than the target’s Maximum Packet Size ends the connection',
    destructive: true,
    run: async (c) => {
      const maximum = c.facts.maximumPacketSize;
      if (maximum > 20_000_000) throw c.skip('the target announces no maximum that could be passed');
      const client = await c.connect();
      client.stopJudging();
      const topic = c.topic();
      // To the byte: what stands before the payload are fixed header, Topic Name and an empty Property Length.
      const headBytes = 1 + varintSize(maximum) + 2 + topic.length + 1;
      client.begin({ topic, payload: new Uint8Array(maximum + 1 - headBytes) });
      await client.expectEnd('the end of the connection');
    },
  },
  {
    ids: { 5: '5:3.3.4-7' },
    title: 'more QoS 2 messages than the target’s Receive Maximum end the connection, or are refused',
    needs: { qos: 2 },
    destructive: true,
    run: async (c) => {
      const maximum = c.facts.receiveMaximum;
      if (maximum > 1_000) throw c.skip(`the target’s Receive Maximum is ${maximum}`);
      const client = await c.connect();
      client.stopJudging();
      for (let packetId = 1; packetId <= maximum + 1; packetId += 1)
        client.begin({ topic: c.topic(), qos: 2, packetId, text: 'x' });
      const isSurplus = ({ packetId }: { readonly packetId: number }): boolean => packetId === maximum + 1;
      const pubrec = await client.take(PacketType.pubrec, isSurplus);
      if (pubrec !== undefined && pubrec.reasonCode >= 0x80) {
        c.note(`the message beyond it is refused by PUBREC 0x${pubrec.reasonCode.toString(16)}`);
        return;
      }
      await client.expectEnd('the end of the connection, or a PUBREC that refuses the message beyond it');
    },
  },
  // --- Information
  {
    ids: { 5: '5:3.1.2-28' },
    title: 'Response Information comes only to a client that asks for it',
    run: async (c) => {
      for (const properties of [{}, { requestResponseInformation: false }]) {
        const { connack } = await c.connect({ properties });
        c.claim(
          connack?.properties?.responseInformation === undefined,
          'no Response Information',
          'CONNACK has it',
        );
      }
    },
  },
  {
    ids: { 5: '5:3.1.2-29' },
    title: 'a client that wants no problem information gets no Reason Strings in its answers',
    needs: { qos: 1 },
    run: async (c) => {
      const client = await c.connect({ properties: { requestProblemInformation: false } });
      const answers: Answer[] = [
        await client.trySubscribe(c.topic()),
        await client.unsubscribe(c.topic('never')),
        await puback(client, c.topic('nobody')),
      ];
      if (c.facts.maximumQos === 2) answers.push(await pubcomp(client));
      for (const { properties = {} } of answers) {
        const isThere = properties.reasonString !== undefined || (properties.userProperties?.length ?? 0) > 0;
        c.claim(
          !isThere,
          'no Reason String and no User Property',
          `there came ${JSON.stringify(properties)}`,
        );
      }
    },
  },
);

async function puback(client: Client, topic: string): Promise<Answer> {
  client.begin({ topic, qos: 1, packetId: 501, text: 'x' });
  return client.need(PacketType.puback);
}

async function pubcomp(client: Client): Promise<Answer> {
  client.send({ type: PacketType.pubrel, packetId: 999, reasonCode: 0 });
  return client.need(PacketType.pubcomp);
}

/** A subscriber that does not answer, at the highest QoS. */
async function slow(c: CaseContext, properties: Properties) {
  const fields: Partial<ConnectPacket> = { clientId: c.clientId(), properties };
  const isKept = properties.sessionExpiryInterval !== undefined;
  const subscriber = await c.connect(isKept ? { ...fields, cleanStart: false } : fields);
  subscriber.acknowledges = false;
  const [publisher, topic] = [await c.connect(), c.topic()];
  await subscriber.subscribeAt(c.facts.maximumQos, topic);
  return { subscriber, publisher, topic };
}

/** What the Receive Maximum counts: QoS 0 is none of it, and a repeat is no further message. */
function isNew({ qos, dup }: PublishPacket): boolean {
  return qos > 0 && !dup;
}

interface Window {
  readonly subscriber: Client;
  readonly open: readonly PublishPacket[];
  /** Messages that came beyond the Receive Maximum. */
  readonly surplus: number;
}

/** A client that has as many messages unanswered as it may have, with more of them waiting. */
async function full(c: CaseContext, maximum: number): Promise<Window> {
  const { subscriber, publisher, topic } = await slow(c, { receiveMaximum: maximum });
  for (let i = 0; i < maximum + MORE; i += 1) await publisher.store({ topic, qos: 1, text: String(i) });
  const open: PublishPacket[] = [];
  for (let i = 0; i < maximum; i += 1) open.push(await subscriber.need(PacketType.publish, isNew));
  await c.quiet(subscriber);
  return { subscriber, open, surplus: subscriber.takeMessages().filter(isNew).length };
}

/** How many come beyond the one for which a PUBACK makes room. */
async function afterOneAnswer(c: CaseContext, { subscriber, open }: Window): Promise<number> {
  subscriber.send({ type: PacketType.puback, packetId: open[0]?.packetId ?? 0, reasonCode: 0 });
  await subscriber.need(PacketType.publish, isNew);
  await c.quiet(subscriber);
  return subscriber.takeMessages().filter(isNew).length;
}

/** A large message between two small ones, towards a client that takes none that large. */
async function oversized(c: CaseContext, qos: 0 | 1): Promise<void> {
  const [subscriber, control] = [
    await c.connect({ properties: { maximumPacketSize: SIZE } }),
    await c.connect(),
  ];
  const [publisher, topic] = [await c.connect(), c.topic()];
  for (const client of [subscriber, control]) await client.subscribe({ filter: topic, qos });
  await publisher.store({ topic, qos, text: 'small' });
  await subscriber.needMessage('small');
  await publisher.store({ topic, qos, text: 'x'.repeat(SIZE) });
  await control.needMessage('x'.repeat(SIZE));
  await publisher.store({ topic, qos, text: 'behind' });
  await control.needMessage('behind');
  if (qos === 1) await subscriber.expectMessage('behind', 'the message behind the large one');
  await c.quiet(subscriber);
  const large = subscriber.takeMessages().filter(({ payload }) => payload.length >= SIZE).length;
  c.require(qos === 0 || large === 0, 'the large message is sent nevertheless [5:3.1.2-24]');
  c.claim(large === 0, 'nothing larger than the Maximum Packet Size', 'the large message came');
}

/** A client with room for one message leaves it answered or not, and is back with room for all that waited. What does not come. */
async function missingOnReturn(c: CaseContext, isAnswered: boolean): Promise<string> {
  const kept = { sessionExpiryInterval: 120 };
  const { subscriber, publisher, topic } = await slow(c, { receiveMaximum: 1, ...kept });
  await publisher.store({ topic, qos: 1, text: 'first' });
  const { packetId = 0 } = await subscriber.needMessage('first');
  if (isAnswered) {
    subscriber.send({ type: PacketType.puback, packetId, reasonCode: 0 });
    await subscriber.ping();
  }
  subscriber.drop();
  for (const text of WAITING) await publisher.store({ topic, qos: 1, text });
  const properties = { receiveMaximum: WAITING.length, ...kept };
  const again = await c.connectKept(subscriber.clientId, { properties });
  c.require(again.connack?.sessionPresent === true, 'the Session is not kept');
  for (const text of WAITING) {
    const packet = await again.take(PacketType.publish, (each) => textOf(each) === text);
    if (packet === undefined) return `${text} does not come: ${again.story()}`;
  }
  return '';
}
