/** Retained messages (section 3.3.1.3), and which a SUBSCRIBE gets. */
import { PacketType } from '../../../src/protocol/constants.ts';
import type { Packet, PublishPacket, SubscribePacket } from '../../../src/protocol/packets.ts';
import type { Intercept } from '../../../src/broker/intercept.ts';
import { matchesFilter } from '../../../src/protocol/topics.ts';
import { isA, replacing, type Mutant } from './mutant.ts';

/** Sends `replays` behind the SUBACK of each filter, as retained messages of the broker. */
function replaying(
  watch: (packet: PublishPacket) => void,
  replays: (filter: string) => readonly PublishPacket[],
): Intercept {
  const asked = new Map<string, readonly string[]>();
  const owed = (clientId: string, packet: Packet): readonly PublishPacket[] =>
    isA(packet, PacketType.suback)
      ? (asked.get(`${clientId} ${packet.packetId}`) ?? []).flatMap(replays)
      : [];
  return {
    incoming: ({ clientId }, packet) => {
      if (isA(packet, PacketType.publish)) watch(packet);
      if (isA(packet, PacketType.subscribe))
        asked.set(
          `${clientId} ${packet.packetId}`,
          packet.subscriptions.map(({ filter }) => filter),
        );
      return [packet];
    },
    outgoing: ({ clientId }, packet) => [packet, ...owed(clientId, packet)],
  };
}

function replayOf(topic: string, payload: Uint8Array): PublishPacket {
  return { type: PacketType.publish, dup: false, qos: 0, retain: true, topic, payload };
}

function inSubscribe(
  change: (one: SubscribePacket['subscriptions'][number], clientId: string) => object,
): Pick<Mutant, 'intercept'> {
  return {
    intercept: () => ({
      incoming: replacing(PacketType.subscribe, (packet, clientId) => ({
        ...packet,
        subscriptions: packet.subscriptions.map((one) => ({ ...one, ...change(one, clientId) })),
      })),
    }),
  };
}

export const RETAINED_MUTANTS: readonly Mutant[] = [
  {
    id: 'empty-message-retained',
    summary: 'keeps an empty retained message',
    breaks: ['311:3.3.1-11', '5:3.3.1-7'],
    // It keeps the empty message whoever it is from.
    mayAlsoBreak: ['311:3.3.1-10', '5:3.3.1-6', '311:ACL-2', '5:ACL-2'],
    intercept: () => {
      const empty = new Set<string>();
      return replaying(
        ({ topic, retain, payload }) => {
          if (retain && payload.length === 0) empty.add(topic);
          else if (retain) empty.delete(topic);
        },
        (filter) => (empty.has(filter) ? [replayOf(filter, new Uint8Array(0))] : []),
      );
    },
  },
  {
    id: 'empty-message-not-delivered',
    summary: 'removes a retained message without telling subscribers',
    breaks: ['311:3.3.1-10', '5:3.3.1-6'],
    mayAlsoBreak: ['311:4.5.0-1', '5:4.5.0-1'],
    intercept: () => ({
      outgoing: replacing(PacketType.publish, (packet) => (packet.payload.length === 0 ? [] : undefined)),
    }),
  },
  {
    id: 'wildcards-without-replay',
    summary: 'sends retained messages for exact filters only',
    breaks: ['311:3.3.1-6', '5:3.3.1-9'],
    ...inSubscribe(({ filter }) => (/[+#]/u.test(filter) ? { retainHandling: 2 } : {})),
  },
  {
    id: 'no-replay-again',
    summary: 'sends retained messages for new subscriptions only',
    breaks: ['311:3.8.4-3', '5:3.3.1-9', '5:3.8.4-4'],
    mayAlsoBreak: ['5:3.3.1-10'],
    intercept: () => {
      const seen = new Set<string>();
      return {
        incoming: replacing(PacketType.subscribe, (packet, clientId) => ({
          ...packet,
          subscriptions: packet.subscriptions.map((one) => {
            const isNew = !seen.has(`${clientId} ${one.filter}`);
            seen.add(`${clientId} ${one.filter}`);
            return isNew ? one : { ...one, retainHandling: 2 as const };
          }),
        })),
      };
    },
  },
  {
    id: 'retain-always-as-published',
    summary: 'leaves RETAIN 1 in messages to subscriptions that were there',
    breaks: ['311:3.3.1-9', '5:3.3.1-12'],
    mayAlsoBreak: ['311:3.3.1-10'],
    ...inSubscribe(() => ({ retainAsPublished: true })),
  },
  {
    id: 'retained-qos-0-ignored',
    summary: 'does not retain messages of QoS 0, and keeps the one before',
    breaks: ['311:3.3.1-7', '5:3.3.1-5', '5:U-3.3.1.3-3'],
    // An empty one does nothing either, and the flag is lost for those who want it as published.
    mayAlsoBreak: ['311:3.3.1-10', '5:3.3.1-6', '5:3.3.1-13'],
    intercept: () => ({
      incoming: replacing(PacketType.publish, (packet) =>
        packet.qos === 0 ? { ...packet, retain: false } : undefined,
      ),
    }),
  },
  {
    id: 'retained-of-the-session',
    summary: 'throws retained messages away with the Session of their publisher',
    breaks: ['311:3.1.2-7'],
    intercept: () => {
      const published = new Map<string, string[]>();
      const wiped = new Set<string>();
      return {
        incoming: ({ clientId }, packet) => {
          if (isA(packet, PacketType.publish) && packet.retain)
            published.set(clientId, [...(published.get(clientId) ?? []), packet.topic]);
          if (packet.type !== PacketType.disconnect) return [packet];
          const topics = published.get(clientId) ?? [];
          for (const topic of topics) wiped.add(topic);
          return [...topics.map((topic) => replayOf(topic, new Uint8Array(0))), packet];
        },
        outgoing: replacing(PacketType.publish, (packet) =>
          packet.payload.length === 0 && wiped.has(packet.topic) ? [] : undefined,
        ),
      };
    },
  },
  {
    id: 'shares-get-retained',
    summary: 'sends retained messages for Shared Subscriptions',
    breaks: ['5:U-3.8.4-2'],
    intercept: () => {
      const kept = new Map<string, Uint8Array>();
      return replaying(
        ({ topic, retain, payload }) => {
          if (retain) kept.set(topic, Uint8Array.from(payload));
        },
        (filter) => {
          const plain = /^\$share\/[^/]+\/(.+)$/u.exec(filter)?.[1];
          if (plain === undefined) return [];
          return [...kept]
            .filter(([topic, payload]) => payload.length > 0 && matchesFilter(plain, topic))
            .map(([topic, payload]) => replayOf(topic, payload));
        },
      );
    },
  },
];
