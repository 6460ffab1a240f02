/** SUBSCRIBE and UNSUBSCRIBE, and what their answers say (sections 3.8 to 3.11). */
import { PacketType } from '../../../src/protocol/constants.ts';
import type { QoS } from '../../../src/protocol/constants.ts';
import type { Message } from '../../../src/broker/message.ts';
import type { Subscription } from '../../../src/broker/subscription.ts';
import { isA, replacing, withProperties, type Mutant } from './mutant.ts';

export const SUBSCRIPTION_MUTANTS: readonly Mutant[] = [
  {
    id: 'first-options-stay',
    summary: 'keeps the QoS of a subscription when it is made again',
    breaks: ['311:3.8.4-3', '5:3.8.4-3'],
    intercept: () => {
      const levels = new Map<string, QoS>();
      const asked = new Map<string, readonly QoS[]>();
      return {
        incoming: replacing(PacketType.subscribe, (packet, clientId) => {
          asked.set(
            `${clientId} ${packet.packetId}`,
            packet.subscriptions.map(({ qos }) => qos),
          );
          const subscriptions = packet.subscriptions.map((one) => {
            const key = `${clientId} ${one.filter}`;
            const qos = levels.get(key) ?? one.qos;
            levels.set(key, qos);
            return { ...one, qos };
          });
          return { ...packet, subscriptions };
        }),
        outgoing: replacing(PacketType.suback, (packet, clientId) => {
          const wanted = asked.get(`${clientId} ${packet.packetId}`) ?? [];
          const told = (code: number, index: number): number =>
            code < 0x80 ? (wanted[index] ?? code) : code;
          return { ...packet, reasonCodes: packet.reasonCodes.map(told) };
        }),
      };
    },
  },
  {
    id: 'filters-in-reverse',
    summary: 'takes the filters of a SUBSCRIBE from the last to the first',
    breaks: ['311:3.8.4-4', '5:3.8.4-5'],
    intercept: () => ({
      incoming: replacing(PacketType.subscribe, (packet) => ({
        ...packet,
        subscriptions: packet.subscriptions.toReversed(),
      })),
      outgoing: replacing(PacketType.suback, (packet) => ({
        ...packet,
        reasonCodes: packet.reasonCodes.toReversed(),
      })),
    }),
  },
  {
    id: 'suback-for-each-filter',
    summary: 'answers each filter of a SUBSCRIBE by a SUBACK of its own',
    breaks: ['311:3.8.4-4', '5:3.8.4-5', '311:3.8.4-5', '5:3.8.4-6'],
    intercept: () => ({
      outgoing: replacing(PacketType.suback, (packet) =>
        packet.reasonCodes.map((code) => ({ ...packet, reasonCodes: [code] })),
      ),
    }),
  },
  {
    id: 'own-messages-kept-back',
    summary: 'gives no client its own messages, asked for or not',
    breaks: ['311:4.5.0-1', '5:4.5.0-1'],
    intercept: () => ({
      incoming: replacing(PacketType.subscribe, (packet) => ({
        ...packet,
        subscriptions: packet.subscriptions.map((one) => ({ ...one, noLocal: true })),
      })),
    }),
  },
  {
    id: 'large-messages-dropped',
    summary: 'acknowledges messages of 64 KiB and passes none of them on',
    breaks: ['311:4.5.0-1', '5:4.5.0-1'],
    intercept: () => ({
      deliver: (_session, delivery, emit) => {
        if (delivery.message.payload.length < 65_536) emit(delivery);
      },
    }),
  },
  {
    id: 'grants-more',
    summary: 'grants a higher QoS than a client asks for',
    breaks: ['311:3.8.4-5', '5:3.8.4-7'],
    intercept: () => ({
      incoming: replacing(PacketType.subscribe, (packet) => ({
        ...packet,
        subscriptions: packet.subscriptions.map((one) => ({ ...one, qos: one.qos === 0 ? 1 : one.qos })),
      })),
    }),
  },
  {
    id: 'overlap-at-lowest-qos',
    summary: 'serves overlapping subscriptions by the one with the lowest QoS',
    breaks: ['311:3.3.5-1', '5:3.3.4-2'],
    intercept: () => ({
      matches: (topic, match) => {
        const found = match(topic);
        const lowest = new Map<unknown, QoS>();
        for (const { session, qos } of found.subscriptions)
          lowest.set(session, (lowest.get(session) ?? 2) < qos ? (lowest.get(session) ?? 2) : qos);
        return {
          ...found,
          subscriptions: found.subscriptions.filter((one) => lowest.get(one.session) === one.qos),
        };
      },
    }),
  },
  {
    id: 'one-identifier-in-one-copy',
    summary: 'sends one Subscription Identifier where several subscriptions match',
    breaks: ['5:3.3.4-3', '5:3.3.4-4'],
    intercept: () => ({
      outgoing: replacing(PacketType.publish, (packet) => {
        const all = packet.properties?.subscriptionIdentifiers ?? [];
        return all.length > 1
          ? withProperties(packet, { subscriptionIdentifiers: all.slice(0, 1) })
          : undefined;
      }),
    }),
  },
  {
    id: 'same-identifier-in-every-copy',
    summary: 'sends the Subscription Identifier of the first copy in every other one',
    breaks: ['5:3.3.4-5'],
    mayAlsoBreak: ['5:3.3.4-3'],
    options: (options) => ({ ...options, choices: { ...options.choices, copies: 'per-subscription' } }),
    intercept: () => {
      const first = new WeakMap<Message, Map<unknown, readonly number[] | undefined>>();
      return {
        deliver: (session, delivery, emit) => {
          const copies = first.get(delivery.message) ?? new Map<unknown, readonly number[] | undefined>();
          first.set(delivery.message, copies);
          if (!copies.has(session)) copies.set(session, delivery.identifiers);
          emit({ ...delivery, identifiers: copies.get(session) });
        },
      };
    },
  },
  {
    id: 'all-identifiers-of-the-client',
    summary: 'sends all Subscription Identifiers that a client has ever given',
    breaks: ['5:U-3.3.4-2'],
    mayAlsoBreak: ['5:U-3.8.4-1'],
    intercept: () => {
      const given = new Map<string, number[]>();
      return {
        incoming: replacing(PacketType.subscribe, (packet, clientId) => {
          const more = packet.properties?.subscriptionIdentifiers ?? [];
          given.set(clientId, [...new Set([...(given.get(clientId) ?? []), ...more])]);
          return undefined;
        }),
        outgoing: replacing(PacketType.publish, (packet, clientId) =>
          packet.properties?.subscriptionIdentifiers === undefined
            ? undefined
            : withProperties(packet, { subscriptionIdentifiers: given.get(clientId) ?? [] }),
        ),
      };
    },
  },
  {
    id: 'first-identifier-stays',
    summary: 'keeps the Subscription Identifier of a subscription when it is made again',
    breaks: ['5:U-3.8.4-1'],
    intercept: () => {
      const first = new Map<string, readonly number[]>();
      return {
        incoming: replacing(PacketType.subscribe, (packet, clientId) => {
          const key = `${clientId} ${packet.subscriptions[0]?.filter ?? ''}`;
          const identifiers = first.get(key) ?? packet.properties?.subscriptionIdentifiers;
          if (identifiers === undefined) return undefined;
          first.set(key, identifiers);
          return withProperties(packet, { subscriptionIdentifiers: identifiers });
        }),
      };
    },
  },
  {
    id: 'empty-level-not-matched',
    summary: 'has + stand for a level that is not empty',
    breaks: ['311:4.7.1-3', '5:4.7.1-2'],
    intercept: () => ({
      matches: (topic, match) => {
        const found = match(topic);
        const levels = topic.split('/');
        const fits = ({ filter }: Subscription): boolean =>
          filter.split('/').every((level, index) => level !== '+' || levels[index] !== '');
        return { ...found, subscriptions: found.subscriptions.filter(fits) };
      },
    }),
  },
  {
    id: 'plus-matches-several-levels',
    summary: 'has a + at the end stand for the rest of the topic',
    breaks: ['311:4.7.1-3', '5:4.7.1-2'],
    mayAlsoBreak: ['311:3.3.2-3', '5:3.3.2-3', '311:4.7.1-2', '5:4.7.1-1'],
    intercept: () => ({
      matches: (topic, match) => {
        const levels = topic.split('/');
        const found = match(topic);
        const more = levels.flatMap((_level, index) =>
          index === 0 || index === levels.length - 1
            ? []
            : match(levels.slice(0, index + 1).join('/')).subscriptions.filter(({ filter }) =>
                filter.endsWith('/+'),
              ),
        );
        const known = new Set(found.subscriptions);
        return {
          ...found,
          subscriptions: [...found.subscriptions, ...more.filter((one) => !known.has(one))],
        };
      },
    }),
  },
  {
    id: 'open-delivery-dropped-on-unsubscribe',
    summary: 'drops QoS 2 deliveries that have begun when their filter is unsubscribed',
    breaks: ['311:3.10.4-3', '5:3.10.4-3'],
    intercept: () => {
      const topics = new Map<string, string>();
      const gone = new Set<string>();
      return {
        incoming: replacing(PacketType.unsubscribe, (packet, clientId) => {
          for (const [key, topic] of topics)
            if (key.startsWith(`${clientId} `) && packet.filters.includes(topic)) gone.add(key);
          return undefined;
        }),
        outgoing: ({ clientId }, packet) => {
          if (isA(packet, PacketType.publish) && packet.qos === 2)
            topics.set(`${clientId} ${packet.packetId ?? 0}`, packet.topic);
          if (!isA(packet, PacketType.pubrel)) return [packet];
          return gone.delete(`${clientId} ${packet.packetId}`) ? [] : [packet];
        },
      };
    },
  },
  {
    id: 'first-filter-unsubscribed',
    summary: 'unsubscribes only the first filter of an UNSUBSCRIBE',
    breaks: ['311:3.10.4-6', '5:3.10.4-6'],
    intercept: () => {
      let first = '';
      return {
        incoming: replacing(PacketType.unsubscribe, (packet) => {
          first = packet.filters[0] ?? '';
          return undefined;
        }),
        unsubscribe: (_session, filter) => filter === first,
      };
    },
  },
  {
    id: 'unsuback-for-each-filter',
    summary: 'answers each filter of an UNSUBSCRIBE by an UNSUBACK of its own',
    breaks: ['311:3.10.4-6', '5:3.10.4-6'],
    mayAlsoBreak: ['5:3.11.3-2'],
    intercept: () => ({
      outgoing: replacing(PacketType.unsuback, (packet) =>
        packet.reasonCodes.map((code) => ({ ...packet, reasonCodes: [code] })),
      ),
    }),
  },
  {
    id: 'unsuback-codes-reversed',
    summary: 'sends the codes of UNSUBACK in reverse order',
    breaks: ['5:3.11.3-1'],
    intercept: () => ({
      outgoing: replacing(PacketType.unsuback, (packet) => ({
        ...packet,
        reasonCodes: packet.reasonCodes.toReversed(),
      })),
    }),
  },
  {
    id: 'unsuback-only-where-subscribed',
    summary: 'answers UNSUBSCRIBE only where there was a subscription',
    breaks: ['311:3.10.4-5', '5:3.10.4-5'],
    intercept: () => ({
      outgoing: replacing(PacketType.unsuback, (packet) =>
        packet.reasonCodes.every((code) => code === 0x11) ? [] : undefined,
      ),
    }),
  },
  {
    id: 'shared-at-published-qos',
    summary: 'serves Shared Subscriptions at the QoS of the publisher',
    breaks: ['5:4.8.2-3'],
    intercept: () => ({
      deliver: (_session, delivery, emit) =>
        emit(delivery.share === undefined ? delivery : { ...delivery, qos: delivery.message.qos }),
    }),
  },
  {
    id: 'shared-exchange-forgotten',
    summary: 'forgets the begun QoS 2 deliveries of a Shared Subscription when their member is back',
    breaks: ['5:4.8.2-4'],
    intercept: () => ({
      resumed: ({ inflight }) => {
        for (const [packetId, { share }] of inflight.publishes)
          if (share !== undefined) inflight.publishes.delete(packetId);
      },
    }),
  },
  {
    id: 'one-group-for-all-names',
    summary: 'takes all Shared Subscriptions to one filter for the same group',
    breaks: ['5:U-4.8.2-2'],
    intercept: () => ({
      matches: (topic, match) => {
        const found = match(topic);
        return { ...found, groups: found.groups.slice(0, 1) };
      },
    }),
  },
  {
    id: 'member-twice',
    summary: 'needs as many UNSUBSCRIBE as there were SUBSCRIBE to leave a group',
    breaks: ['5:U-4.8.2-3'],
    intercept: () => {
      const count = new Map<string, number>();
      return {
        incoming: replacing(PacketType.subscribe, (packet, clientId) => {
          for (const { filter } of packet.subscriptions)
            count.set(`${clientId} ${filter}`, (count.get(`${clientId} ${filter}`) ?? 0) + 1);
          return undefined;
        }),
        unsubscribe: (session, filter) => {
          const key = `${session.clientId} ${filter}`;
          const left = (count.get(key) ?? 1) - 1;
          count.set(key, left);
          return left <= 0 || !filter.startsWith('$share/');
        },
      };
    },
  },
  {
    id: 'shared-not-passed-on',
    summary: 'gives no other member what one has left unacknowledged',
    breaks: ['5:U-4.8.2-4'],
    intercept: () => ({ reroutes: () => false }),
  },
];
