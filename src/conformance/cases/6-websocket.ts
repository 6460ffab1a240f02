/** MQTT over WebSocket (section 6). A client's duty to offer the subprotocol is no question to a broker. */
import { PacketType } from '../../protocol/constants.ts';
import { defineCases } from '../case.ts';
import { publishPacket, subscribePacket, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { WebSocketByHand, type Framing } from '../websocket.ts';
import { OPCODE } from '../websocket-frames.ts';

const NEEDS = { profile: 'websocket' } as const;
const PINGREQ = { type: PacketType.pingreq } as const;

export const WEBSOCKET_CASES = defineCases(
  {
    ids: { 4: '311:6.0.0-4', 5: '5:6.0.0-4' },
    title: 'the WebSocket subprotocol mqtt is selected',
    needs: NEEDS,
    run: async (c) => selects(c, 'mqtt'),
  },
  {
    ids: { 4: '311:6.0.0-4', 5: '5:6.0.0-4' },
    part: 'among-others',
    title: 'the WebSocket subprotocol mqtt is selected among several',
    needs: NEEDS,
    run: async (c) => selects(c, 'mqtt-bench-other, mqtt'),
  },
  {
    ids: { 4: '311:6.0.0-3', 5: '5:6.0.0-3' },
    title: 'a client that does not offer mqtt is not served',
    // It binds the client; what a server does then no sentence says, but it cannot select mqtt any more (6.0.0-4).
    level: 'SHOULD',
    needs: NEEDS,
    run: async (c) => {
      await connected(c);
      const { webSocket } = c.facts.profile;
      if (webSocket === undefined) throw c.skip('the target is not reached over WebSocket');
      const socket = new WebSocketByHand(webSocket, 'mqtt-bench-other');
      const client = await c
        .open({ isJudged: false, dial: (handler) => socket.begin(handler) })
        .catch(() => undefined);
      const connack = await client?.attempt(c.connectPacket());
      c.claim(connack?.reasonCode !== 0, 'no CONNACK 0x00', 'the connection is accepted');
    },
  },
  {
    ids: { 4: '311:6.0.0-1', 5: '5:6.0.0-1' },
    part: 'binary',
    title: 'packets come in binary frames',
    needs: NEEDS,
    run: async (c) => {
      const { client, socket } = await connected(c);
      await client.subscribe(c.topic());
      await client.store({ topic: c.topic(), text: 'hello' });
      await client.needMessage('hello');
      c.claim(socket.foreign.length === 0, 'binary frames alone', 'a text frame came');
    },
  },
  {
    ids: { 4: '311:6.0.0-1', 5: '5:6.0.0-1' },
    part: 'connect',
    title: 'a CONNECT in a text frame ends the connection',
    needs: NEEDS,
    destructive: true,
    run: async (c) => {
      await connected(c);
      const { client, socket } = await opened(c);
      socket.framing = inText;
      client.send(c.connectPacket());
      await client.expectEnd('the end of the connection');
      c.claim(client.takeNow(PacketType.connack)?.reasonCode !== 0, 'no CONNACK 0x00', 'it came');
    },
  },
  {
    ids: { 4: '311:6.0.0-1', 5: '5:6.0.0-1' },
    part: 'later',
    title: 'a text frame on a connection that is accepted ends it',
    needs: NEEDS,
    destructive: true,
    run: async (c) => {
      const { client, socket } = await connected(c);
      await client.ping();
      socket.framing = inText;
      // A PUBLISH that is well-formed UTF-8 as well, so that WebSocket itself has nothing against the frame.
      client.begin({ topic: c.topic(), text: 'text' });
      await client.expectEnd('the end of the connection');
    },
  },
  {
    ids: { 4: '311:6.0.0-2', 5: '5:6.0.0-2' },
    part: 'split',
    title: 'a packet may be spread over frames of one byte',
    needs: NEEDS,
    run: async (c) => framed(c, byBytes),
  },
  {
    ids: { 4: '311:6.0.0-2', 5: '5:6.0.0-2' },
    part: 'fragments',
    title: 'a packet may be spread over the fragments of one message',
    needs: NEEDS,
    run: async (c) => framed(c, inFragments),
  },
  {
    ids: { 4: '311:6.0.0-2', 5: '5:6.0.0-2' },
    part: 'joined',
    title: 'a frame may hold several packets and the first half of another',
    needs: NEEDS,
    run: async (c) => framed(c, inThirds),
  },
);

const inText: Framing = (payload) => [{ opcode: OPCODE.text, isFinal: true, payload }];

const byBytes: Framing = (bytes) =>
  Array.from(bytes, (byte) => ({ opcode: OPCODE.binary, isFinal: true, payload: Uint8Array.of(byte) }));

const inFragments: Framing = (bytes) =>
  thirdsOf(bytes).map((payload, at) => ({
    opcode: at === 0 ? OPCODE.binary : OPCODE.continuation,
    isFinal: at === 2,
    payload,
  }));

const inThirds: Framing = (bytes) =>
  thirdsOf(bytes).map((payload) => ({ opcode: OPCODE.binary, isFinal: true, payload }));

function thirdsOf(bytes: Uint8Array): Uint8Array[] {
  const size = Math.ceil(bytes.length / 3);
  return [0, 1, 2].map((at) => bytes.slice(at * size, (at + 1) * size));
}

/** A connection that is upgraded, with no CONNECT sent on it. */
async function opened(c: CaseContext, offer?: string): Promise<{ client: Client; socket: WebSocketByHand }> {
  const { webSocket } = c.facts.profile;
  if (webSocket === undefined) throw c.skip('the target is not reached over WebSocket');
  const socket = new WebSocketByHand(webSocket, offer);
  const client = await c.open({ dial: (handler) => socket.begin(handler) });
  return { client, socket };
}

async function connected(c: CaseContext): Promise<{ client: Client; socket: WebSocketByHand }> {
  const made = await opened(c);
  const connack = await made.client.attempt(c.connectPacket());
  c.require(connack?.reasonCode === 0, `no CONNACK over WebSocket: ${made.client.story()}`);
  return made;
}

async function selects(c: CaseContext, offer: string): Promise<void> {
  const { socket } = await opened(c, offer);
  const { selected } = socket;
  c.claim(selected === 'mqtt', 'the subprotocol mqtt', `it is ${JSON.stringify(selected ?? 'none')}`);
}

/** A conversation as one run of bytes, framed in that way; in frames of their own the same packets are the control. */
async function framed(c: CaseContext, framing: Framing): Promise<void> {
  const topic = c.topic();
  const talk = [
    subscribePacket(1, topic),
    publishPacket({ topic, text: 'a'.repeat(300) }, () => 1),
    publishPacket({ topic, text: 'last' }, () => 1),
    PINGREQ,
  ];
  const control = await connected(c);
  control.client.send(...talk);
  await control.client.needMessage('last');
  const { client, socket } = await opened(c);
  socket.framing = framing;
  client.sendTogether(c.connectPacket());
  await client.expect(PacketType.connack, 'CONNACK', ({ reasonCode }) => reasonCode === 0);
  client.sendTogether(...talk);
  await client.expect(PacketType.suback, 'SUBACK');
  await client.expectMessage('last', 'the messages');
  await client.expect(PacketType.pingresp, 'PINGRESP');
}
