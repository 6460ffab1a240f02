/** QoS 1 and 2 with the broker as receiver (sections 2.2.1, 4.3). */
import { PacketType } from '../../protocol/constants.ts';
import { defineCases } from '../case.ts';
import { textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { KEPT_2, pair, has } from './qos-steps.ts';

/** How often a client may have to repeat a message before it gets through. */
const REPETITIONS = 3;

export const RECEIVING_CASES = defineCases(
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
      const { reasonCode } = await publisher.expect(
        PacketType.pubcomp,
        'PUBCOMP with identifier 258',
        ({ packetId }) => packetId === 0x0102,
      );
      c.claim(reasonCode === 0, 'PUBCOMP 0x00', `PUBCOMP 0x${reasonCode.toString(16)}: it is not known`);
    },
  },
  {
    ids: { 4: '311:4.3.3-2', 5: '5:4.3.3-11' },
    part: 'pubrel-resumed',
    title: 'PUBREL is answered by PUBCOMP also where it is sent again on resuming the Session',
    needs: KEPT_2,
    run: async (c) => {
      const clientId = c.clientId();
      const publisher = await c.connectKept(clientId);
      await received(publisher, c.topic(), 0x0102, 'x');
      release(publisher, 0x0102);
      await publisher.need(PacketType.pubcomp);
      publisher.drop();
      // As a client does that has lost its connection before it read PUBCOMP.
      const again = await c.connectKept(clientId);
      c.require(again.connack?.sessionPresent === true, 'the Session is not kept');
      release(again, 0x0102);
      await again.expect(
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
      const { reasonCode } = await again.expect(
        PacketType.pubrec,
        'PUBREC for the message that is sent again',
        ({ packetId }) => packetId === 5,
      );
      c.claim(
        reasonCode < 0x80,
        'a PUBREC below 0x80, as the first time',
        `PUBREC 0x${reasonCode.toString(16)}`,
      );
      await oneCopy(c, again, subscriber, topic);
    },
  },
  {
    // In 5.0 a client repeats on resuming alone.
    ids: { 4: '311:4.3.3-2' },
    part: 'repeated-often',
    title: 'until PUBREL every repetition of a QoS 2 message is answered by PUBREC',
    needs: { qos: 2 },
    run: async (c) => {
      const [publisher, topic] = [await c.connect(), c.topic()];
      await received(publisher, topic, 5, 'once');
      for (let times = 1; times <= REPETITIONS; times += 1) await answeredAgain(publisher, topic, times);
    },
  },
  {
    ids: { 4: '311:4.3.3-2', 5: '5:4.3.3-10' },
    part: 'resumed-often',
    title: 'until PUBREL a QoS 2 message is answered by PUBREC each time that the Session resumes',
    needs: KEPT_2,
    run: async (c) => {
      const [topic, clientId] = [c.topic(), c.clientId()];
      let publisher = await c.connectKept(clientId);
      await received(publisher, topic, 5, 'once');
      for (let times = 1; times <= REPETITIONS; times += 1) {
        publisher.drop();
        publisher = await c.connectKept(clientId);
        c.require(publisher.connack?.sessionPresent === true, 'the Session is not kept');
        await answeredAgain(publisher, topic, times);
      }
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
      await publisher.store({ topic, qos: 2, packetId: 7, text: 'second' });
      await publisher.store({ topic, qos: 2, packetId: 7, dup: true, text: 'third' });
      await publisher.store({ topic, qos: 2, packetId: 8, text: 'control' });
      await subscriber.needMessage('control');
      const came = subscriber.takeMessages().map((packet) => textOf(packet));
      for (const text of ['second', 'third'])
        c.claim(came.includes(text), `the ${text} message too`, 'it does not come');
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
);

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

/** Identifier 5 once more. */
async function answeredAgain(publisher: Client, topic: string, times: number): Promise<void> {
  publisher.begin({ topic, qos: 2, packetId: 5, dup: true, text: 'once' });
  const isMine = (packet: { readonly packetId: number }): boolean => packet.packetId === 5;
  const expected = `PUBREC for repetition ${times} of ${REPETITIONS}`;
  await publisher.expect(PacketType.pubrec, expected, isMine);
}

function release(publisher: Client, packetId: number): void {
  publisher.send({ type: PacketType.pubrel, packetId, reasonCode: 0 });
}

/** Ends the exchange of identifier 5 and counts what came of it. */
async function oneCopy(c: CaseContext, publisher: Client, subscriber: Client, topic: string): Promise<void> {
  release(publisher, 5);
  await publisher.need(PacketType.pubcomp);
  await publisher.store({ topic, qos: 2, packetId: 6, text: 'control' });
  const control = await subscriber.take(PacketType.publish, (packet) => textOf(packet) === 'control');
  if (control !== undefined) await c.quiet(subscriber);
  const copies = subscriber.takeMessages().filter((packet) => textOf(packet) === 'once');
  // Two are too many, whatever became of the control.
  c.require(copies.length > 1 || control !== undefined, `the control did not come: ${subscriber.story()}`);
  c.require((control ?? copies[0])?.qos === 2, 'the delivery is not at QoS 2');
  c.claim(copies.length === 1, 'one copy', `${copies.length} copies came`);
}
