/** What brokers in the field lose of a subscription or a message when it is stored (see src/conformance/cases/stored.ts). */
import { PacketType } from '../../../src/protocol/constants.ts';
import type { Delivery } from '../../../src/broker/delivery.ts';
import type { Session } from '../../../src/broker/session.ts';
import { replacing, withProperties, type Mutant } from './mutant.ts';

/** Alters deliveries, told whether their client is away. */
function delivering(change: (delivery: Delivery, isAway: boolean, session: Session) => Delivery | undefined) {
  return () => ({
    deliver: (session: Session, delivery: Delivery, emit: (delivery: Delivery) => void): void => {
      const altered = change(delivery, session.outlet === undefined, session);
      if (altered !== undefined) emit(altered);
    },
  });
}

const bare = (delivery: Delivery): Delivery => ({ ...delivery, identifiers: undefined });

export const STORED_MUTANTS: readonly Mutant[] = [
  {
    id: 'queue-forgets-retain-as-published',
    summary: 'sends messages that waited for a Session with RETAIN 0',
    breaks: ['5:3.3.1-13'],
    intercept: delivering((delivery, isAway) => (isAway ? { ...delivery, retain: false } : delivery)),
  },
  {
    id: 'queue-passes-retain-on',
    summary: 'sends messages that waited for a Session with the RETAIN of their publisher',
    breaks: ['5:3.3.1-12'],
    mayAlsoBreak: ['311:3.3.1-9'],
    intercept: delivering((delivery, isAway) =>
      isAway ? { ...delivery, retain: delivery.message.retain } : delivery,
    ),
  },
  {
    id: 'queue-forgets-identifiers',
    summary: 'sends messages that waited for a Session without their Subscription Identifier',
    breaks: ['5:3.3.4-3'],
    intercept: delivering((delivery, isAway) => (isAway ? bare(delivery) : delivery)),
  },
  {
    id: 'share-without-identifiers',
    summary: 'sends messages of Shared Subscriptions without a Subscription Identifier',
    breaks: ['5:3.3.4-3'],
    intercept: delivering((delivery) => (delivery.share === undefined ? delivery : bare(delivery))),
  },
  {
    id: 'replay-expiry-not-lowered',
    summary: 'sends retained messages with the Message Expiry Interval that they were published with',
    breaks: ['5:3.3.2-6'],
    intercept: () => {
      const published = new Map<string, number>();
      return {
        incoming: replacing(PacketType.publish, (packet) => {
          const expiryS = packet.properties?.messageExpiryInterval;
          if (packet.retain && expiryS !== undefined) published.set(packet.topic, expiryS);
          return undefined;
        }),
        outgoing: replacing(PacketType.publish, (packet) => {
          const expiryS = published.get(packet.topic);
          if (!packet.retain || expiryS === undefined) return undefined;
          return withProperties(packet, { messageExpiryInterval: expiryS });
        }),
      };
    },
  },
  {
    id: 'oversized-message-stalls-queue',
    summary: 'keeps everything behind a waiting message that is too large for its client',
    breaks: ['5:3.1.2-25'],
    mayAlsoBreak: ['5:4.5.0-1'],
    intercept: () => {
      const stalled = new WeakSet<Session>();
      return delivering((delivery, isAway, session) => {
        if (isAway && delivery.message.payload.length >= 300) stalled.add(session);
        return stalled.has(session) ? undefined : delivery;
      })();
    },
  },
  {
    id: 'unsubscribed-is-known',
    summary: 'takes a subscription that was given up for one that is there, for Retain Handling 1',
    breaks: ['5:3.3.1-10'],
    intercept: () => {
      const known = new Set<string>();
      return {
        incoming: replacing(PacketType.subscribe, (packet, clientId) => ({
          ...packet,
          subscriptions: packet.subscriptions.map((one) => {
            const key = `${clientId} ${one.filter}`;
            const isKnown = known.has(key);
            known.add(key);
            return isKnown && one.retainHandling === 1 ? { ...one, retainHandling: 2 as const } : one;
          }),
        })),
      };
    },
  },
  {
    id: 'first-expiry-stays',
    summary: 'ends a Session by the expiry interval of its first CONNECT',
    breaks: ['5:4.1.0-2'],
    mayAlsoBreak: ['5:3.1.2-23'],
    intercept: () => {
      const first = new Map<string, number>();
      return {
        incoming: replacing(PacketType.connect, (packet) => {
          const own = packet.properties?.sessionExpiryInterval ?? 0;
          const known = packet.cleanStart ? undefined : first.get(packet.clientId);
          if (known === undefined) first.set(packet.clientId, own);
          return known === undefined ? undefined : withProperties(packet, { sessionExpiryInterval: known });
        }),
      };
    },
  },
  {
    id: 'qos-2-not-retained',
    summary: 'retains messages of QoS 0 and 1 alone',
    breaks: ['311:3.3.1-5', '5:3.3.1-5'],
    // An empty one does nothing either, and the flag is lost for those who want it as published.
    mayAlsoBreak: ['311:3.3.1-10', '5:3.3.1-6', '5:3.3.1-13'],
    intercept: () => ({
      incoming: replacing(PacketType.publish, (packet) =>
        packet.retain && packet.qos === 2 ? { ...packet, retain: false } : undefined,
      ),
    }),
  },
  ...[23, 64].map((length): Mutant => ({
    id: `client-ids-cut-at-${length}`,
    summary: `reads ${length} characters of a Client Identifier`,
    breaks: ['311:3.1.3-2', '5:3.1.3-2'],
    intercept: () => ({
      incoming: replacing(PacketType.connect, (packet) => ({
        ...packet,
        clientId: packet.clientId.slice(0, length),
      })),
    }),
  })),
  {
    id: 'will-without-expiry',
    summary: 'publishes Wills without their Message Expiry Interval',
    breaks: ['5:U-3.1.3.2-2'],
    intercept: () => ({
      incoming: replacing(PacketType.connect, (packet) => {
        const { messageExpiryInterval, ...properties } = packet.will?.properties ?? {};
        if (packet.will === undefined || messageExpiryInterval === undefined) return undefined;
        return { ...packet, will: { ...packet.will, properties } };
      }),
    }),
  },
];
