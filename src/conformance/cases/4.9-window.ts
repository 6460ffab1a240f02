/** What takes room in the Receive Maximum of a client and what gives it back, and sizes to the byte (sections 3.1.2.11, 4.9; MQTT 5.0). */
import { PacketType } from '../../protocol/constants.ts';
import { encodePacket } from '../../protocol/encode.ts';
import type { PublishPacket } from '../../protocol/packets.ts';
import { defineCases } from '../case.ts';
import type { Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

const BYTES = 400;
const SEVERAL = 4;

export const WINDOW_CASES = defineCases(
  {
    ids: { 5: '5:4.5.0-1' },
    part: 'behind-qos-0',
    title: 'QoS 0 messages take no room in the Receive Maximum: those of QoS 1 come behind them',
    needs: { qos: 1 },
    run: async (c) => {
      const { client, publisher, topic } = await oneAtATime(c, 1);
      for (let i = 0; i < SEVERAL; i += 1) await publisher.store({ topic, text: `QoS 0 ${i}` });
      await client.needMessage(`QoS 0 ${SEVERAL - 1}`);
      for (let i = 0; i < SEVERAL; i += 1) {
        await publisher.store({ topic, qos: 1, text: `QoS 1 ${i}` });
        await client.expectMessage(`QoS 1 ${i}`, 'each message of QoS 1');
      }
    },
  },
  ...([1, 2] as const).map((qos) => ({
    ids: { 5: '5:4.5.0-1' } as const,
    part: `behind-refused-qos-${qos}`,
    title: `a QoS ${qos} message that its client refuses makes room for the next`,
    needs: { qos },
    run: async (c: CaseContext) => {
      const { client, publisher, topic } = await oneAtATime(c, qos);
      client.acknowledges = false;
      for (let i = 0; i < SEVERAL; i += 1) await publisher.store({ topic, qos, text: `refused ${i}` });
      const type = qos === 1 ? PacketType.puback : PacketType.pubrec;
      const refuse = ({ packetId = 0 }: PublishPacket): void =>
        client.send({ type, packetId, reasonCode: 0x83 });
      refuse(await client.need(PacketType.publish));
      for (let i = 1; i < SEVERAL; i += 1) {
        const next = await client.take(PacketType.publish);
        const isReleased = client.takeNow(PacketType.pubrel) !== undefined;
        c.require(!isReleased, 'a refused message is released, and so not done with [5:4.3.3-4]');
        client.readable();
        c.require(!client.isOver, 'the connection ends where a message is refused');
        if (next === undefined) throw c.late('another message behind one that was refused', client.story());
        refuse(next);
      }
    },
  })),
  {
    ids: { 5: ['5:4.9.0-2', '5:3.3.4-9'] },
    part: 'unknown-answer',
    title: 'an answer to nothing makes no room in the Receive Maximum',
    needs: { qos: 1 },
    run: async (c) => {
      const { client, publisher, topic } = await oneAtATime(c, 1);
      client.acknowledges = false;
      for (const text of ['first', 'second', 'third']) await publisher.store({ topic, qos: 1, text });
      const { packetId: first = 0 } = await client.needMessage('first');
      await c.quiet(client);
      c.require(client.takeMessages().length === 0, 'more came at once than the Receive Maximum');
      client.send({ type: PacketType.puback, packetId: first, reasonCode: 0 });
      const { packetId: second = 0 } = await client.needMessage('second');
      client.stopJudging();
      client.send({ type: PacketType.puback, packetId: (second % 60_000) + 1_000, reasonCode: 0 });
      if (await client.ended(c.timing.quietMs))
        throw c.vacuous('the target ends the connection, which it may');
      await c.quiet(client);
      c.claim(client.takeMessages().length === 0, 'one message unanswered', 'another one came');
    },
  },
  {
    ids: { 5: '5:3.1.2-24' },
    part: 'exact',
    title: 'a message that is a byte larger than the client’s Maximum Packet Size is not sent',
    run: async (c) => {
      const [publisher, plain, topic] = [await c.connect(), await c.connect(), c.topic()];
      await plain.subscribe(topic);
      const sizeOf = async (text: string): Promise<number> => {
        await publisher.store({ topic, text });
        const packet = await plain.needMessage(text);
        const isAliased = packet.properties?.topicAlias !== undefined;
        c.require(!isAliased, 'it comes with a Topic Alias, and in another size [5:3.1.2-27]');
        return encodePacket(packet, c.version).length;
      };
      const maximumPacketSize = (await sizeOf('a'.repeat(BYTES))) - 1;
      const limited = await c.connect({ properties: { maximumPacketSize } });
      // The rule for every packet would say the same.
      limited.stopJudging();
      await limited.subscribe(topic);
      await sizeOf('b'.repeat(BYTES));
      await sizeOf('small');
      await limited.needMessage('small');
      await c.quiet(limited);
      const got = limited.takeMessages().filter(({ payload }) => payload.length === BYTES);
      c.claim(got.length === 0, `nothing of ${maximumPacketSize + 1} bytes`, `${got.length} messages came`);
    },
  },
);

/** A client with room for one unanswered message, and somebody to publish to it. */
async function oneAtATime(
  c: CaseContext,
  qos: 1 | 2,
): Promise<{ client: Client; publisher: Client; topic: string }> {
  const [publisher, topic] = [await c.connect(), c.topic()];
  const client = await c.connect({ properties: { receiveMaximum: 1 } });
  await client.subscribeAt(qos, topic);
  await publisher.store({ topic, qos, text: 'plain' });
  await client.needMessage('plain');
  await publisher.store({ topic, qos, text: 'plain again' });
  await client.needMessage('plain again');
  // Until the last answer has gone.
  await c.quiet(client);
  return { client, publisher, topic };
}
