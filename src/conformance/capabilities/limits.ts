import { PacketType } from '../../protocol/constants.ts';
import { encodePacket } from '../../protocol/encode.ts';
import { publishPacket, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { code, MessageTrials, unanswered } from './messages.ts';
import { searchLimit, type Found, type Trial } from './search.ts';

export interface LimitOptions {
  /** No packet larger than this is sent. */
  readonly packetBytesMax: number;
  /** As it was found. */
  readonly maximumQos: number;
  readonly isOver: () => boolean;
}

/** Finds one limit; what cannot be asked of this target is Skipped, what fails on the way Unmet. */
export type LimitSearch = (c: CaseContext, options: LimitOptions) => Promise<Found>;

/** A string of MQTT has a length of 16 bits. */
const STRING_BYTES_MAX = 65_535;
/** Messages in flight that are tried. */
const IN_FLIGHT_MAX = 1_000;
const CHUNK = 50;
const LOOKS_MAX = 20;
const SMALL_PACKET_BYTES = 256;

/** Bytes of the largest PUBLISH, fixed header included; none beyond what the target announces. */
export const packetSize: LimitSearch = (c, { packetBytesMax, isOver }) => {
  const base = c.topic('size');
  const topic = `${base}/x`;
  const trials = new MessageTrials(c, base);
  const bare = sizeWithoutHeader(c, topic);
  const attempt = (bytes: number): Promise<Trial> =>
    trials.attempt({ topic, payload: new Uint8Array(bytes - bare - headerBytes(bytes)) });
  const max = Math.min(packetBytesMax, c.facts.maximumPacketSize);
  return searchLimit({ min: Math.min(SMALL_PACKET_BYTES, max), max, isOver, attempt });
};

function sizeWithoutHeader(c: CaseContext, topic: string): number {
  const packet = publishPacket({ topic, qos: c.facts.maximumQos >= 1 ? 1 : 0 }, () => 1);
  return encodePacket(packet, c.version).length - headerBytes(0);
}

/** Bytes of the fixed header of a packet that large. */
function headerBytes(packetBytes: number): number {
  if (packetBytes - 2 <= 127) return 2;
  if (packetBytes - 3 <= 16_383) return 3;
  return packetBytes - 4 <= 2_097_151 ? 4 : 5;
}

/** Bytes of the longest Topic Name, in few levels. */
export const topicLength: LimitSearch = (c, { isOver }) => {
  const base = c.topic();
  const trials = new MessageTrials(c, base);
  const attempt = (bytes: number): Promise<Trial> =>
    trials.attempt({ topic: `${base}/`.padEnd(bytes, 'x'), text: 'x' });
  return searchLimit({ min: base.length + 2, max: STRING_BYTES_MAX, isOver, attempt });
};

/** Levels of a Topic Name, each a byte long. */
export const topicLevels: LimitSearch = (c, { isOver }) => {
  const base = c.topic();
  const own = base.split('/').length;
  const trials = new MessageTrials(c, base);
  const attempt = (levels: number): Promise<Trial> =>
    trials.attempt({ topic: `${base}${'/x'.repeat(levels - own)}`, text: 'x' });
  const max = own + Math.floor((STRING_BYTES_MAX - base.length) / 2);
  return searchLimit({ min: own + 1, max, isOver, attempt });
};

/** Bytes of a Client Identifier. */
export const clientIdLength: LimitSearch = (c, { isOver }) => {
  const attempt = async (bytes: number): Promise<Trial> => {
    const client = await c.open({ isJudged: false });
    const connack = await client.attempt(c.connectPacket({ clientId: c.clientId().padEnd(bytes, 'x') }));
    if (connack === undefined) return unanswered(client);
    if (connack.reasonCode !== 0) return { kind: 'refused', how: `CONNACK ${code(connack.reasonCode)}` };
    await client.disconnect();
    return { kind: 'works' };
  };
  return searchLimit({ min: c.clientId().length + 1, max: STRING_BYTES_MAX, isOver, attempt });
};

/** QoS 2 messages of one client that wait for their PUBREL. No more than the target announces. */
export const receivedInFlight: LimitSearch = (c, { maximumQos, isOver }) => {
  if (maximumQos < 2) throw c.skip(`the Maximum QoS is ${maximumQos}`);
  const attempt = async (count: number): Promise<Trial> => {
    const publisher = await c.connect();
    publisher.stopJudging();
    for (let sent = 0; sent < count; sent += 1) publisher.begin({ topic: c.topic('in'), qos: 2, text: 'x' });
    for (let answered = 0; answered < count; answered += 1) {
      const pubrec = await publisher.take(PacketType.pubrec);
      if (pubrec === undefined) return unanswered(publisher);
      if (pubrec.reasonCode >= 0x80) return { kind: 'refused', how: `PUBREC ${code(pubrec.reasonCode)}` };
    }
    publisher.drop();
    return { kind: 'works' };
  };
  return searchLimit({ min: 1, max: Math.min(c.facts.receiveMaximum, IN_FLIGHT_MAX), isOver, attempt });
};

/** QoS 1 messages that the target sends to a client which acknowledges none. */
export const sentInFlight: LimitSearch = async (c, { maximumQos, isOver }) => {
  if (maximumQos < 1) throw c.skip(`the Maximum QoS is ${maximumQos}`);
  const subscriber = await c.connect();
  const publisher = await c.connect();
  for (const client of [subscriber, publisher]) client.stopJudging();
  subscriber.acknowledges = false;
  await subscriber.subscribeAt(1, { filter: c.topic('out'), qos: 1 });
  const chunk = Math.min(CHUNK, c.facts.receiveMaximum);
  let sent = 0;
  while (sent < IN_FLIGHT_MAX && !isOver()) {
    const ids = Array.from(
      { length: chunk },
      () => publisher.begin({ topic: c.topic('out'), qos: 1, text: 'x' }).packetId,
    );
    for (const id of ids) await publisher.need(PacketType.puback, ({ packetId }) => packetId === id);
    sent += chunk;
  }
  const value = await countAtRest(c, subscriber);
  if (value === sent) return { value, isAtLeast: true };
  return { value, isAtLeast: false, beyond: `${value + 1}: held back until one is acknowledged` };
};

/** Messages that wait at a client when no more come. A target that holds them back may hold back everything else, too. */
async function countAtRest(c: CaseContext, client: Client): Promise<number> {
  let count = -1;
  for (let looks = 0; looks < LOOKS_MAX && client.waiting.length !== count; looks += 1) {
    count = client.waiting.length;
    await c.wait(Math.max(c.timing.quietMs, 10 * c.facts.roundTripMs));
  }
  return client.takeMessages().length;
}
