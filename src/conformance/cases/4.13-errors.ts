/** Errors, and what they must not touch (sections 3.14, 4.13; 3.1.1 section 4.8). */
import { present } from '../../base/assert.ts';
import { PacketType } from '../../protocol/constants.ts';
import { malformation } from '../../protocol/malformed/catalogue.ts';
import type { PublishPacket } from '../../protocol/packets.ts';
import { defineCases } from '../case.ts';
import type { Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

const PROMPT_MS = 2_000;

const BROKEN: readonly Uint8Array[] = [
  Uint8Array.of(0x00, 0x00),
  Uint8Array.of(0x36, 0x05, 0x00, 0x01, 0x61, 0x00, 0x01),
  Uint8Array.of(0x80, 0x02, 0x00, 0x01),
  Uint8Array.of(0xc0, 0x80, 0x80, 0x80, 0x80, 0x01),
];

export const ERROR_CASES = defineCases(
  {
    // 4.13.2-1 binds the side that has found the error, which is the client here: 3.14.4 has a SHOULD for the other one.
    ids: { 5: '5:U-3.14.4-1' },
    part: 'with-error',
    title: 'the target closes the connection when it has read DISCONNECT with an error',
    run: async (c) => {
      const client = await c.connect();
      client.send({ type: PacketType.disconnect, reasonCode: 0x80 });
      await client.expectEnd('the end of the connection');
    },
  },
  {
    ids: { 5: ['5:3.14.4-2', '5:4.13.2-1'] },
    part: 'told',
    title: 'behind a DISCONNECT of the target the connection ends',
    destructive: true,
    run: async (c) => {
      const client = await brokenBy(c, Uint8Array.of(0x00, 0x00));
      if ((await client.take(PacketType.disconnect)) === undefined)
        throw c.vacuous('the target sends no DISCONNECT');
      await client.expectEnd('the end of the connection behind DISCONNECT');
    },
  },
  {
    ids: { 5: '5:3.14.0-1' },
    part: 'malformed-connect',
    title: 'a CONNECT that is malformed gets no DISCONNECT',
    destructive: true,
    run: async (c) => {
      const client = await c.open({ isJudged: false });
      const entry = present(malformation('connect-reserved-flag'), 'the malformation');
      client.sendBytes(c.individual(entry.build(5)), 'CONNECT with the reserved flag:');
      await client.ended();
      c.claim(client.takeNow(PacketType.disconnect) === undefined, 'no DISCONNECT', 'DISCONNECT came');
    },
  },
  {
    ids: { 5: '5:U-4.13.1-1' },
    title: 'a connection that ends for an error is told why',
    destructive: true,
    run: async (c) => {
      const client = await brokenBy(c, Uint8Array.of(0x00, 0x00));
      await client.ended();
      c.require(client.isOver, 'the connection stays open');
      const disconnect = client.takeNow(PacketType.disconnect);
      if (disconnect === undefined)
        throw c.breach('DISCONNECT with a Reason Code', 'the connection ended without DISCONNECT');
      c.claim(
        disconnect.reasonCode >= 0x80,
        'a Reason Code of 0x80 or above',
        `it is 0x${disconnect.reasonCode.toString(16)}`,
      );
    },
  },
  {
    ids: { 4: '311:U-4.8-1', 5: '5:U-4.13.2-1' },
    title: 'errors on other connections do not touch a client',
    needs: { qos: 1 },
    destructive: true,
    run: async (c) => {
      const [subscriber, publisher, topic] = [await c.connect(), await c.connect(), c.topic()];
      await subscriber.subscribe({ filter: topic, qos: 1 });
      await publisher.store({ topic, qos: 1, text: 'before' });
      await subscriber.needMessage('before');
      for (const bytes of BROKEN) await (await brokenBy(c, bytes)).ended(c.timing.quietMs);
      c.claim(!subscriber.isOver && !publisher.isOver, 'the connections to stay', 'one was closed');
      await publisher.store({ topic, qos: 1, text: 'after' });
      await subscriber.expectMessage('after', 'the traffic to go on');
    },
  },
  {
    ids: { 4: '311:U-3.1.2.5-1', 5: '5:U-3.1.2.5-1' },
    title: 'a Will is published promptly',
    run: async (c) => {
      const [watcher, topic] = [await c.connect(), c.topic()];
      await watcher.subscribe(topic);
      const will = { topic, payload: Buffer.from('gone'), qos: 0, retain: false } as const;
      const client = await c.connect({ will });
      const fromUs = c.time.nowUs();
      client.drop();
      const packet = await watcher.take(PacketType.publish, undefined, 2 * PROMPT_MS);
      c.require(packet !== undefined, 'no Will comes at all');
      const tookMs = (c.time.nowUs() - fromUs) / 1_000;
      c.claim(tookMs < PROMPT_MS, `the Will within ${PROMPT_MS} ms`, `it took ${Math.round(tookMs)} ms`);
      c.note(`${tookMs.toFixed(1)} ms`);
    },
  },
  {
    ids: { 5: '5:U-3.3.2.3.2-1' },
    title: 'a payload that says it is text and is not: passed on unchanged, or refused',
    level: 'MUST',
    needs: { qos: 1 },
    aboutContent: true,
    run: async (c) => {
      const [subscriber, publisher, topic] = [await c.connect(), await c.connect(), c.topic()];
      await subscriber.subscribe({ filter: topic, qos: 1 });
      const payload = Uint8Array.of(0xc0, 0xaf, 0xff);
      await publisher.store({ topic, qos: 1, payload });
      const control = await subscriber.need(PacketType.publish);
      c.require(Buffer.from(control.payload).equals(payload), 'no payload comes unchanged');
      publisher.begin({ topic, qos: 1, payload, properties: { payloadFormatIndicator: 1 } });
      const puback = await publisher.take(PacketType.puback);
      if (puback === undefined || puback.reasonCode >= 0x80) {
        c.note('the target refuses it');
        return;
      }
      const isWhole = (packet: PublishPacket): boolean => Buffer.from(packet.payload).equals(payload);
      if ((await subscriber.take(PacketType.publish, isWhole)) !== undefined) return;
      const altered = await subscriber.need(PacketType.publish);
      throw c.breach('the payload unchanged', `there came ${Buffer.from(altered.payload).toString('hex')}`);
    },
  },
);

/** A client that has sent bytes which have to end its connection. */
async function brokenBy(c: CaseContext, bytes: Uint8Array): Promise<Client> {
  const client = await c.connect();
  await client.ping();
  client.sendBytes(bytes);
  return client;
}
