/** Messages reach whom they are owed to, whatever went before (section 4.5; 5.0 sections 3.8.4 and 4.9). */
import { PacketType } from '../../protocol/constants.ts';
import { defineCases } from '../case.ts';
import type { PublishPacket } from '../../protocol/packets.ts';
import { subscribePacket, textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

/** More than any broker here lets be unanswered at first, less than any of them queues. */
const MANY = 60;
const FEW_UNANSWERED = 2;
/** QoS 2 messages of a publisher that every broker lets be open. */
const FEW_OPEN = 10;
/** Bytes that every broker takes. */
const SMALL = 128;
/** Remaining Lengths of which the one takes a byte less than the other, and others in between. */
const LENGTHS = [127, 128, 1_000, 16_383, 16_384, 70_000, 2_097_151, 2_097_152] as const;
/** More levels than most have in mind. */
const DEEP = `deep${'/l'.repeat(6)}/x/${'l/'.repeat(6)}y/z`;
const DELIVERED = { 4: '311:4.5.0-1', 5: '5:4.5.0-1' } as const;

export const DELIVERY_CASES = defineCases(
  {
    // No sentence says when a subscription is in force; all that rely on it wait as long as it takes.
    ids: DELIVERED,
    part: 'behind-suback',
    title: 'a subscription is in force when SUBACK has come',
    level: 'SHOULD',
    needs: { qos: 1 },
    run: async (c) => {
      if (c.facts.profile.settleMs !== undefined) throw c.skip('the profile says how long it takes');
      const [publisher, subscriber, topic] = [await c.connect(), await c.connect(), c.topic()];
      subscriber.send(subscribePacket(1, { filter: topic, qos: 1 }));
      const { reasonCodes } = await subscriber.need(PacketType.suback);
      c.require((reasonCodes[0] ?? 0x80) < 0x80, 'the filter is refused');
      await publisher.store({ topic, qos: 1, text: 'behind SUBACK' });
      await subscriber.expectMessage('behind SUBACK', 'a message that was published behind SUBACK');
    },
  },
  {
    ids: DELIVERED,
    part: 'topic-in-use',
    title: 'a subscription to a topic that has been published to before gets what comes from now on',
    needs: { qos: 1 },
    run: async (c) => {
      const topic = c.topic();
      const [publisher, first, second] = [await c.connect(), await c.connect(), await c.connect()];
      await publisher.store({ topic, qos: 1, text: 'to nobody' });
      for (const [subscriber, text] of [
        [first, 'to one'],
        [second, 'to both'],
      ] as const) {
        await subscriber.subscribeAt(1, topic);
        await publisher.store({ topic, qos: 1, text });
        await subscriber.expectMessage(text, 'the first message behind SUBACK');
      }
      await first.expectMessage('to both', 'a message for a subscription that another has followed');
    },
  },
  {
    ids: DELIVERED,
    part: 'subscribed-again',
    title: 'a client that unsubscribes and subscribes again gets what comes from now on',
    needs: { qos: 1 },
    run: async (c) => {
      const topic = c.topic();
      const [publisher, subscriber] = [await c.connect(), await c.connect()];
      for (const text of ['first time', 'second time']) {
        await subscriber.subscribeAt(1, topic);
        await publisher.store({ topic, qos: 1, text });
        await subscriber.expectMessage(text, 'the first message behind SUBACK');
        await subscriber.unsubscribe(topic);
        await publisher.store({ topic, qos: 1, text: 'to nobody' });
      }
    },
  },
  {
    ids: DELIVERED,
    part: 'sizes',
    title: 'messages of every size arrive, whole',
    needs: { qos: 1 },
    run: async (c) => {
      const [publisher, subscriber, topic] = [await c.connect(), await c.connect(), c.topic()];
      await subscriber.subscribeAt(1, topic);
      await publisher.store({ topic, qos: 1, text: 'control' });
      await subscriber.needMessage('control');
      // Topic Name, Packet Identifier and in 5.0 a Property Length stand before the payload.
      const headBytes = 2 + topic.length + 2 + (c.is5 ? 1 : 0);
      const sizes = [0, 1, ...LENGTHS.map((length) => length - headBytes).filter((size) => size > 1)];
      for (const size of sizes.filter((one) => one < c.facts.maximumPacketSize - 1_000)) {
        const text = 'x'.repeat(size);
        publisher.begin({ topic, qos: 1, text });
        const puback = await publisher.take(PacketType.puback);
        if (publisher.isOver && size > SMALL) {
          // 3.1.1 cannot announce what is too large.
          c.note(`the target takes no message of ${size} bytes`);
          return;
        }
        c.require(puback !== undefined && puback.reasonCode < 0x80, `${size} bytes are not taken over`);
        await subscriber.expectMessage(text, `the message of ${size} bytes`);
      }
    },
  },
  {
    ids: DELIVERED,
    part: 'deep',
    title: 'a message on a topic with many levels arrives, whatever filter it matches',
    needs: { qos: 1, wildcards: true },
    run: async (c) => {
      const [publisher, exact] = [await c.connect(), await c.connect()];
      const topic = c.topic(DEEP);
      await exact.subscribeAt(1, topic);
      const wild = [await c.connect(), await c.connect()];
      const filters = [DEEP.replace('/x/', '/+/'), DEEP.replace(/y.*$/u, '#')].map((name) => c.topic(name));
      for (const [index, filter] of filters.entries()) await wild[index]?.subscribeAt(1, filter);
      publisher.begin({ topic, qos: 1, text: 'deep' });
      if ((await exact.take(PacketType.publish)) === undefined)
        throw c.skip('the target takes no topics with so many levels');
      for (const [index, filter] of filters.entries())
        await wild[index]?.expectMessage('deep', `the message for ${filter}`);
    },
  },
  {
    ids: DELIVERED,
    part: 'empty',
    title: 'a message without a payload arrives',
    needs: { qos: 1 },
    run: async (c) => {
      const [publisher, subscriber, topic] = [await c.connect(), await c.connect(), c.topic()];
      await subscriber.subscribeAt(1, topic);
      await publisher.store({ topic, qos: 1, text: 'control' });
      await subscriber.needMessage('control');
      await publisher.store({ topic, qos: 1, text: '' });
      await subscriber.expectMessage('', 'the empty message');
    },
  },
  {
    ids: { 5: '5:4.5.0-1' },
    part: 'maximum-packet-size',
    title: 'a message that is as large as its client takes arrives',
    needs: { qos: 1 },
    run: async (c) => {
      const [publisher, plain, topic] = [await c.connect(), await c.connect(), c.topic()];
      await plain.subscribeAt(1, topic);
      const before = plain.receivedBytes;
      await publisher.store({ topic, qos: 1, text: 'a'.repeat(400) });
      const { qos } = await plain.needMessage('a'.repeat(400));
      c.require(qos === 1, 'a message comes at another QoS than 1, and so in another size');
      const maximumPacketSize = plain.receivedBytes - before;
      const limited = await c.connect({ properties: { maximumPacketSize } });
      await limited.subscribeAt(1, topic);
      await publisher.store({ topic, qos: 1, text: 'b'.repeat(400) });
      await plain.needMessage('b'.repeat(400));
      await limited.expectMessage('b'.repeat(400), `the message of ${maximumPacketSize} bytes`);
    },
  },
  {
    ids: { 4: '311:U-integrity', 5: '5:U-integrity' },
    part: 'bytes',
    title: 'a payload of every byte there is arrives as it was sent',
    aboutContent: true,
    run: async (c) => {
      const [publisher, subscriber, topic] = [await c.connect(), await c.connect(), c.topic()];
      await subscriber.subscribe(topic);
      const payload = Uint8Array.from({ length: 512 }, (_, index) => 255 - (index & 0xff));
      await publisher.store({ topic, payload });
      const packet = await subscriber.need(PacketType.publish);
      const isSame = Buffer.compare(payload, packet.payload) === 0;
      c.claim(isSame, 'the same 512 bytes', `${packet.payload.length} bytes, or others, came`);
    },
  },
  {
    ids: DELIVERED,
    part: 'own',
    title: 'a client gets its own messages as well',
    needs: { qos: 1 },
    run: async (c) => {
      const [client, other, topic] = [await c.connect(), await c.connect(), c.topic()];
      for (const each of [client, other]) await each.subscribeAt(1, topic);
      await client.store({ topic, qos: 1, text: 'own' });
      await other.needMessage('own');
      await client.expectMessage('own', 'the message that the client itself has published');
    },
  },
  ...([1, 2] as const).map((qos) => ({
    ids: DELIVERED,
    part: qos === 1 ? 'window' : 'window-qos-2',
    title: `QoS ${qos} messages beyond those that may be unanswered follow as answers come`,
    needs: { qos },
    run: async (c: CaseContext) => {
      const topic = c.topic();
      const publisher = await c.connect();
      if (qos === 2) await releases(c, publisher);
      const subscriber = await c.connect(c.is5 ? { properties: { receiveMaximum: FEW_UNANSWERED } } : {});
      await subscriber.subscribeAt(qos, topic);
      await publishMany(c, publisher, { topic, qos });
      for (let i = 0; i < MANY; i += 1) {
        const text = `number ${i}`;
        const isNext = (each: PublishPacket): boolean => textOf(each) === text;
        const packet = await subscriber.take(PacketType.publish, isNext, subscriber.patienceMs);
        // What a target does with a client for which it keeps no more is its affair.
        c.require(packet !== undefined || !subscriber.isOver, `it is cut off: ${subscriber.story()}`);
        if (packet === undefined) {
          subscriber.readable();
          throw c.late(`each of ${MANY} messages, of which all are answered`, subscriber.story());
        }
      }
    },
  })),
);

/** A QoS 2 delivery comes to its end: without PUBREL none makes room for the next. */
async function releases(c: CaseContext, publisher: Client): Promise<void> {
  const [client, topic] = [await c.connect(), c.topic('control')];
  client.acknowledges = false;
  await client.subscribeAt(2, topic);
  await publisher.store({ topic, qos: 2, text: 'control' });
  const { packetId = 0 } = await client.needMessage('control');
  client.send({ type: PacketType.pubrec, packetId, reasonCode: 0 });
  await client.need(PacketType.pubrel, (each) => each.packetId === packetId);
}

/** All at once as far as the target takes them: it has to keep what the subscriber has no room for yet. */
async function publishMany(
  c: CaseContext,
  publisher: Client,
  { topic, qos }: { readonly topic: string; readonly qos: 1 | 2 },
) {
  // 3.1.1 announces none, and a broker ends the connection of whoever has too many open.
  const room = Math.min(MANY, c.facts.receiveMaximum, qos === 2 ? FEW_OPEN : MANY);
  for (let from = 0; from < MANY; from += room) {
    const texts = Array.from({ length: Math.min(room, MANY - from) }, (_, i) => `number ${from + i}`);
    await Promise.all(texts.map((text) => publisher.store({ topic, qos, text })));
  }
}
