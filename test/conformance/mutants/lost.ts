/** What brokers forget of a Session when its connection is lost, left or resumed, and what they mix up on sending again. */
import type { Message } from '../../../src/broker/message.ts';
import type { Session } from '../../../src/broker/session.ts';
import type { Subscription } from '../../../src/broker/subscription.ts';
import type { SubscriptionTree } from '../../../src/broker/subscription-tree.ts';
import { PacketType } from '../../../src/protocol/constants.ts';
import type { Packet } from '../../../src/protocol/packets.ts';
import { soon } from './exchanges.ts';
import { isA, ofParts, ofStatements, replacing, withProperties, type Mutant } from './mutant.ts';

/** Who has said goodbye. */
function goodbyes() {
  const left = new Set<string>();
  return {
    left,
    incoming: ({ clientId }: { readonly clientId: string }, packet: Packet): readonly Packet[] => {
      if (isA(packet, PacketType.disconnect)) left.add(clientId);
      return [packet];
    },
  };
}

/** Does something to the subscriptions of a Session that is resumed. */
function onResume(
  change: (subscription: Subscription, tree: SubscriptionTree) => void,
): Pick<Mutant, 'intercept'> {
  return {
    intercept: () => {
      const filters = new Set<string>();
      return {
        incoming: replacing(PacketType.subscribe, (packet) => {
          for (const { filter } of packet.subscriptions) filters.add(filter);
          return undefined;
        }),
        resumed: (session, tree) => {
          for (const filter of filters) {
            const subscription = tree.find(session, filter);
            if (subscription !== undefined) change(subscription, tree);
          }
        },
      };
    },
  };
}

/** Everything that waits for a Session. */
function drain(session: Session) {
  const all = [];
  for (let one = session.queue.shift(); one !== undefined; one = session.queue.shift()) all.push(one);
  return all;
}

export const LOST_MUTANTS: readonly Mutant[] = [
  {
    id: 'expiry-goes-on-when-resumed',
    summary: 'ends Sessions whose client is back when the expiry interval has passed since it left',
    breaks: ['5:4.1.0-1'],
    intercept: ({ timers }) => ({
      resumed: (session, tree) =>
        void timers?.schedule(session.expiryIntervalS * 1_000, () => tree.removeAll(session)),
    }),
    cases: ofStatements('4.1.0-1'),
  },
  {
    id: 'absent-expiry-is-the-last-one',
    summary: 'keeps the Session Expiry Interval where the next CONNECT has none',
    breaks: ['5:4.1.0-2'],
    intercept: () => {
      const last = new Map<string, number>();
      return {
        incoming: replacing(PacketType.connect, (packet) => {
          const own = packet.properties?.sessionExpiryInterval;
          if (own !== undefined) last.set(packet.clientId, own);
          const known = last.get(packet.clientId);
          return own === undefined && known !== undefined && !packet.cleanStart
            ? withProperties(packet, { sessionExpiryInterval: known })
            : undefined;
        }),
      };
    },
    cases: ofStatements('4.1.0-2'),
  },
  {
    id: 'long-expiry-overflows',
    summary: 'ends Sessions at once that expire in weeks',
    breaks: ['5:3.1.2-23'],
    intercept: () => ({
      incoming: replacing(PacketType.connect, (packet) => {
        const intervalS = packet.properties?.sessionExpiryInterval ?? 0;
        return intervalS * 1_000 > 0x7fff_ffff && intervalS !== 0xffff_ffff
          ? withProperties(packet, { sessionExpiryInterval: 0 })
          : undefined;
      }),
    }),
    cases: ofParts('long', 'for-ever'),
  },
  {
    id: 'clean-start-sets-aside',
    summary: 'has the Session that Clean Start should end come back behind that connection',
    breaks: ['311:3.1.2-6', '5:3.1.2-4'],
    intercept: () => {
      const kept = new Set<string>();
      return {
        incoming: replacing(PacketType.connect, (packet) => {
          if (!packet.cleanStart) kept.add(packet.clientId);
          return packet.cleanStart && kept.has(packet.clientId)
            ? { ...packet, clientId: `${packet.clientId}-clean` }
            : undefined;
        }),
      };
    },
    cases: ofParts('for-good'),
  },
  {
    id: 'lost-connection-ends-session',
    summary: 'keeps the Sessions of those alone who leave by DISCONNECT',
    breaks: ['311:3.1.2-4', '5:3.1.2-5', '5:3.1.2-23'],
    intercept: () => {
      const { left, incoming } = goodbyes();
      return {
        incoming,
        resumed: (session, tree) => {
          if (!left.delete(session.clientId)) tree.removeAll(session);
        },
      };
    },
    cases: ofParts('lost'),
  },
  {
    id: 'lost-connection-stops-queue',
    summary: 'keeps messages for those alone who leave by DISCONNECT',
    breaks: ['311:3.1.2-5', '311:4.5.0-1', '5:4.5.0-1'],
    intercept: () => {
      const { left, incoming } = goodbyes();
      return {
        incoming,
        deliver: (session, delivery, emit) => {
          if (session.outlet !== undefined || left.has(session.clientId)) emit(delivery);
        },
      };
    },
    cases: ofParts('away-lost', 'away'),
  },
  {
    id: 'shared-lost-on-resume',
    summary: 'forgets the Shared Subscriptions of a Session that is resumed',
    breaks: ['5:3.1.2-5'],
    ...onResume((subscription, tree) => {
      if (subscription.share !== undefined) tree.remove(subscription);
    }),
    cases: ({ id }) => /:3\.1\.2-5\/(?:shared|waited)$/u.test(id),
  },
  {
    id: 'options-lost-on-resume',
    summary: 'forgets QoS, Retain As Published and Subscription Identifier of a subscription on resuming',
    breaks: ['311:3.8.4-6', '5:3.8.4-8', '5:3.3.1-13', '5:3.3.4-3'],
    ...onResume((subscription) => {
      Object.assign(subscription, { qos: 0, retainAsPublished: false, identifier: 0 });
    }),
    cases: ({ id }) => /:(?:3\.8\.4-[68]|3\.3\.1-13|3\.3\.4-3)\/(?:resumed|live)$/u.test(id),
  },
  {
    id: 'waited-with-dup',
    summary: 'sets DUP in the first PUBLISH of a message that has waited for its client',
    breaks: ['311:4.3.2-1', '311:4.3.3-1', '5:4.3.2-2', '5:4.3.3-2'],
    intercept: () => {
      const waited = new Set<string>();
      const keyOf = (clientId: string, { topic, payload }: Pick<Message, 'topic' | 'payload'>): string =>
        `${clientId} ${topic} ${Buffer.from(payload).toString('hex')}`;
      return {
        deliver: (session, delivery, emit) => {
          if (session.outlet === undefined) waited.add(keyOf(session.clientId, delivery.message));
          emit(delivery);
        },
        outgoing: replacing(PacketType.publish, (packet, clientId) =>
          packet.qos > 0 && waited.has(keyOf(clientId, packet)) ? { ...packet, dup: true } : undefined,
        ),
      };
    },
    cases: ofParts('first-away', 'first'),
  },
  {
    id: 'resends-behind-new',
    summary: 'sends what is unacknowledged again behind what was published since',
    breaks: ['311:4.6.0-6', '5:4.6.0-5'],
    tamper: () => (handle) => {
      const held: Packet[] = [];
      const flush = (): void => {
        for (const packet of held.splice(0)) handle.toClient(packet);
      };
      return {
        toClient: (packet) => {
          if (!isA(packet, PacketType.publish) || !packet.dup) return [packet];
          held.push(packet);
          soon(flush);
          return [];
        },
      };
    },
    cases: ofParts('resent-first-qos-1', 'resent-first-qos-2', 'resent'),
  },
  {
    id: 'last-first-in-window',
    summary: 'sends what waits for room with its client from the last to the first',
    breaks: ['5:4.6.0-5'],
    intercept: () => ({
      deliver: (session, delivery, emit) => {
        const before = session.outlet === undefined || session.window.isOpen ? [] : drain(session);
        emit(delivery);
        for (const one of before) session.queue.push(one);
      },
    }),
    cases: ({ id }) => id === '5:4.6.0-5/window' || id === '5:4.6.0-5/queued',
  },
  {
    id: 'takeover-forgets-received',
    summary: 'forgets which QoS 2 messages have come when a new connection ends the old one',
    breaks: ['311:3.1.4-3', '311:3.1.2-4', '5:3.1.4-4', '5:3.1.2-5'],
    intercept: () => ({
      takesOver: (session) => {
        if (session.outlet !== undefined) session.received.clear();
        return true;
      },
    }),
    cases: ofParts('received-takeover', 'resumed-takeover'),
  },
  {
    id: 'takeover-forgets-waiting',
    summary: 'forgets what waits for room with a client when a new connection ends the old one',
    breaks: ['5:3.1.4-4', '5:3.1.2-5'],
    intercept: () => ({
      takesOver: (session) => {
        if (session.outlet !== undefined) drain(session);
        return true;
      },
    }),
    cases: ofParts('waiting-takeover', 'resumed-takeover'),
  },
  {
    id: 'client-ids-tidied',
    summary: 'takes spaces around Client Identifiers away, and forms of Unicode for one',
    breaks: ['311:3.1.3-2', '5:3.1.3-2'],
    intercept: () => ({
      incoming: replacing(PacketType.connect, (packet) => ({
        ...packet,
        clientId: packet.clientId.normalize('NFC').trim(),
      })),
    }),
    cases: ofStatements('3.1.3-2'),
  },
  {
    id: 'takeover-with-another-code',
    summary: 'tells a client whose Session is taken over of a protocol error',
    breaks: ['5:3.1.4-3'],
    intercept: () => ({
      outgoing: replacing(PacketType.disconnect, (packet) =>
        packet.reasonCode === 0x8e ? { ...packet, reasonCode: 0x82 } : undefined,
      ),
    }),
    cases: ofStatements('3.1.4-3'),
  },
];
