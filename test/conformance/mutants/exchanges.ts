/** QoS 1 and 2 from both sides, and their order (sections 4.3, 4.4, 4.6, 4.9). */
import { PacketType } from '../../../src/protocol/constants.ts';
import type { Packet, PublishPacket } from '../../../src/protocol/packets.ts';
import { isA, replacing, withProperties, type Mutant } from './mutant.ts';

/** What 3.1.1 brokers without QoS 2 do with packets that they do not know. */
const DEAF = new Set<number>([PacketType.pubrec, PacketType.pubrel, PacketType.pubcomp]);

function deaf(): Mutant {
  return {
    id: 'deaf-behind-qos-2-answers',
    summary: 'reads nothing any more behind a PUBREC, a PUBREL or a PUBCOMP',
    breaks: ['311:4.3.3-2', '5:4.3.3-11'],
    tamper: () => () => {
      let isDeaf = false;
      const hears = (type: number | undefined): boolean => {
        isDeaf ||= DEAF.has(type ?? 0);
        return !isDeaf;
      };
      return {
        toBroker: (packet) => (hears(packet.type) ? [packet] : []),
        broken: (_bytes, error) => (hears(error?.packetType) ? undefined : []),
      };
    },
    // That their flags are not looked at either says nothing then.
    cases: ({ id }) => /pub(?:rec|rel|comp)-wrong-flags|4\.3\.3-(?:2|11)\/pubcomp$/u.test(id),
  };
}

type Answer = typeof PacketType.puback | typeof PacketType.pubrec | typeof PacketType.pubrel;

/** Packets of one type leave in pairs, the later one first; a last one goes when nothing follows it at once. */
function swapped(
  id: string,
  name: string,
  type: Answer,
  breaks: Mutant['breaks'],
  mayAlsoBreak: Mutant['breaks'] = [],
): Mutant {
  return {
    id,
    summary: `sends ${name} in another order`,
    breaks,
    mayAlsoBreak,
    tamper: () => (handle) => {
      let held: Packet | undefined;
      const flush = (): void => {
        const packet = held;
        held = undefined;
        if (packet !== undefined) handle.toClient(packet);
      };
      return {
        toClient: (packet) => {
          if (packet.type !== type) return [packet];
          if (held !== undefined) {
            const first = held;
            held = undefined;
            return [packet, first];
          }
          held = packet;
          soon(flush);
          return [];
        },
      };
    },
  };
}

/** After everything that is under way, and before time moves on. */
export function soon(call: () => void, hops = 50): void {
  queueMicrotask(hops === 0 ? call : () => soon(call, hops - 1));
}

/** Takes a message with a known identifier for a repeat. */
function identifiersNeverFree(
  qos: 1 | 2,
  breaks: Mutant['breaks'],
  mayAlsoBreak: Mutant['breaks'] = [],
): Mutant {
  const type = qos === 1 ? PacketType.puback : PacketType.pubrec;
  return {
    id: `identifiers-never-free-qos-${qos}`,
    summary: `takes a QoS ${qos} message with DUP for a repeat although its identifier is free again`,
    breaks,
    mayAlsoBreak,
    tamper: () => () => {
      const done = new Set<number>();
      return {
        toBroker: (packet, answer) => {
          if (!isA(packet, PacketType.publish) || packet.qos !== qos || packet.packetId === undefined)
            return [packet];
          if (packet.dup && done.has(packet.packetId)) {
            answer({ type, packetId: packet.packetId, reasonCode: 0 });
            return [];
          }
          return [packet];
        },
        toClient: (packet) => {
          const last = qos === 1 ? PacketType.puback : PacketType.pubcomp;
          if (isA(packet, last)) done.add(packet.packetId);
          return [packet];
        },
      };
    },
  };
}

/** Drops a packet that comes after the message of its identifier has expired. */
function expiresMidway(
  facts: Pick<Mutant, 'id' | 'summary' | 'breaks'>,
  way: 'incoming' | 'outgoing',
): Mutant {
  return {
    ...facts,
    intercept: ({ clock }) => {
      const ends = new Map<string, number>();
      const pass = ({ clientId }: { readonly clientId: string }, packet: Packet): readonly Packet[] => {
        const nowUs = clock?.nowUs() ?? 0;
        if (isA(packet, PacketType.publish)) {
          const lifeS = packet.properties?.messageExpiryInterval;
          const key = `${clientId} ${packet.packetId ?? 0}`;
          if (lifeS === undefined) ends.delete(key);
          else ends.set(key, nowUs + lifeS * 1e6);
        }
        if (!isA(packet, PacketType.pubrel)) return [packet];
        return (ends.get(`${clientId} ${packet.packetId}`) ?? Infinity) < nowUs ? [] : [packet];
      };
      return { [way]: pass };
    },
  };
}

export const EXCHANGE_MUTANTS: readonly Mutant[] = [
  deaf(),
  {
    id: 'identifiers-used-twice',
    summary: 'begins again with Packet Identifier 1 after six',
    breaks: ['311:2.3.1-4', '311:4.3.2-1', '311:4.3.3-1', '5:2.2.1-4', '5:4.3.2-1', '5:4.3.3-1'],
    tamper: () => () => {
      const real = new Map<number, number[]>();
      return {
        toClient: (packet) => {
          if (!isA(packet, PacketType.publish) || packet.packetId === undefined || packet.dup)
            return [packet];
          const packetId = ((packet.packetId - 1) % 6) + 1;
          real.set(packetId, [...(real.get(packetId) ?? []), packet.packetId]);
          return [{ ...packet, packetId }];
        },
      };
    },
    cases: ({ statement }) => /:(?:2\.2\.1-4|2\.3\.1-4|4\.3\.2-1|4\.3\.3-1)$/u.test(statement),
  },
  {
    id: 'puback-forgotten',
    summary: 'sends a message again that was acknowledged',
    breaks: ['311:4.3.2-1', '5:4.3.2-3'],
    // Its place among the unanswered messages is never free again.
    mayAlsoBreak: ['5:4.4.0-2', '5:4.9.0-2', '5:4.5.0-1'],
    intercept: () => ({ incoming: replacing(PacketType.puback, () => []) }),
  },
  {
    id: 'pubrel-not-repeated',
    summary: 'does not send an unanswered PUBREL again',
    breaks: ['311:4.4.0-1', '5:4.3.3-5', '5:4.4.0-1'],
    intercept: () => ({ resumed: ({ inflight }) => inflight.releases.clear() }),
  },
  {
    id: 'publish-unacknowledged-forgotten',
    summary: 'does not send an unanswered QoS 2 PUBLISH again',
    breaks: ['311:4.4.0-1', '5:4.3.3-3', '5:4.4.0-1'],
    mayAlsoBreak: ['5:4.8.2-4'],
    intercept: () => ({
      resumed: ({ inflight }) => {
        for (const [packetId, { qos }] of inflight.publishes)
          if (qos === 2) inflight.publishes.delete(packetId);
      },
    }),
  },
  {
    id: 'publish-after-pubrel',
    summary: 'sends the PUBLISH again where only PUBREL is owed',
    breaks: ['311:4.3.3-1', '5:4.3.3-6'],
    intercept: () => {
      const sent = new Map<string, PublishPacket>();
      const released = new Set<string>();
      return {
        outgoing: ({ clientId }, packet) => {
          const key = `${clientId} ${'packetId' in packet ? (packet.packetId ?? 0) : 0}`;
          if (isA(packet, PacketType.publish) && packet.qos === 2) sent.set(key, packet);
          const first = sent.get(key);
          if (packet.type !== PacketType.pubrel || first === undefined) return [packet];
          if (released.has(key)) return [{ ...first, dup: true }, packet];
          released.add(key);
          return [packet];
        },
      };
    },
  },
  expiresMidway(
    {
      id: 'expires-before-pubrel',
      summary: 'sends no PUBREL for a message that has expired since its PUBLISH',
      breaks: ['5:4.3.3-7'],
    },
    'outgoing',
  ),
  expiresMidway(
    {
      id: 'expired-pubrel-ignored',
      summary: 'does not answer PUBREL for a message that has expired',
      breaks: ['5:4.3.3-13'],
    },
    'incoming',
  ),
  identifiersNeverFree(1, ['311:4.3.2-2', '5:4.3.2-5']),
  identifiersNeverFree(2, ['311:4.3.3-2', '5:4.3.3-12']),
  {
    id: 'refused-identifier-stays-taken',
    summary: 'says that an identifier is in use after a PUBREC that refused its message',
    breaks: ['5:4.3.3-9'],
    tamper: () => () => {
      const refused = new Set<number>();
      return {
        toBroker: (packet, answer) => {
          if (!isA(packet, PacketType.publish) || !refused.has(packet.packetId ?? 0)) return [packet];
          answer({ type: PacketType.pubrec, packetId: packet.packetId ?? 0, reasonCode: 0x91 });
          return [];
        },
        toClient: (packet) => {
          if (isA(packet, PacketType.pubrec) && packet.reasonCode >= 0x80) refused.add(packet.packetId);
          return [packet];
        },
      };
    },
  },
  swapped('pubacks-swapped', 'PUBACKs', PacketType.puback, ['311:4.6.0-2']),
  swapped('pubrecs-swapped', 'PUBRECs', PacketType.pubrec, ['311:4.6.0-3']),
  swapped('pubrels-swapped', 'PUBRELs', PacketType.pubrel, ['311:4.6.0-4']),
  {
    id: 'waits-for-room',
    summary: 'answers nothing while a client has as many unanswered messages as its Receive Maximum',
    breaks: ['5:3.3.4-10', '5:4.9.0-3'],
    tamper: () => (handle) => {
      let maximum = Infinity;
      const open = new Set<number>();
      const waiting: Packet[] = [];
      return {
        toBroker: (packet) => {
          if (isA(packet, PacketType.connect)) maximum = packet.properties?.receiveMaximum ?? Infinity;
          if (isA(packet, PacketType.puback) || isA(packet, PacketType.pubcomp)) {
            open.delete(packet.packetId);
            for (const each of waiting.splice(0)) handle.toClient(each);
          }
          return [packet];
        },
        toClient: (packet) => {
          if (isA(packet, PacketType.publish) && packet.packetId !== undefined) open.add(packet.packetId);
          const isBound = packet.type === PacketType.publish || packet.type === PacketType.pubrel;
          if (isBound || open.size < maximum) return [packet];
          waiting.push(packet);
          return [];
        },
      };
    },
  },
  {
    id: 'room-for-two',
    summary: 'sends two more messages for each answer where the Receive Maximum is used up',
    breaks: ['5:4.9.0-2', '5:3.3.4-9'],
    // A refusal makes no room for it.
    mayAlsoBreak: ['5:4.5.0-1'],
    tamper: () => (handle) => {
      let room = Infinity;
      const waiting: Packet[] = [];
      const flush = (): void => {
        for (; room > 0 && waiting.length > 0; room -= 1)
          for (const packet of waiting.splice(0, 1)) handle.toClient(packet);
      };
      return {
        toBroker: (packet) => {
          if (isA(packet, PacketType.connect)) {
            room = packet.properties?.receiveMaximum ?? Infinity;
            return room === Infinity ? [packet] : [withProperties(packet, { receiveMaximum: 65_535 })];
          }
          if (!isA(packet, PacketType.puback) && !isA(packet, PacketType.pubcomp)) return [packet];
          room += 2;
          // The client may be answering from within what it reads.
          soon(flush);
          return [packet];
        },
        toClient: (packet) => {
          if (!isA(packet, PacketType.publish) || packet.qos === 0) return [packet];
          waiting.push(packet);
          flush();
          return [];
        },
      };
    },
  },
  {
    id: 'first-receive-maximum-stays',
    summary: 'keeps the Receive Maximum of a Session’s first connection',
    breaks: ['5:U-4.9-1'],
    mayAlsoBreak: ['5:3.3.4-9'],
    intercept: () => {
      const first = new Map<string, number>();
      return {
        incoming: replacing(PacketType.connect, (packet) => {
          const own = packet.properties?.receiveMaximum;
          const known = first.get(packet.clientId);
          if (known === undefined && own !== undefined) first.set(packet.clientId, own);
          return known === undefined ? undefined : withProperties(packet, { receiveMaximum: known });
        }),
      };
    },
  },
];
