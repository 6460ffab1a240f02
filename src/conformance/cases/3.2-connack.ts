/** Refusals (sections 3.1.2.2, 3.1.4, 3.2.2), and what comes before CONNECT. */
import { PacketType } from '../../protocol/constants.ts';
import { encodePacket } from '../../protocol/encode.ts';
import type { ConnackPacket, Packet, WillMessage } from '../../protocol/packets.ts';
import { defineCases } from '../case.ts';
import { publishPacket, textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { awaySession } from './session-steps.ts';
import { control, has, watch, will } from './will-steps.ts';

/** Answers that a broker may take to find that no CONNECT comes. */
const UNTIL_CONNECT = 3;
const NO_METHOD = 'no-such-method-of-mqtt-bench';

const FIRST = {
  subscribe: {
    type: PacketType.subscribe,
    packetId: 1,
    subscriptions: [{ filter: 'mqtt-bench/none', qos: 0 }],
  },
  pingreq: { type: PacketType.pingreq },
  disconnect: { type: PacketType.disconnect, reasonCode: 0 },
} as const;

export const CONNACK_CASES = defineCases(
  {
    ids: { 4: '311:3.1.2-2' },
    title: 'an unsupported protocol level gets CONNACK 0x01, and the connection ends',
    run: async (c) => {
      await c.connect();
      const { client, connack } = await refused(c);
      const expected = 'CONNACK 0x01, then the end of the connection';
      if (connack?.reasonCode === 0) throw c.breach(expected, 'the connection is accepted');
      // A broker of both versions may say it by the rules of 5.0, which cannot be read by those of 3.1.1.
      if (connack === undefined && client.fault?.packetType !== PacketType.connack) {
        await client.expectEnd(expected);
        throw c.breach(expected, client.story());
      }
      if (connack !== undefined)
        c.claim(connack.reasonCode === 1, expected, `CONNACK 0x${connack.reasonCode.toString(16)} came`);
      if (!(await client.ended())) throw c.late(expected, client.story());
    },
  },
  {
    ids: { 5: '5:4.12.0-1' },
    title: 'an Authentication Method that is not supported ends the connection',
    run: async (c) => {
      await c.connect();
      const { client, connack } = await refused(c);
      const expected = 'the end of the connection, at most after CONNACK 0x8C or 0x87';
      c.claim(connack?.reasonCode !== 0, expected, 'the connection is accepted');
      await client.expectEnd(expected);
      if (connack !== undefined && ![0x8c, 0x87].includes(connack.reasonCode))
        c.note(`CONNACK 0x${connack.reasonCode.toString(16)}`);
    },
  },
  {
    ids: { 4: '311:3.2.2-4', 5: '5:3.2.2-6' },
    title: 'a refusal has Session Present 0, also where there is a Session',
    needs: { sessionS: 30, qos: 1 },
    run: async (c) => {
      const { clientId } = await awaySession(c);
      const { client, connack } = await refused(c, { clientId });
      if (client.fault?.clause === (c.is5 ? '5:3.2.2-6' : '311:3.2.2-4'))
        throw c.breach('Session Present 0 in a refusal', 'Session Present is 1');
      if (connack === undefined) throw c.vacuous('the target refuses without CONNACK');
      c.require(connack.reasonCode !== 0, 'the connection is not refused');
      c.claim(!connack.sessionPresent, 'Session Present 0 in a refusal', 'Session Present is 1');
    },
  },
  {
    ids: { 4: '311:3.2.2-5', 5: '5:3.2.2-7' },
    title: 'a refusal is the end of the connection',
    run: async (c) => {
      const { client, connack } = await refused(c, { clientId: '' });
      if (connack === undefined) throw c.vacuous('the target refuses without CONNACK');
      c.require(connack.reasonCode !== 0, 'the connection is not refused');
      await client.expectEnd('the end of the connection after the refusal');
    },
  },
  {
    ids: { 4: '311:3.1.4-5', 5: '5:3.1.4-6' },
    title: 'what is sent behind a CONNECT that is refused has no effect',
    run: async (c) => {
      const topic = c.topic();
      const watcher = await c.connect();
      await watcher.subscribe(topic);
      const message = publishPacket({ topic, text: 'forbidden', retain: c.facts.retain }, () => 1);
      const { client, connack } = await refused(c, { clientId: '', behind: [message] });
      c.require(connack?.reasonCode !== 0, 'the connection is not refused');
      await client.ended();
      const publisher = await c.connect();
      const early = await c.fence(publisher, watcher, { topic });
      await c.quiet(watcher);
      const all = [...early, ...watcher.takeMessages()];
      c.claim(!all.some((packet) => textOf(packet) === 'forbidden'), 'nothing of it', 'the message came');
    },
  },
  {
    ids: { 4: '311:3.1.2-8', 5: '5:3.1.2-8' },
    part: 'refused',
    title: 'the Will of a CONNECT that is refused is not published',
    run: async (c) => {
      const { watcher, topic } = await watch(c);
      const { client, connack } = await refused(c, { clientId: '', will: will(topic, 'forbidden') });
      c.require(connack?.reasonCode !== 0, 'the connection is not refused');
      if (!(await client.ended())) client.drop();
      await control(c, topic, watcher);
      c.claim(!has(watcher, 'forbidden'), 'no Will', 'the Will came');
    },
  },
  {
    ids: { 4: '311:3.1.0-1', 5: '5:3.1.0-1' },
    part: 'publish',
    title: 'a PUBLISH before CONNECT ends the connection, and nothing else comes of it',
    destructive: true,
    run: async (c) => {
      const topic = c.topic();
      const watcher = await c.connect();
      await watcher.subscribe(topic);
      const client = await firstPacket(
        c,
        publishPacket({ topic, text: 'forbidden', qos: 1 }, () => 1),
      );
      const publisher = await c.connect();
      const early = await c.fence(publisher, watcher, { topic });
      c.claim(!early.some((packet) => textOf(packet) === 'forbidden'), 'no effect', 'the message came');
      unanswered(c, client);
    },
  },
  ...(['subscribe', 'pingreq', 'disconnect'] as const).map(
    (type) =>
      ({
        ids: { 4: '311:3.1.0-1', 5: '5:3.1.0-1' },
        part: type,
        title: `a ${type.toUpperCase()} before CONNECT ends the connection`,
        destructive: true,
        run: async (c: CaseContext) => {
          await c.connect();
          unanswered(c, await firstPacket(c, FIRST[type]));
        },
      }) as const,
  ),
  ...(['subscribe', 'pingreq'] as const).map(
    (type) =>
      ({
        ids: { 5: '5:3.14.0-1' },
        part: type,
        title: `a ${type.toUpperCase()} before CONNECT gets no DISCONNECT`,
        destructive: true,
        run: async (c: CaseContext) => {
          await c.connect();
          const client = await c.open({ isJudged: false });
          client.send(FIRST[type]);
          await client.ended();
          noDisconnect(c, client);
        },
      }) as const,
  ),
  {
    ids: { 5: '5:3.14.0-1' },
    part: 'refused',
    title: 'a CONNECT that is refused gets no DISCONNECT',
    run: async (c) => {
      const { client, connack } = await refused(c);
      c.require(connack?.reasonCode !== 0, 'the connection is not refused');
      await client.ended();
      noDisconnect(c, client);
    },
  },
);

const NO_ANSWER = 'the end of the connection without an answer';

async function firstPacket(c: CaseContext, packet: Packet): Promise<Client> {
  const client = await c.open({ isJudged: false });
  client.send(packet);
  // It may be taken for a connection on which no CONNECT comes, and those end after a time of the target's choice (3.1.4).
  if (!(await client.ended(UNTIL_CONNECT * client.answerMs))) throw c.breach(NO_ANSWER, client.story());
  return client;
}

/** A DISCONNECT is wrong there as well, and judged by 3.14.0-1. */
function unanswered(c: CaseContext, client: Client): void {
  const isAnswered = client.waiting.some(({ type }) => type !== PacketType.disconnect);
  c.claim(!isAnswered, NO_ANSWER, client.story());
}

function noDisconnect(c: CaseContext, client: Client): void {
  c.claim(client.takeNow(PacketType.disconnect) === undefined, 'no DISCONNECT', 'DISCONNECT came');
}

/** Whether the target lets a client in by mistake that every broker has to refuse (311:3.1.3-8). */
async function acceptsNameless(c: CaseContext): Promise<boolean> {
  if (c.is5) return false;
  const { client, connack } = await c.attempt({ clientId: '', cleanStart: false });
  client.drop();
  return connack?.reasonCode === 0;
}

interface Refusable {
  readonly clientId?: string;
  readonly will?: WillMessage;
  readonly behind?: readonly Packet[];
}

/**
 * A CONNECT that every broker has to refuse, with what is sent right behind it. In 3.1.1 that is one without a Client Identifier
 * that wants a Session (311:3.1.3-8), or where the case needs an identifier one of a level that does not exist.
 */
async function refused(
  c: CaseContext,
  { clientId: wanted = c.clientId(), will: testament, behind = [] }: Refusable = {},
): Promise<{ client: Client; connack: ConnackPacket | undefined }> {
  const clientId = wanted === '' && (await acceptsNameless(c)) ? c.clientId() : wanted;
  const client = await c.open({ isJudged: false });
  const packet = c.connectPacket({
    clientId: c.is5 && clientId === '' ? c.clientId() : clientId,
    cleanStart: false,
    ...(testament === undefined ? {} : { will: testament }),
    ...(c.is5 ? { properties: { authenticationMethod: NO_METHOD, sessionExpiryInterval: 60 } } : {}),
  });
  const bytes = [packet, ...behind].map((one) => Uint8Array.from(encodePacket(one, c.version)));
  // Level 6 does not exist; the bit patterns above 0x80 mean bridges to some brokers.
  if (!c.is5 && clientId !== '' && bytes[0] !== undefined) bytes[0][8] = 6;
  const what = c.is5
    ? 'CONNECT with an unknown Authentication Method'
    : clientId === ''
      ? 'CONNECT with Clean Session 0 and no Client Identifier'
      : 'CONNECT of level 6';
  client.sendBytes(Buffer.concat(bytes), what);
  return { client, connack: await client.take(PacketType.connack) };
}
