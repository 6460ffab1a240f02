/** What others have reported of brokers in the field: Wills, room and repetitions that are forgotten. */
import { PacketType } from '../../../src/protocol/constants.ts';
import type { ConformanceCase } from '../../../src/conformance/case.ts';
import type { Packet, PublishPacket } from '../../../src/protocol/packets.ts';
import { isA, type Mutant } from './mutant.ts';

/** The cases that look at just this; what the deed means to others is told by deeds like it. */
function ofParts(...parts: readonly string[]): (one: ConformanceCase) => boolean {
  return ({ id }) => parts.some((part) => id.endsWith(`/${part}`));
}

/** Sends what is retained once more to a Session that goes on, whatever its subscriptions say of that. */
const replayingOnResume: NonNullable<Mutant['tamper']> = () => {
  const kept = new Map<string, PublishPacket>();
  const filters = new Map<string, Set<string>>();
  return () => {
    let mine = new Set<string>();
    return {
      toBroker: (packet) => {
        if (isA(packet, PacketType.publish) && packet.retain) kept.set(packet.topic, packet);
        if (isA(packet, PacketType.connect)) {
          mine = filters.get(packet.clientId) ?? mine;
          filters.set(packet.clientId, mine);
        }
        if (isA(packet, PacketType.subscribe))
          for (const { filter } of packet.subscriptions) mine.add(filter);
        return [packet];
      },
      toClient: (packet) => {
        if (!isA(packet, PacketType.connack) || !packet.sessionPresent) return [packet];
        const found = [...mine].flatMap((filter) => kept.get(filter) ?? []);
        return [packet, ...found.map(({ topic, payload }) => replay(topic, payload))];
      },
    };
  };
};

function replay(topic: string, payload: Uint8Array): PublishPacket {
  return { type: PacketType.publish, dup: false, qos: 0, retain: true, topic, payload };
}

export const REPORTED_MUTANTS: readonly Mutant[] = [
  {
    id: 'unknown-disconnect-code-is-normal',
    summary: 'takes a DISCONNECT with a Reason Code that no table has for a normal one',
    breaks: ['5:3.1.2-8'],
    tamper: () => () => ({
      broken: (_bytes, error) =>
        error?.packetType === PacketType.disconnect
          ? [{ type: PacketType.disconnect, reasonCode: 0 }]
          : undefined,
    }),
    cases: ofParts('disconnect-with-unknown-code', 'disconnect-with-error', 'reset'),
  },
  {
    id: 'room-not-given-back-on-resume',
    summary: 'counts what was unanswered on the connection before against the Receive Maximum of the next',
    breaks: ['5:U-4.9-1'],
    intercept: () => {
      const open = new Map<string, Set<number>>();
      const stalled = new Set<string>();
      const openOf = (clientId: string): Set<number> => {
        const ids = open.get(clientId) ?? new Set();
        open.set(clientId, ids);
        return ids;
      };
      return {
        incoming: ({ clientId }, packet) => {
          if (isA(packet, PacketType.connect) && openOf(packet.clientId).size > 0)
            stalled.add(packet.clientId);
          if (isA(packet, PacketType.puback)) openOf(clientId).delete(packet.packetId);
          return [packet];
        },
        outgoing: ({ clientId }, packet) => {
          if (!isA(packet, PacketType.publish) || packet.packetId === undefined) return [packet];
          if (stalled.has(clientId) && !packet.dup) return [];
          openOf(clientId).add(packet.packetId);
          return [packet];
        },
      };
    },
    cases: ofParts('raised', 'maximum-1', 'window'),
  },
  {
    id: 'replay-on-resume',
    summary: 'sends retained messages because a Session resumes',
    breaks: ['311:3.3.1-9', '5:3.3.1-10', '5:3.3.1-11'],
    tamper: replayingOnResume,
    cases: ({ id }) => id.startsWith('311:3.3.1-') || id.startsWith('5:3.3.1-'),
  },
  {
    id: 'second-repetition-unanswered',
    summary: 'answers one repetition of a QoS 2 message and no other',
    breaks: ['311:4.3.3-2', '5:4.3.3-10'],
    intercept: () => {
      const repeats = new Map<string, number>();
      return {
        incoming: ({ clientId }, packet): readonly Packet[] => {
          if (!isA(packet, PacketType.publish) || packet.qos < 2 || !packet.dup) return [packet];
          const key = `${clientId} ${packet.packetId ?? 0}`;
          repeats.set(key, (repeats.get(key) ?? 0) + 1);
          return (repeats.get(key) ?? 0) > 1 ? [] : [packet];
        },
      };
    },
    cases: ofParts('repeated', 'resumed', 'repeated-often', 'resumed-often'),
  },
];
