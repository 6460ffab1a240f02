/** Keep Alive and Wills: what brokers take for a sign of life, and for the end of waiting (sections 3.1.2.5, 3.1.2.10, 3.14). */
import type { Connection } from '../../../src/broker/connection.ts';
import { PacketType } from '../../../src/protocol/constants.ts';
import type { ConnectPacket, WillMessage } from '../../../src/protocol/packets.ts';
import { isA, ofParts, ofStatements, replacing, withProperties, type Mutant } from './mutant.ts';

const KEEP_ALIVE = ['311:3.1.2-24', '5:3.1.2-22', '5:3.2.2-22'] as const;
const KEEP_ALIVE_CASES = ofStatements('3.1.2-24', '3.1.2-22', '3.2.2-22');
/** Keep Alive at which such a broker has a client that publishes only. */
const BRIEF_S = 10;

function inConnect(change: (packet: ConnectPacket) => ConnectPacket | undefined): Pick<Mutant, 'intercept'> {
  return { intercept: () => ({ incoming: replacing(PacketType.connect, change) }) };
}

function inWill(change: (will: WillMessage) => WillMessage | undefined): Pick<Mutant, 'intercept'> {
  return inConnect((packet) => {
    const will = packet.will && change(packet.will);
    return will && { ...packet, will };
  });
}

export const TIMING_MUTANTS: readonly Mutant[] = [
  {
    id: 'keep-alive-doubled',
    summary: 'waits for three times the Keep Alive',
    breaks: KEEP_ALIVE,
    ...inConnect((packet) =>
      packet.keepAlive < BRIEF_S ? { ...packet, keepAlive: 2 * packet.keepAlive } : undefined,
    ),
    cases: KEEP_ALIVE_CASES,
  },
  {
    id: 'keep-alive-by-pingreq-alone',
    summary: 'disconnects clients that publish all the time and send no PINGREQ',
    breaks: KEEP_ALIVE,
    tamper: () => (handle) => {
      let isBrief = false;
      let messages = 0;
      return {
        toBroker: (packet) => {
          if (isA(packet, PacketType.connect)) isBrief = packet.keepAlive > 0 && packet.keepAlive < BRIEF_S;
          messages = packet.type === PacketType.publish ? messages + 1 : 0;
          // In a client's usual rhythm so many are a Keep Alive and a half.
          if (isBrief && messages === 4) handle.close();
          return [packet];
        },
      };
    },
    cases: KEEP_ALIVE_CASES,
  },
  {
    id: 'keep-alive-by-deliveries',
    summary: 'takes messages to a client for signs of life of that client',
    breaks: KEEP_ALIVE,
    tamper: () => (handle) => {
      let own = 0;
      return {
        toClient: (packet) => {
          if (packet.type === PacketType.pingresp && own > 0) {
            own -= 1;
            return [];
          }
          if (packet.type === PacketType.publish) {
            own += 1;
            handle.toBroker({ type: PacketType.pingreq });
          }
          return [packet];
        },
      };
    },
    cases: KEEP_ALIVE_CASES,
  },
  {
    id: 'first-keep-alive-stays',
    summary: 'keeps the Keep Alive of a Session’s first connection',
    breaks: KEEP_ALIVE,
    intercept: () => {
      const first = new Map<string, number>();
      return {
        incoming: replacing(PacketType.connect, (packet) => {
          const known = first.get(packet.clientId);
          if (!packet.cleanStart && known === undefined) first.set(packet.clientId, packet.keepAlive);
          return known === undefined ? undefined : { ...packet, keepAlive: known };
        }),
      };
    },
    cases: KEEP_ALIVE_CASES,
  },
  {
    id: 'clean-start-drops-delayed-will',
    summary: 'throws a Will away that waits when Clean Start ends its Session',
    breaks: ['5:3.1.2-8'],
    intercept: () => ({
      endsClean: (former) => {
        former.delayedWill?.cancel();
        former.delayedWill = undefined;
        return () => undefined;
      },
    }),
    cases: ofParts('clean-start'),
  },
  {
    id: 'long-will-delay-overflows',
    summary: 'publishes Wills at once that have a delay of weeks',
    breaks: ['5:3.1.2-8'],
    ...inWill((will) =>
      (will.properties?.willDelayInterval ?? 0) * 1_000 > 0x7fff_ffff
        ? withProperties(will, { willDelayInterval: 0 })
        : undefined,
    ),
    cases: ofParts('long-delay', 'delay'),
  },
  {
    id: 'takeover-without-will-delay',
    summary: 'publishes the Will of a connection that is taken over at once, whatever its delay',
    breaks: ['5:3.1.3-9'],
    intercept: () => ({
      takesOver: ({ outlet }) => {
        const connection = outlet as Connection | undefined;
        if (connection?.will !== undefined) connection.will = { ...connection.will, delayS: 0 };
        return true;
      },
    }),
    cases: ({ id }) => /:3\.1\.3-9(?:\/takeover)?$/u.test(id),
  },
  {
    id: 'will-kept-by-disconnect-with-properties',
    summary: 'publishes the Will of a client that leaves by DISCONNECT 0x00 with properties',
    breaks: ['5:3.14.4-3', '5:3.1.2-10'],
    intercept: () => ({
      incoming: replacing(PacketType.disconnect, (packet) =>
        packet.reasonCode === 0 && Object.keys(packet.properties ?? {}).length > 0
          ? { ...packet, reasonCode: 0x04 }
          : undefined,
      ),
    }),
    cases: ofParts('with-properties', 'disconnected'),
  },
  {
    id: 'delayed-will-kept-by-disconnect',
    summary: 'publishes a Will with a delay although its client has left by DISCONNECT 0x00',
    breaks: ['5:3.14.4-3'],
    intercept: () => {
      const delayed = new Set<string>();
      return {
        incoming: ({ clientId }, packet) => {
          if (isA(packet, PacketType.connect) && (packet.will?.properties?.willDelayInterval ?? 0) > 0)
            delayed.add(packet.clientId);
          return isA(packet, PacketType.disconnect) && delayed.has(clientId)
            ? [{ ...packet, reasonCode: 0x04 }]
            : [packet];
        },
      };
    },
    cases: ofParts('delayed', 'disconnected'),
  },
  {
    id: 'will-of-the-session',
    summary: 'has a Session that is resumed without a Will keep the one that it had',
    breaks: ['311:3.1.2-10', '311:3.1.2-12', '5:3.1.2-10'],
    intercept: () => {
      const wills = new Map<string, WillMessage>();
      return {
        incoming: replacing(PacketType.connect, (packet) => {
          if (packet.cleanStart) return undefined;
          if (packet.will !== undefined) wills.set(packet.clientId, packet.will);
          const known = wills.get(packet.clientId);
          return packet.will === undefined && known !== undefined ? { ...packet, will: known } : undefined;
        }),
      };
    },
    cases: ({ id }) => /:3\.1\.2-1[02]\/(?:resumed|once)$/u.test(id),
  },
  {
    id: 'will-expires-from-connect-on',
    summary: 'counts the Message Expiry Interval of a Will from CONNECT on',
    breaks: ['5:U-3.1.3.2-2'],
    intercept: ({ clock }) => {
      const since = new Map<string, number>();
      return {
        incoming: replacing(PacketType.connect, ({ will }) => {
          if (will !== undefined) since.set(will.topic, clock?.nowUs() ?? 0);
          return undefined;
        }),
        outgoing: replacing(PacketType.publish, (packet) => {
          const left = packet.properties?.messageExpiryInterval;
          const fromUs = since.get(packet.topic);
          if (left === undefined || fromUs === undefined) return undefined;
          const waitedS = Math.floor(((clock?.nowUs() ?? 0) - fromUs) / 1e6);
          return withProperties(packet, { messageExpiryInterval: left - waitedS });
        }),
      };
    },
    cases: ofParts('expiry-later', 'expiry'),
  },
  {
    id: 'will-read-as-text',
    summary: 'replaces what is no UTF-8 in the payload of a Will',
    breaks: ['311:U-integrity', '5:U-integrity'],
    ...inWill((will) => ({ ...will, payload: Buffer.from(Buffer.from(will.payload).toString()) })),
    cases: ({ id }) => /U-integrity\/(?:will|bytes)$/u.test(id),
  },
];
