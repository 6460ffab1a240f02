/** Receive Maximum, Maximum Packet Size, groups and neighbours: what takes room, and what is taken away (sections 3.10, 4.3, 4.8, 4.9). */
import type { Delivery } from '../../../src/broker/delivery.ts';
import { PacketType } from '../../../src/protocol/constants.ts';
import type { PubackPacket, PubrecPacket, SubscribePacket } from '../../../src/protocol/packets.ts';
import { isA, ofParts, ofStatements, replacing, withProperties, type Mutant } from './mutant.ts';

/** Filters of a SUBSCRIBE that such a broker looks at. */
const LOOKED_AT = 16;

function isRefusal({ reasonCode }: PubackPacket | PubrecPacket): boolean {
  return reasonCode >= 0x80;
}

export const ROOM_MUTANTS: readonly Mutant[] = [
  {
    id: 'pubcomp-of-nothing',
    summary: 'says of every identifier that it releases that it does not know it',
    breaks: ['5:4.3.3-11'],
    intercept: () => ({
      outgoing: replacing(PacketType.pubcomp, (packet) => ({ ...packet, reasonCode: 0x92 })),
    }),
    cases: ofParts('pubcomp'),
  },
  {
    id: 'pubrel-of-nothing',
    summary: 'says in every PUBREL that it does not know the identifier',
    breaks: ['5:4.3.3-4'],
    intercept: () => ({
      outgoing: replacing(PacketType.pubrel, (packet) => ({ ...packet, reasonCode: 0x92 })),
    }),
    cases: ({ id }) => id === '5:4.3.3-4/pubrel',
  },
  {
    id: 'refused-takes-room',
    summary: 'counts messages that a client has refused as unanswered',
    breaks: ['5:4.5.0-1'],
    intercept: () => ({
      incoming: (_owner, packet) => {
        const isAnswer = isA(packet, PacketType.puback) || isA(packet, PacketType.pubrec);
        return isAnswer && isRefusal(packet) ? [] : [packet];
      },
    }),
    cases: ofParts('behind-refused-qos-1', 'behind-refused-qos-2', 'window'),
  },
  {
    id: 'qos-0-takes-room',
    summary: 'counts QoS 0 messages as unanswered',
    breaks: ['5:4.5.0-1'],
    intercept: () => {
      let count = 0;
      return {
        deliver: (session, delivery, emit) => {
          emit(delivery);
          count += 1;
          if (delivery.qos === 0) session.window.take(-count);
        },
      };
    },
    cases: ofParts('behind-qos-0', 'window'),
  },
  {
    id: 'any-answer-makes-room',
    summary: 'takes an acknowledgement of nothing for that of the message before',
    breaks: ['5:3.3.4-9', '5:4.9.0-2'],
    intercept: () => {
      const open = new Map<string, number>();
      return {
        outgoing: ({ clientId }, packet) => {
          if (isA(packet, PacketType.publish) && packet.packetId !== undefined)
            open.set(clientId, packet.packetId);
          return [packet];
        },
        incoming: replacing(PacketType.puback, (packet, clientId) =>
          packet.packetId > 1_000 ? { ...packet, packetId: open.get(clientId) ?? 0 } : undefined,
        ),
      };
    },
    cases: ofParts('unknown-answer', 'maximum-1'),
  },
  {
    id: 'packet-size-without-header',
    summary: 'does not count the fixed header for a client’s Maximum Packet Size',
    breaks: ['5:3.1.2-24'],
    intercept: () => ({
      incoming: replacing(PacketType.connect, (packet) => {
        const { maximumPacketSize } = packet.properties ?? {};
        return maximumPacketSize === undefined
          ? undefined
          : withProperties(packet, { maximumPacketSize: maximumPacketSize + 3 });
      }),
    }),
    cases: ofStatements('3.1.2-24'),
  },
  {
    id: 'own-packet-size-without-header',
    summary: 'does not count the fixed header for its own Maximum Packet Size',
    breaks: ['5:3.2.2-15'],
    options: (options) => ({
      ...options,
      features: { ...options.features, maximumPacketSize: (options.features?.maximumPacketSize ?? 0) + 4 },
    }),
    intercept: ({ features }) => ({
      outgoing: replacing(PacketType.connack, (packet) =>
        packet.properties?.maximumPacketSize === undefined
          ? undefined
          : withProperties(packet, { maximumPacketSize: (features?.maximumPacketSize ?? 0) - 4 }),
      ),
    }),
    cases: ofStatements('3.2.2-15'),
  },
  {
    id: 'sixteen-filters',
    summary: 'grants every filter of a SUBSCRIBE, and subscribes to sixteen of them',
    breaks: ['311:3.8.4-4', '5:3.8.4-5'],
    intercept: () => {
      const asked = new Map<string, SubscribePacket>();
      return {
        incoming: replacing(PacketType.subscribe, (packet, clientId) => {
          asked.set(`${clientId} ${packet.packetId}`, packet);
          return { ...packet, subscriptions: packet.subscriptions.slice(0, LOOKED_AT) };
        }),
        outgoing: replacing(PacketType.suback, (packet, clientId) => {
          const more = asked.get(`${clientId} ${packet.packetId}`)?.subscriptions.slice(LOOKED_AT) ?? [];
          return { ...packet, reasonCodes: [...packet.reasonCodes, ...more.map(({ qos }) => qos)] };
        }),
      };
    },
    cases: ofStatements('3.8.4-4', '3.8.4-5', '3.8.4-6'),
  },
  {
    id: 'identifiers-none-beside-none',
    summary: 'leaves Subscription Identifiers out where one of the matching subscriptions has none',
    breaks: ['5:3.3.4-3'],
    intercept: () => ({
      matches: (topic, match) => {
        const found = match(topic);
        const hasNone = found.subscriptions.some(({ identifier }) => identifier === 0);
        const subscriptions = found.subscriptions.map((one) => (hasNone ? { ...one, identifier: 0 } : one));
        return { ...found, subscriptions };
      },
    }),
    cases: ({ id }) => /^5:3\.3\.4-3(?:\/beside-none|\/each)?$/u.test(id),
  },
  {
    id: 'unsubscribe-by-topic',
    summary: 'ends everything that a client gets of a topic along with the filter that names it',
    breaks: ['311:3.10.4-1', '5:3.10.4-1'],
    intercept: () => {
      const gone = new Set<string>();
      return {
        unsubscribe: ({ clientId }, filter) => {
          gone.add(`${clientId} ${filter}`);
          return true;
        },
        deliver: ({ clientId }, delivery, emit) => {
          if (!gone.has(`${clientId} ${delivery.message.topic}`)) emit(delivery);
        },
      };
    },
    cases: ofParts('overlap', 'deleted', 'exact'),
  },
  {
    id: 'unsubscribe-leaves-groups',
    summary: 'acknowledges UNSUBSCRIBE of Shared Subscriptions, and keeps them',
    breaks: ['5:3.10.4-1'],
    intercept: () => ({ unsubscribe: (_session, filter) => !filter.startsWith('$share/') }),
    cases: ({ id }) => /^5:(?:3\.10\.4-1\/shared|U-4\.8\.2-[13](?:\/left)?)$/u.test(id),
  },
  {
    id: 'groups-at-qos-0',
    summary: 'serves Shared Subscriptions at QoS 0',
    breaks: ['5:4.8.2-3'],
    intercept: () => ({
      deliver: (_session, delivery, emit) =>
        emit(delivery.share === undefined ? delivery : ({ ...delivery, qos: 0 } satisfies Delivery)),
    }),
    cases: ofStatements('4.8.2-3'),
  },
  {
    id: 'groups-remember-members',
    summary: 'gives messages of a group to members that have left it, where they are lost',
    breaks: ['5:U-4.8.2-1'],
    intercept: () => {
      const gone = new Set<string>();
      return {
        unsubscribe: ({ clientId }, filter) => {
          if (!filter.startsWith('$share/')) return true;
          gone.add(clientId);
          return false;
        },
        deliver: ({ clientId }, delivery, emit) => {
          if (delivery.share === undefined || !gone.has(clientId)) emit(delivery);
        },
      };
    },
    cases: ({ id }) => id.startsWith('5:U-4.8.2-1/'),
  },
  {
    id: 'empty-first-level-missed',
    summary: 'has a leading + stand for no empty level',
    breaks: ['311:4.7.1-3', '5:4.7.1-2'],
    intercept: () => ({
      matches: (topic, match) => {
        const found = match(topic);
        if (!topic.startsWith('/')) return found;
        return { ...found, subscriptions: found.subscriptions.filter(({ filter }) => !/^\+/u.test(filter)) };
      },
    }),
    cases: ofParts('leading', 'matches'),
  },
];
