/**
 * Deviations that a proxy puts before a broker that others wrote, so that the suite does not only fit our own. Each is one deed on
 * packets that the broker sends or gets.
 */
import type { Clause } from '../../src/protocol/clause.ts';
import { PacketType, type ProtocolVersion } from '../../src/protocol/constants.ts';
import type { Packet, PublishPacket } from '../../src/protocol/packets.ts';
import type { Properties } from '../../src/protocol/properties.ts';
import type { OfType } from './mutants/mutant.ts';
import type { Tamper } from './tampered-dial.ts';

export interface ProxyDefect {
  /** What the broker seems to do, as half a sentence. */
  readonly summary: string;
  /** Statements of which each must go red, by version. A version without one is left out. */
  readonly breaks: readonly Clause[];
  /** What may go red as well: the same deed seen from another side. */
  readonly mayAlsoBreak?: readonly Clause[];
  readonly tamper: (version: ProtocolVersion) => Tamper;
}

type Spoil<P> = (packet: P) => Packet | readonly Packet[] | undefined;

function spoilt<T extends PacketType>(type: T, spoil: Spoil<OfType<T>>, packet: Packet): readonly Packet[] {
  if (packet.type !== type) return [packet];
  const instead = spoil(packet as OfType<T>);
  if (instead === undefined) return [packet];
  return 'type' in instead ? [instead] : instead;
}

/** Replaces packets of one type that the broker sends; undefined leaves one as it is. */
function sends<T extends PacketType>(type: T, spoil: Spoil<OfType<T>>): ProxyDefect['tamper'] {
  return () => () => ({ toClient: (packet) => spoilt(type, spoil, packet) });
}

/** Replaces packets of one type that the broker gets. */
function gets<T extends PacketType>(type: T, spoil: Spoil<OfType<T>>): ProxyDefect['tamper'] {
  return () => () => ({ toBroker: (packet) => spoilt(type, spoil, packet) });
}

/** A packet without some of its properties. */
function without<P extends { readonly properties?: Properties }>(
  packet: P,
  ...names: readonly (keyof Properties)[]
): P {
  const kept = Object.entries(packet.properties ?? {}).filter(
    ([name]) => !names.includes(name as keyof Properties),
  );
  return { ...packet, properties: Object.fromEntries(kept) };
}

/** Deliveries with another payload byte, where there is one that no test of flags or order depends on. */
function flipped(packet: PublishPacket): PublishPacket | undefined {
  if (packet.payload.length < 1) return undefined;
  const payload = Uint8Array.from(packet.payload);
  payload[payload.length - 1] = (payload[payload.length - 1] ?? 0) ^ 1;
  return { ...packet, payload };
}

export const PROXY_DEFECTS: readonly ProxyDefect[] = [
  {
    summary: 'says Session Present 0 of every Session',
    breaks: ['311:3.2.2-2', '5:3.2.2-3'],
    tamper: sends(PacketType.connack, (packet) => ({ ...packet, sessionPresent: false })),
  },
  {
    summary: 'says Session Present 1 of every Session',
    breaks: ['311:3.2.2-1', '5:3.2.2-2'],
    mayAlsoBreak: ['311:3.2.2-3', '5:3.2.2-3'],
    tamper: sends(PacketType.connack, (packet) =>
      packet.reasonCode === 0 ? { ...packet, sessionPresent: true } : undefined,
    ),
  },
  {
    summary: 'sends CONNACK twice',
    breaks: ['5:3.2.0-2'],
    tamper: sends(PacketType.connack, (packet) => [packet, packet]),
  },
  {
    summary: 'keeps the identifier that it assigned to itself',
    breaks: ['5:3.1.3-7', '5:3.2.2-16'],
    tamper: sends(PacketType.connack, (packet) => without(packet, 'assignedClientIdentifier')),
  },
  {
    summary: 'forgets the Will',
    breaks: ['311:3.1.2-8', '5:3.1.2-8'],
    mayAlsoBreak: ['5:3.1.2-7', '311:3.1.2-7'],
    tamper: gets(PacketType.connect, ({ will, ...packet }) => (will === undefined ? undefined : packet)),
  },
  {
    summary: 'does not read DISCONNECT',
    breaks: ['311:3.14.4-3', '5:3.14.4-3'],
    mayAlsoBreak: ['5:U-3.14.2.2.2-2', '311:3.1.0-1', '311:3.1.2-10', '5:3.1.0-1', '5:3.1.2-10'],
    tamper: gets(PacketType.disconnect, () => []),
  },
  {
    summary: 'starts every Session anew',
    breaks: ['311:3.1.2-4', '5:3.1.2-5'],
    mayAlsoBreak: [
      '5:3.1.2-23',
      '311:3.1.2-5',
      '311:4.1.0-1',
      '311:3.2.2-2',
      '311:4.5.0-1',
      '5:3.2.2-3',
      '5:4.5.0-1',
    ],
    tamper: gets(PacketType.connect, (packet) =>
      packet.clientId === '' ? undefined : { ...packet, cleanStart: true },
    ),
  },
  {
    summary: 'never starts a Session anew',
    breaks: ['5:3.1.2-4'],
    mayAlsoBreak: ['5:3.1.4-4', '5:3.2.2-2'],
    tamper: () => () => ({
      toBroker: (packet) =>
        packet.type === PacketType.connect && packet.clientId !== ''
          ? [{ ...packet, cleanStart: false }]
          : [packet],
    }),
  },
  {
    summary: 'answers no PINGREQ',
    breaks: ['311:3.12.4-1', '5:3.12.4-1'],
    tamper: sends(PacketType.pingresp, () => []),
  },
  {
    summary: 'answers QoS 1 with the wrong identifier',
    breaks: ['311:2.3.1-6', '5:2.2.1-5'],
    mayAlsoBreak: ['311:4.3.2-2', '5:4.3.2-4'],
    tamper: sends(PacketType.puback, (packet) => ({ ...packet, packetId: (packet.packetId % 65_535) + 1 })),
  },
  {
    summary: 'does not answer QoS 1',
    breaks: ['311:3.3.4-1', '5:3.3.4-1'],
    mayAlsoBreak: ['311:4.3.2-2', '5:4.3.2-4'],
    tamper: sends(PacketType.puback, () => []),
  },
  {
    summary: 'does not answer QoS 2',
    breaks: ['311:3.3.4-1', '5:3.3.4-1'],
    mayAlsoBreak: ['311:4.3.3-2', '5:4.3.3-8'],
    tamper: sends(PacketType.pubrec, () => []),
  },
  {
    summary: 'never completes QoS 2',
    breaks: ['311:4.3.3-2', '5:4.3.3-11'],
    tamper: sends(PacketType.pubcomp, () => []),
  },
  {
    summary: 'does not release QoS 2',
    breaks: ['311:4.3.3-1', '5:4.3.3-4'],
    tamper: sends(PacketType.pubrel, () => []),
  },
  {
    summary: 'sends again without DUP',
    breaks: ['311:3.3.1-1', '5:3.3.1-1'],
    tamper: sends(PacketType.publish, (packet) => (packet.dup ? { ...packet, dup: false } : undefined)),
  },
  {
    summary: 'answers SUBSCRIBE with its codes reversed',
    breaks: ['311:3.9.3-1', '5:3.9.3-1'],
    mayAlsoBreak: ['5:3.8.4-7', '311:3.8.4-5'],
    tamper: sends(PacketType.suback, (packet) => ({
      ...packet,
      reasonCodes: packet.reasonCodes.toReversed(),
    })),
  },
  {
    summary: 'answers SUBSCRIBE with a code too many',
    breaks: ['311:3.8.4-5', '5:3.8.4-6'],
    tamper: sends(PacketType.suback, (packet) => ({ ...packet, reasonCodes: [...packet.reasonCodes, 0] })),
  },
  {
    summary: 'does not answer UNSUBSCRIBE',
    breaks: ['311:3.10.4-4', '5:3.10.4-4'],
    tamper: sends(PacketType.unsuback, () => []),
  },
  {
    summary: 'delivers at QoS 0',
    breaks: ['311:3.8.4-6', '5:3.8.4-8'],
    mayAlsoBreak: ['5:3.8.4-7', '311:3.8.4-5'],
    tamper: () => (handle) => ({
      toClient: (packet) => {
        if (packet.type === PacketType.pubrel) {
          handle.toBroker({ type: PacketType.pubcomp, packetId: packet.packetId, reasonCode: 0 });
          return [];
        }
        if (packet.type !== PacketType.publish || packet.packetId === undefined) return [packet];
        const { packetId, ...rest } = packet;
        const type = packet.qos === 1 ? PacketType.puback : PacketType.pubrec;
        handle.toBroker({ type, packetId, reasonCode: 0 });
        return [{ ...rest, qos: 0, dup: false }];
      },
    }),
  },
  {
    summary: 'alters the last byte of a payload',
    breaks: ['311:U-integrity', '5:U-integrity'],
    tamper: sends(PacketType.publish, flipped),
  },
  {
    summary: 'sends retained messages without RETAIN',
    breaks: ['311:3.3.1-8', '5:U-3.3.1.3-1'],
    mayAlsoBreak: ['5:3.3.1-13'],
    tamper: sends(PacketType.publish, (packet) => ({ ...packet, retain: false })),
  },
  {
    summary: 'never clears a retained message',
    breaks: ['311:3.3.1-10', '5:3.3.1-6'],
    tamper: gets(PacketType.publish, (packet) =>
      packet.retain && packet.payload.length === 0 ? { ...packet, retain: false } : undefined,
    ),
  },
  {
    summary: 'does not look at Retain Handling',
    breaks: ['5:3.3.1-10', '5:3.3.1-11'],
    tamper: gets(PacketType.subscribe, (packet) => ({
      ...packet,
      subscriptions: packet.subscriptions.map((one) => ({ ...one, retainHandling: 0 as const })),
    })),
  },
  {
    summary: 'does not look at No Local',
    breaks: ['5:3.8.3-3'],
    tamper: gets(PacketType.subscribe, (packet) => ({
      ...packet,
      subscriptions: packet.subscriptions.map((one) => ({ ...one, noLocal: false })),
    })),
  },
  {
    summary: 'does not pass the Content Type on',
    breaks: ['5:3.3.2-20'],
    tamper: sends(PacketType.publish, (packet) => without(packet, 'contentType')),
  },
  {
    summary: 'reverses User Properties',
    breaks: ['5:3.3.2-18'],
    tamper: sends(PacketType.publish, (packet) =>
      packet.properties?.userProperties === undefined
        ? undefined
        : {
            ...packet,
            properties: {
              ...packet.properties,
              userProperties: packet.properties.userProperties.toReversed(),
            },
          },
    ),
  },
  {
    summary: 'leaves Subscription Identifiers out',
    breaks: ['5:3.3.4-3'],
    mayAlsoBreak: ['5:3.3.4-5'],
    tamper: sends(PacketType.publish, (packet) => without(packet, 'subscriptionIdentifiers')),
  },
  {
    summary: 'does not look at the Maximum Packet Size of a client',
    breaks: ['5:3.1.2-24'],
    tamper: gets(PacketType.connect, (packet) => without(packet, 'maximumPacketSize')),
  },
  {
    summary: 'does not look at the Receive Maximum of a client',
    breaks: ['5:3.3.4-9'],
    mayAlsoBreak: ['5:4.9.0-1'],
    tamper: gets(PacketType.connect, (packet) => without(packet, 'receiveMaximum')),
  },
  {
    summary: 'merges empty levels of Topic Names',
    breaks: ['311:4.7.3-4', '5:4.7.3-4'],
    mayAlsoBreak: ['5:U-integrity', '5:3.3.2-3', '311:U-integrity', '311:3.3.2-3'],
    tamper: sends(PacketType.publish, (packet) => ({ ...packet, topic: packet.topic.replaceAll('//', '/') })),
  },
  {
    summary: 'delivers QoS 0 twice',
    breaks: ['311:4.3.1-1', '5:4.3.1-1'],
    tamper: sends(PacketType.publish, (packet) => (packet.qos === 0 ? [packet, packet] : undefined)),
  },
];
