/** What is lost where a filter, a property or a message is not the first, the only or the small one (sections 3.3, 3.8). */
import { withoutProperties } from '../../../src/broker/defects/without-properties.ts';
import type { Delivery } from '../../../src/broker/delivery.ts';
import { FrameCache } from '../../../src/broker/frame-cache.ts';
import { PacketType } from '../../../src/protocol/constants.ts';
import { encodePacket } from '../../../src/protocol/encode.ts';
import type { Packet, PublishPacket, SubscribePacket } from '../../../src/protocol/packets.ts';
import type { Properties } from '../../../src/protocol/properties.ts';
import { isA, ofParts, ofStatements, replacing, withProperties, type Mutant } from './mutant.ts';

const PASSED_ON = ['5:3.3.2-15', '5:3.3.2-16', '5:3.3.2-17', '5:3.3.2-18', '5:3.3.2-20'] as const;
const NOWHERE = 'nobody/subscribes/to/this';

function inPublish(change: (packet: PublishPacket) => PublishPacket | undefined): Pick<Mutant, 'intercept'> {
  return { intercept: () => ({ incoming: replacing(PacketType.publish, change) }) };
}

function inSubscribe(
  change: (packet: SubscribePacket) => SubscribePacket | undefined,
): Pick<Mutant, 'intercept'> {
  return { intercept: () => ({ incoming: replacing(PacketType.subscribe, change) }) };
}

/** Deliveries of some kind come without any property of their message. */
function bare(isMeant: (delivery: Delivery) => boolean): Pick<Mutant, 'intercept'> {
  return {
    intercept: () => ({
      deliver: (_session, delivery, emit) => {
        const { message } = delivery;
        const stripped = { properties: undefined, expiryIntervalS: undefined, frames: new FrameCache() };
        emit(isMeant(delivery) ? { ...delivery, message: { ...message, ...stripped } } : delivery);
      },
    }),
  };
}

/** On an even later SUBSCRIBE the broker takes this one for its own, and does not answer it. */
const OWN_ID = 65_000;

export const PASSING_MUTANTS: readonly Mutant[] = [
  {
    id: 'dollar-replayed',
    summary: 'sends retained messages of topics that start with $ to leading wildcards',
    breaks: ['311:4.7.2-1', '5:4.7.2-1'],
    intercept: () => {
      const hidden = new Set<string>();
      return {
        incoming: (_owner, packet) => {
          if (isA(packet, PacketType.publish) && packet.retain && packet.topic.startsWith('$'))
            hidden.add(packet.topic);
          if (!isA(packet, PacketType.subscribe) || hidden.size === 0) return [packet];
          if (!packet.subscriptions.some(({ filter }) => filter.startsWith('+') || filter === '#'))
            return [packet];
          const subscriptions = [...hidden].map((filter) => ({ filter, qos: 0 as const }));
          return [{ type: PacketType.subscribe, packetId: OWN_ID, subscriptions }, packet];
        },
        outgoing: replacing(PacketType.suback, ({ packetId }) => (packetId === OWN_ID ? [] : undefined)),
      };
    },
    cases: ({ id }) => id.endsWith(':4.7.2-1/retained'),
  },
  {
    id: 'empty-levels-not-replayed',
    summary: 'finds with + no retained message of a topic with an empty level',
    breaks: ['311:3.3.1-6', '5:3.3.1-9'],
    intercept: () => {
      const wild = new Set<string>();
      return {
        incoming: ({ clientId }, packet) => {
          if (
            isA(packet, PacketType.subscribe) &&
            packet.subscriptions.some(({ filter }) => /\+/u.test(filter))
          )
            wild.add(clientId);
          return [packet];
        },
        deliver: ({ clientId }, delivery, emit) => {
          const isMissed = delivery.retain && /\/\/|\/$/u.test(delivery.message.topic);
          if (!isMissed || !wild.has(clientId)) emit(delivery);
        },
      };
    },
    cases: ofParts('empty-levels', 'wildcards'),
  },
  {
    id: 'replay-for-first-filter',
    summary: 'sends retained messages for the first filter of a SUBSCRIBE alone',
    breaks: ['311:3.3.1-6', '5:3.3.1-9'],
    ...inSubscribe((packet) => ({
      ...packet,
      subscriptions: packet.subscriptions.map((one, index) =>
        index === 0 ? one : { ...one, retainHandling: 2 as const },
      ),
    })),
    cases: ofStatements('3.3.1-6', '3.3.1-9', '3.1.2-7', '3.1.2-15', '3.1.2-17'),
  },
  {
    id: 'replay-for-last-filter',
    summary: 'sends retained messages for the last filter of a SUBSCRIBE alone',
    breaks: ['311:3.3.1-6', '5:3.3.1-9'],
    ...inSubscribe((packet) => ({
      ...packet,
      subscriptions: packet.subscriptions.map((one, index) =>
        index === packet.subscriptions.length - 1 ? one : { ...one, retainHandling: 2 as const },
      ),
    })),
    cases: ofStatements('3.3.1-6', '3.3.1-9', '3.1.2-7', '3.1.2-15', '3.1.2-17'),
  },
  {
    id: 'replay-within-window',
    summary: 'sends as many retained messages as there is room for, and forgets the others',
    breaks: ['5:3.3.1-9'],
    intercept: () => ({
      deliver: (session, delivery, emit) => {
        if (!delivery.retain || delivery.qos === 0 || session.window.isOpen) emit(delivery);
      },
    }),
    cases: ({ id }) => /^5:3\.3\.1-9(?:\/window)?$/u.test(id),
  },
  {
    id: 'replay-without-retain-in-window',
    summary: 'sends retained messages that wait for room with RETAIN 0',
    breaks: ['5:U-3.3.1.3-1'],
    intercept: () => ({
      deliver: (session, delivery, emit) => {
        emit(session.window.isOpen ? delivery : { ...delivery, retain: false });
      },
    }),
    cases: ofStatements('U-3.3.1.3-1'),
  },
  {
    id: 'ten-levels',
    summary: 'finds nobody for messages on topics of more than ten levels',
    breaks: ['311:4.5.0-1', '5:4.5.0-1', '311:3.3.1-6', '5:3.3.1-9'],
    intercept: () => {
      const deep = ({ message }: Delivery): boolean => message.topic.split('/').length > 10;
      const exact = new Set<string>();
      return {
        incoming: replacing(PacketType.subscribe, (packet, clientId) => {
          for (const { filter } of packet.subscriptions) exact.add(`${clientId} ${filter}`);
          return undefined;
        }),
        deliver: ({ clientId }, delivery, emit) => {
          if (!deep(delivery) || exact.has(`${clientId} ${delivery.message.topic}`)) emit(delivery);
        },
      };
    },
    cases: ofParts('deep'),
  },
  {
    id: 'will-without-retain',
    summary: 'retains Wills, and sends them with RETAIN 0',
    breaks: ['5:3.1.2-15'],
    intercept: () => {
      const wills = new Set<string>();
      return {
        incoming: replacing(PacketType.connect, ({ will }) => {
          if (will !== undefined) wills.add(Buffer.from(will.payload).toString());
          return undefined;
        }),
        outgoing: replacing(PacketType.publish, (packet) =>
          packet.retain && wills.has(Buffer.from(packet.payload).toString())
            ? { ...packet, retain: false }
            : undefined,
        ),
      };
    },
    cases: ofStatements('3.1.2-15'),
  },
  {
    id: 'subscription-new-on-each-connection',
    summary: 'takes the subscriptions of a resumed Session for new ones, for Retain Handling 1',
    breaks: ['5:3.3.1-10'],
    intercept: () => {
      const known = new Set<string>();
      return {
        incoming: ({ clientId }, packet) => {
          if (isA(packet, PacketType.connect))
            for (const key of [...known]) if (key.startsWith(`${packet.clientId} `)) known.delete(key);
          if (!isA(packet, PacketType.subscribe)) return [packet];
          const subscriptions = packet.subscriptions.map((one) => {
            const key = `${clientId} ${one.filter}`;
            const isNew = !known.has(key);
            known.add(key);
            return isNew && one.retainHandling === 1 ? { ...one, retainHandling: 0 as const } : one;
          });
          return [{ ...packet, subscriptions }];
        },
      };
    },
    cases: ({ id }) => /^5:3\.3\.1-10(?:\/resumed)?$/u.test(id),
  },
  {
    id: 'options-of-first-filter',
    summary: 'has the options of the first filter of a SUBSCRIBE hold for all of them',
    breaks: ['5:3.3.1-10', '5:3.3.1-11', '5:3.3.1-13', '5:3.8.3-3'],
    ...inSubscribe((packet) => ({
      ...packet,
      subscriptions: packet.subscriptions.map(({ filter, qos }) => ({
        ...packet.subscriptions[0],
        filter,
        qos,
      })),
    })),
    cases: ofParts('each', 'each-filter'),
  },
  {
    id: 'large-not-retained',
    summary: 'does not retain messages of 64 KiB',
    breaks: ['311:3.3.1-5', '5:3.3.1-5'],
    ...inPublish((packet) => (packet.payload.length > 65_535 ? { ...packet, retain: false } : undefined)),
    cases: ofParts('large'),
  },
  {
    id: 'not-removed-at-qos-2',
    summary: 'removes no retained message for an empty one of QoS 2',
    breaks: ['311:3.3.1-10', '5:3.3.1-6'],
    ...inPublish((packet) =>
      packet.retain && packet.qos === 2 && packet.payload.length === 0
        ? { ...packet, retain: false }
        : undefined,
    ),
    cases: ofStatements('3.3.1-10', '3.3.1-6'),
  },
  {
    id: 'removed-without-retain',
    summary: 'removes the retained message for an empty one of QoS 0 without RETAIN',
    breaks: ['311:3.3.1-12', '5:3.3.1-8'],
    ...inPublish((packet) =>
      packet.qos === 0 && packet.payload.length === 0 ? { ...packet, retain: true } : undefined,
    ),
    cases: ofStatements('3.3.1-12', '3.3.1-8'),
  },
  {
    id: 'one-property-passed-on',
    summary: 'passes the first property of a message on, and no other',
    breaks: PASSED_ON,
    ...inPublish((packet) => {
      const [first] = Object.keys(packet.properties ?? {}) as (keyof Properties)[];
      const others = Object.keys(packet.properties ?? {}).filter((name) => name !== first);
      return withoutProperties(packet, others as (keyof Properties)[]);
    }),
    cases: ({ id }) => /^5:3\.3\.2-\d+\/live$/u.test(id),
  },
  {
    id: 'properties-lost-at-qos-2',
    summary: 'passes QoS 2 messages on without their properties',
    breaks: ['5:3.3.2-4', ...PASSED_ON],
    ...inPublish((packet) =>
      packet.qos === 2 && packet.properties !== undefined ? { ...packet, properties: {} } : undefined,
    ),
    cases: ({ id }) => /^5:3\.3\.2-\d+\/live$/u.test(id),
  },
  {
    id: 'ten-user-properties',
    summary: 'passes ten User Properties on, and no more',
    breaks: ['5:3.3.2-17', '5:3.3.2-18'],
    ...inPublish((packet) => {
      const { userProperties } = packet.properties ?? {};
      return userProperties && withProperties(packet, { userProperties: userProperties.slice(0, 10) });
    }),
    cases: ofStatements('3.3.2-17', '3.3.2-18'),
  },
  {
    id: 'properties-lost-in-groups',
    summary: 'passes messages to members of Shared Subscriptions without their properties',
    breaks: ['5:3.3.2-4', ...PASSED_ON],
    ...bare(({ share }) => share !== undefined),
    cases: ofParts('shared', 'live'),
  },
  {
    id: 'properties-lost-beside-identifier',
    summary: 'passes messages on without their properties where they get a Subscription Identifier',
    breaks: ['5:3.3.2-4', '5:3.3.2-6', ...PASSED_ON],
    ...bare(({ identifiers }) => identifiers !== undefined),
    cases: ofParts('identified', 'live'),
  },
  {
    id: 'expiry-of-a-day-at-most',
    summary: 'takes a day for the longest Message Expiry Interval',
    breaks: ['5:3.3.2-6'],
    ...inPublish((packet) =>
      (packet.properties?.messageExpiryInterval ?? 0) > 86_400
        ? withProperties(packet, { messageExpiryInterval: 86_400 })
        : undefined,
    ),
    cases: ofParts('largest'),
  },
  {
    id: 'aliases-of-all-connections',
    summary: 'keeps one list of Topic Aliases for all connections',
    breaks: ['5:3.3.2-7'],
    intercept: () => {
      const topics = new Map<number, string>();
      return {
        incoming: replacing(PacketType.publish, (packet) => {
          const alias = packet.properties?.topicAlias;
          if (alias !== undefined && packet.topic !== '') topics.set(alias, packet.topic);
          const topic = packet.topic === '' ? topics.get(alias ?? 0) : undefined;
          return topic === undefined ? undefined : { ...packet, topic };
        }),
      };
    },
    cases: ofStatements('3.3.2-7'),
  },
  {
    id: 'aliases-at-qos-0-alone',
    summary: 'takes no Topic Alias from a message of QoS 1',
    breaks: ['5:3.3.2-12'],
    ...inPublish((packet) =>
      packet.qos > 0 && packet.topic !== '' ? withoutProperties(packet, ['topicAlias']) : undefined,
    ),
    cases: ofStatements('3.3.2-12'),
  },
  {
    id: 'alias-maximum-0-is-any',
    summary: 'takes a Topic Alias Maximum of 0 for no maximum',
    breaks: ['5:3.1.2-27'],
    mayAlsoBreak: ['5:3.1.2-26', '5:3.3.2-11'],
    intercept: () => ({
      incoming: replacing(PacketType.connect, (packet) =>
        packet.properties?.topicAliasMaximum === 0
          ? withProperties(packet, { topicAliasMaximum: 10 })
          : undefined,
      ),
    }),
    cases: ofStatements('3.1.2-27'),
  },
  {
    id: 'length-of-two-bytes-lost',
    summary: 'loses messages whose Remaining Length is the least that takes two bytes',
    breaks: ['311:4.5.0-1', '5:4.5.0-1'],
    intercept: () => ({
      incoming: ({ version }: { readonly version: 4 | 5 }, packet: Packet) =>
        isA(packet, PacketType.publish) && encodePacket(packet, version).length === 1 + 2 + 128
          ? [{ ...packet, topic: NOWHERE }]
          : [packet],
    }),
    cases: ofParts('sizes'),
  },
];
