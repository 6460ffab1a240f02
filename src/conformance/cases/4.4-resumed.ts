/** Exchanges that a lost connection has interrupted: what a resumed Session still knows of them (sections 4.1, 4.3.3, 4.4). */
import { PacketType, type QoS } from '../../protocol/constants.ts';
import { defineCases } from '../case.ts';
import { textOf, type Client, type PublishFields } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { KEPT_2, pair } from './qos-steps.ts';
import { replayed } from './retain-steps.ts';

const KEPT_1 = { sessionS: 60, qos: 1 } as const;
/** Message Expiry Interval, and when it has run out by any count. */
const BRIEF_S = 1;
const BRIEF_OVER_MS = 2_500;
const PACKET_ID = 5;

export const RESUMED_CASES = defineCases(
  // --- The broker receives
  {
    ids: { 4: '311:3.1.2-4', 5: '5:3.1.2-5' },
    part: 'released',
    title: 'a QoS 2 message is released by a PUBREL on the next connection of the Session',
    needs: KEPT_2,
    run: async (c) => {
      const { publisher, subscriber, topic } = await pair(c, c.keeping());
      await publisher.store({ topic, qos: 2, text: 'plain' });
      await subscriber.needMessage('plain');
      c.require((await copiesOf(c, subscriber, 'plain')) === 0, 'QoS 2 messages come twice as well');
      const usual = await releasedAtOnce(publisher, topic);
      c.require(usual < 0x80, 'what is released at once is not known either [5:4.3.3-11]');
      const { reasonCode, again } = await releasedLater(c, publisher, { topic, text: 'released' });
      c.claim(reasonCode < 0x80, 'PUBCOMP 0x00', `PUBCOMP 0x${reasonCode.toString(16)} came`);
      await again.store({ topic, qos: 1, packetId: PACKET_ID + 1, text: 'control' });
      await subscriber.needMessage('control');
      const copies = await copiesOf(c, subscriber, 'released');
      c.claim(copies === 1, 'the message once', `${copies} copies came`);
    },
  },
  {
    ids: { 4: '311:3.8.4-6', 5: '5:3.8.4-8' },
    part: 'released',
    title: 'a QoS 2 message that is released on another connection comes at QoS 2',
    needs: KEPT_2,
    run: async (c) => {
      const { publisher, subscriber, topic } = await pair(c, c.keeping());
      await publisher.store({ topic, qos: 2, text: 'control' });
      const control = await subscriber.needMessage('control');
      c.require(control.qos === 2, 'QoS 2 messages do not come at QoS 2');
      await releasedLater(c, publisher, { topic, text: 'released' });
      const { qos } = await subscriber.needMessage('released');
      c.claim(qos === 2, 'QoS 2', `it came at QoS ${qos}`);
    },
  },
  {
    ids: { 4: '311:3.3.1-5', 5: '5:3.3.1-5' },
    part: 'released',
    title: 'a message with RETAIN that is released on another connection is kept',
    needs: { ...KEPT_2, retain: true },
    run: async (c) => {
      const { publisher, subscriber, topic } = await pair(c, c.keeping());
      const plain = c.topic('plain');
      await publisher.store({ topic: plain, qos: 2, retain: true, text: 'plain' });
      c.require((await replayed(c, plain)).got.length === 1, 'messages of QoS 2 are not kept at all');
      await releasedLater(c, publisher, { topic, text: 'released', retain: true });
      await subscriber.needMessage('released');
      const { got } = await replayed(c, topic);
      c.claim(got.map(textOf).join() === 'released', 'the message', `${got.length} messages came`);
    },
  },
  {
    ids: { 4: '311:4.3.3-2', 5: '5:4.3.3-11' },
    part: 'released-again',
    title: 'a PUBREL that comes again when the Session resumes is answered again',
    needs: KEPT_2,
    run: async (c) => {
      const { publisher, topic } = await pair(c, c.keeping());
      await publisher.store({ topic, qos: 2, packetId: PACKET_ID, text: 'x' });
      publisher.drop();
      const again = await back(c, publisher);
      release(again);
      await again.expect(PacketType.pubcomp, `PUBCOMP with identifier ${PACKET_ID}`, isMine);
    },
  },
  // --- The broker sends
  ...(['publish', 'pubrel'] as const).map((step) => ({
    ids: { 5: '5:4.3.3-7' } as const,
    part: `resumed-${step}`,
    title: `a QoS 2 message that has come as far as ${step.toUpperCase()} does not expire while its client is away`,
    needs: KEPT_2,
    lastsMs: BRIEF_OVER_MS,
    run: async (c: CaseContext) => expiresAway(c, step),
  })),
  {
    ids: { 4: '311:4.4.0-1', 5: '5:4.4.0-1' },
    part: 'takeover',
    title: 'an unacknowledged message is sent again also where a new connection ends the old one',
    needs: KEPT_1,
    run: async (c) => {
      const lost = await unanswered(c, 'lost', (client) => client.drop());
      await lost.needMessage('lost');
      const taken = await unanswered(c, 'taken over', () => undefined);
      await taken.expectMessage('taken over', 'the message again');
    },
  },
);

function isMine({ packetId }: { readonly packetId: number }): boolean {
  return packetId === PACKET_ID;
}

function release(publisher: Client): void {
  publisher.send({ type: PacketType.pubrel, packetId: PACKET_ID, reasonCode: 0 });
}

/** The Reason Code of PUBCOMP where nothing comes between, with an identifier of its own. */
async function releasedAtOnce(publisher: Client, topic: string): Promise<number> {
  const { packetId = 0 } = publisher.begin({ topic, qos: 2, packetId: PACKET_ID + 2, text: 'in order' });
  const isIts = (packet: { readonly packetId: number }): boolean => packet.packetId === packetId;
  await publisher.need(PacketType.pubrec, isIts);
  publisher.send({ type: PacketType.pubrel, packetId, reasonCode: 0 });
  return (await publisher.need(PacketType.pubcomp, isIts)).reasonCode;
}

/** The Session of a publisher that is gone, on a new connection. */
async function back(c: CaseContext, gone: Client): Promise<Client> {
  const again = await c.connectKept(gone.clientId);
  c.require(again.connack?.sessionPresent === true, 'the Session is not kept');
  return again;
}

/** Loses the connection between PUBREC and PUBREL. */
async function releasedLater(
  c: CaseContext,
  publisher: Client,
  fields: PublishFields,
): Promise<{ reasonCode: number; again: Client }> {
  publisher.begin({ ...fields, qos: 2, packetId: PACKET_ID });
  const { reasonCode: taken } = await publisher.need(PacketType.pubrec, isMine);
  c.require(taken < 0x80, 'the message is refused');
  publisher.drop();
  const again = await back(c, publisher);
  release(again);
  const { reasonCode } = await again.need(PacketType.pubcomp, isMine);
  return { reasonCode, again };
}

async function copiesOf(c: CaseContext, subscriber: Client, text: string): Promise<number> {
  await c.quiet(subscriber);
  return subscriber.takeMessages().filter((packet) => textOf(packet) === text).length;
}

/** Two messages as far as `step`, of which one expires while their client is away; both exchanges have to go on. */
async function expiresAway(c: CaseContext, step: 'publish' | 'pubrel'): Promise<void> {
  const { publisher, subscriber, topic } = await subscribed(c, 2);
  const properties = { messageExpiryInterval: BRIEF_S };
  await publisher.store({ topic, qos: 2, text: 'brief', properties });
  await publisher.store({ topic, qos: 2, text: 'lasting' });
  const ids: Record<string, number> = {};
  for (const text of ['brief', 'lasting']) ids[text] = (await subscriber.needMessage(text)).packetId ?? 0;
  if (step === 'pubrel')
    for (const packetId of Object.values(ids)) {
      subscriber.send({ type: PacketType.pubrec, packetId, reasonCode: 0 });
      await subscriber.need(PacketType.pubrel, (packet) => packet.packetId === packetId);
    }
  subscriber.drop();
  await c.wait(BRIEF_OVER_MS);
  const again = await resumed(c, subscriber);
  const type = step === 'publish' ? PacketType.publish : PacketType.pubrel;
  const isOf = (text: string) => (packet: { readonly packetId?: number }) => packet.packetId === ids[text];
  await again.need(type, isOf('lasting'));
  const expected = `${step.toUpperCase()} of the message that has expired meanwhile`;
  await again.expect(type, expected, isOf('brief'));
}

async function subscribed(c: CaseContext, qos: QoS) {
  const [publisher, topic] = [await c.connect(), c.topic(`resumed-${c.clientId()}`)];
  const subscriber = await c.connect({ clientId: c.clientId(), ...c.keeping() });
  subscriber.acknowledges = false;
  await subscriber.subscribeAt(qos, topic);
  return { publisher, subscriber, topic };
}

/** A new connection of the same client that answers nothing. */
async function resumed(c: CaseContext, gone: Client): Promise<Client> {
  const client = await c.open();
  client.acknowledges = false;
  const connack = await client.attempt(c.connectPacket({ clientId: gone.clientId, ...c.keeping() }));
  c.require(connack?.reasonCode === 0 && connack.sessionPresent, 'the Session is not resumed');
  return client;
}

/** The next connection of a client that has left a message unanswered. */
async function unanswered(c: CaseContext, text: string, leave: (client: Client) => void): Promise<Client> {
  const { publisher, subscriber, topic } = await subscribed(c, 1);
  await publisher.store({ topic, qos: 1, text });
  await subscriber.needMessage(text);
  leave(subscriber);
  return resumed(c, subscriber);
}
