/** What brokers in the field forget when a connection is lost, taken over or refused, and what they take away with a neighbour. */
import type { Delivery } from '../../../src/broker/delivery.ts';
import { FrameCache } from '../../../src/broker/frame-cache.ts';
import type { Message } from '../../../src/broker/message.ts';
import type { BrokerOptions } from '../../../src/broker/options.ts';
import { PacketType } from '../../../src/protocol/constants.ts';
import type { Session } from '../../../src/broker/session.ts';
import type { Packet } from '../../../src/protocol/packets.ts';
import { isA, ofParts, replacing, type Mutant } from './mutant.ts';
import { sideClient } from './side-client.ts';

/** Keeps QoS 2 messages back until their PUBREL. */
function qos2MethodA(options: BrokerOptions): BrokerOptions {
  return { ...options, choices: { ...options.choices, qos2Method: 'A' } };
}

/** Alters the messages that wait for their PUBREL when the Session resumes. */
function releasing(change: (message: Message) => Partial<Message>): Pick<Mutant, 'options' | 'intercept'> {
  return {
    options: qos2MethodA,
    intercept: () => ({
      resumed: ({ received }) => {
        for (const [packetId, message] of received)
          if (message !== undefined)
            received.set(packetId, { ...message, frames: new FrameCache(), ...change(message) });
      },
    }),
  };
}

/** Whose each open QoS 2 exchange of a client is. */
function openExchanges() {
  const open = new Set<string>();
  const key = (clientId: string, packetId = 0): string => `${clientId} ${packetId}`;
  return {
    begin: (clientId: string, packetId?: number): boolean => {
      const isNew = !open.has(key(clientId, packetId));
      open.add(key(clientId, packetId));
      return isNew;
    },
    end: (clientId: string, packetId: number): boolean => open.delete(key(clientId, packetId)),
  };
}

function isBelow(topic: string, upper: string): boolean {
  return topic.startsWith(`${upper}/`);
}

function emptyRetained(topic: string): Packet {
  return { type: PacketType.publish, dup: false, qos: 0, retain: true, topic, payload: new Uint8Array(0) };
}

/** Removes further retained messages along with one, and tells nobody. */
function removing(also: (removed: string, known: ReadonlySet<string>) => readonly string[]) {
  return () => {
    const [known, wiped] = [new Set<string>(), new Set<string>()];
    return {
      incoming: (_owner: unknown, packet: Packet): readonly Packet[] => {
        if (!isA(packet, PacketType.publish) || !packet.retain) return [packet];
        if (packet.payload.length > 0) known.add(packet.topic);
        const more = packet.payload.length > 0 ? [] : also(packet.topic, known);
        for (const topic of more) wiped.add(topic);
        return [packet, ...more.map(emptyRetained)];
      },
      outgoing: replacing(PacketType.publish, (packet) =>
        packet.payload.length === 0 && wiped.has(packet.topic) ? [] : undefined,
      ),
    };
  };
}

const RETAINED_5_3 = ['311:3.3.1-5', '5:3.3.1-5'] as const;

export const RESUMED_MUTANTS: readonly Mutant[] = [
  {
    id: 'received-identifiers-lost-on-resume',
    summary: 'forgets on resuming which QoS 2 messages wait for their PUBREL',
    breaks: ['311:3.1.2-4', '5:3.1.2-5'],
    options: qos2MethodA,
    intercept: () => ({ resumed: ({ received }) => received.clear() }),
    cases: ofParts('released'),
  },
  {
    id: 'released-at-qos-0-on-resume',
    summary: 'passes a QoS 2 message on at QoS 0 that is released on another connection',
    breaks: ['311:3.8.4-6', '5:3.8.4-8'],
    ...releasing(() => ({ qos: 0 })),
    cases: ofParts('released', 'live'),
  },
  {
    id: 'released-without-retain-on-resume',
    summary: 'forgets RETAIN of a QoS 2 message that is released on another connection',
    breaks: RETAINED_5_3,
    ...releasing(() => ({ retain: false })),
    cases: ofParts('released', 'qos-2'),
  },
  {
    id: 'pubrel-answered-once',
    summary: 'ignores a PUBREL whose identifier it has released before',
    breaks: ['311:4.3.3-2', '5:4.3.3-11'],
    intercept: () => {
      const open = openExchanges();
      return {
        incoming: ({ clientId }, packet) => {
          if (isA(packet, PacketType.publish) && packet.qos === 2) open.begin(clientId, packet.packetId);
          return isA(packet, PacketType.pubrel) && !open.end(clientId, packet.packetId) ? [] : [packet];
        },
      };
    },
    cases: ofParts('released-again', 'pubcomp', 'released'),
  },
  {
    id: 'repeat-on-resume-refused',
    summary: 'refuses a QoS 2 message that comes again, as one whose identifier is in use',
    breaks: ['5:4.3.3-10'],
    intercept: () => {
      const open = openExchanges();
      const repeated = new Set<string>();
      return {
        incoming: ({ clientId }, packet) => {
          if (isA(packet, PacketType.pubrel)) open.end(clientId, packet.packetId);
          if (isA(packet, PacketType.publish) && packet.qos === 2 && !open.begin(clientId, packet.packetId))
            repeated.add(clientId);
          return [packet];
        },
        outgoing: replacing(PacketType.pubrec, (packet, clientId) =>
          repeated.delete(clientId) ? { ...packet, reasonCode: 0x91 } : undefined,
        ),
      };
    },
    cases: ofParts('resumed', 'repeated'),
  },
  {
    id: 'resend-expires',
    summary: 'sends no QoS 2 message again that has expired since',
    breaks: ['5:4.3.3-7'],
    intercept: () => ({
      outgoing: replacing(PacketType.publish, (packet) =>
        packet.dup && packet.properties?.messageExpiryInterval === 0 ? [] : undefined,
      ),
    }),
    cases: ofParts('resumed-publish', 'publish-qos-2'),
  },
  {
    id: 'release-expires',
    summary: 'forgets on resuming the PUBREL of a message that has expired since',
    breaks: ['5:4.3.3-7'],
    intercept: ({ clock }) => {
      const ends = new Map<string, number>();
      return {
        outgoing: ({ clientId }, packet) => {
          const expiryS = isA(packet, PacketType.publish) && packet.properties?.messageExpiryInterval;
          if (isA(packet, PacketType.publish) && expiryS !== false && expiryS !== undefined)
            ends.set(`${clientId} ${packet.packetId ?? 0}`, (clock?.nowUs() ?? 0) + expiryS * 1e6);
          return [packet];
        },
        resumed: ({ clientId, inflight }) => {
          for (const packetId of inflight.releases)
            if ((ends.get(`${clientId} ${packetId}`) ?? Infinity) < (clock?.nowUs() ?? 0))
              inflight.releases.delete(packetId);
        },
      };
    },
    cases: ofParts('resumed-pubrel', 'pubrel'),
  },
  {
    id: 'takeover-forgets-unacknowledged',
    summary: 'forgets what is unacknowledged when a new connection ends the old one',
    breaks: ['311:4.4.0-1', '5:4.4.0-1'],
    intercept: () => ({
      takesOver: (session) => {
        if (session.outlet !== undefined) session.inflight.publishes.clear();
        return true;
      },
    }),
    cases: ofParts('takeover', 'publish-qos-1'),
  },
  {
    id: 'will-with-0x04-alone',
    summary:
      'publishes the Will of a client that leaves with 0x04, and of none that leaves with another code',
    breaks: ['5:3.1.2-8'],
    intercept: () => ({
      incoming: replacing(PacketType.disconnect, (packet) =>
        packet.reasonCode === 0x04 ? undefined : { ...packet, reasonCode: 0 },
      ),
    }),
    cases: ofParts('disconnect-with-error', 'disconnect-with-will'),
  },
  {
    id: 'will-of-refused',
    summary: 'publishes the Will of a CONNECT that it has refused',
    breaks: ['311:3.1.2-8', '5:3.1.2-8'],
    tamper: (version) => (handle) => {
      let last: Packet | undefined;
      return {
        toBroker: (packet) => {
          if (isA(packet, PacketType.connect)) last = packet;
          return [packet];
        },
        toClient: (packet) => {
          const will = last !== undefined && isA(last, PacketType.connect) ? last.will : undefined;
          if (will !== undefined && isA(packet, PacketType.connack) && packet.reasonCode > 0)
            sideClient(handle.dial, version).send({ type: PacketType.publish, dup: false, ...will, qos: 0 });
          return [packet];
        },
      };
    },
    cases: ({ id }) => /:3\.1\.2-8\/(?:refused|reset)$/u.test(id),
  },
  {
    id: 'alias-never-retained',
    summary: 'retains no message that names its topic by an alias',
    breaks: ['5:3.3.1-5'],
    intercept: () => ({
      incoming: replacing(PacketType.publish, (packet) =>
        packet.topic === '' ? { ...packet, retain: false } : undefined,
      ),
    }),
  },
  {
    id: 'removal-takes-the-level-above',
    summary: 'removes the retained message of the level above along with one',
    breaks: RETAINED_5_3,
    intercept: removing((removed) => [removed.slice(0, removed.lastIndexOf('/'))]),
    cases: ofParts('upper-removed', 'lower-removed', 'removed'),
  },
  {
    id: 'removal-takes-the-levels-below',
    summary: 'removes the retained messages of the levels below along with one',
    breaks: RETAINED_5_3,
    intercept: removing((removed, known) => [...known].filter((topic) => isBelow(topic, removed))),
    cases: ofParts('upper-removed', 'lower-removed', 'removed'),
  },
  {
    id: 'unsubscribe-takes-the-levels-below',
    summary: 'ends the subscriptions on the levels below along with one',
    breaks: ['311:3.10.4-1', '5:3.10.4-1'],
    intercept: () => {
      const gone = new Set<string>();
      return {
        unsubscribe: ({ clientId }, filter) => {
          gone.add(`${clientId} ${filter}`);
          return true;
        },
        deliver: ({ clientId }, delivery, emit) => {
          const isGone = [...gone].some((one) => isBelow(`${clientId} ${delivery.message.topic}`, one));
          if (!isGone) emit(delivery);
        },
      };
    },
    cases: ofParts('neighbours', 'deleted', 'exact'),
  },
  {
    id: 'unsubscribe-for-all',
    summary: 'ends the subscriptions of all clients to a filter that one gives up',
    breaks: ['311:3.10.4-1', '5:3.10.4-1'],
    intercept: () => {
      const gone = new Set<string>();
      return {
        unsubscribe: (_session, filter) => {
          gone.add(filter);
          return true;
        },
        deliver: (_session, delivery, emit) => {
          if (!gone.has(delivery.message.topic)) emit(delivery);
        },
      };
    },
    cases: ofParts('neighbours', 'deleted', 'exact'),
  },
  {
    id: 'unsubscribe-of-strangers',
    summary: 'ends a subscription of somebody else where a client unsubscribes what it has not subscribed',
    breaks: ['311:3.10.4-1', '5:3.10.4-1'],
    intercept: () => {
      const [own, gone] = [new Set<string>(), new Set<string>()];
      return {
        incoming: ({ clientId }, packet) => {
          if (isA(packet, PacketType.subscribe))
            for (const { filter } of packet.subscriptions) own.add(`${clientId} ${filter}`);
          if (isA(packet, PacketType.unsubscribe))
            for (const filter of packet.filters) if (!own.delete(`${clientId} ${filter}`)) gone.add(filter);
          return [packet];
        },
        deliver: (_session, delivery, emit) => {
          if (!gone.has(delivery.message.topic)) emit(delivery);
        },
      };
    },
    cases: ofParts('stranger', 'neighbours', 'deleted'),
  },
  {
    id: 'groups-by-name-alone',
    summary: 'takes Shared Subscriptions of one name for one, whatever their filters',
    breaks: ['5:U-4.8.2-2'],
    intercept: () => {
      const served = new WeakMap<Message, Set<string>>();
      return {
        deliver: (_session, delivery, emit) => {
          const { message, share } = delivery;
          const names = served.get(message) ?? new Set();
          served.set(message, names);
          if (share === undefined || !names.has(share.name)) emit(delivery);
          if (share !== undefined) names.add(share.name);
        },
      };
    },
    cases: ({ statement }) => statement.startsWith('5:U-4.8.2'),
  },
  {
    id: 'expired-stalls-window',
    summary: 'loses what comes behind a message that can expire while it waits for room',
    breaks: ['5:4.5.0-1'],
    intercept: () => {
      const stalled = new WeakSet<Session>();
      return {
        deliver: (session, delivery, emit) => {
          if (stalled.has(session)) return;
          if (!session.window.isOpen && delivery.message.expiryIntervalS !== undefined) stalled.add(session);
          emit(delivery);
        },
      };
    },
    cases: ofParts('behind-expired', 'window'),
  },
  {
    id: 'expired-swaps-window',
    summary: 'sends what comes behind a message that can expire while it waits for room in another order',
    breaks: ['5:4.6.0-5'],
    intercept: () => {
      const stalled = new Set<Session>();
      const held = new Map<Session, Delivery>();
      return {
        deliver: (session, delivery, emit) => {
          if (stalled.delete(session)) return void held.set(session, delivery);
          if (!session.window.isOpen && delivery.message.expiryIntervalS !== undefined) stalled.add(session);
          emit(delivery);
          const late = held.get(session);
          held.delete(session);
          if (late !== undefined) emit(late);
        },
      };
    },
    cases: ofParts('behind-expired', 'queued'),
  },
  {
    id: 'share-keeps-nothing',
    summary: 'keeps no messages for a Shared Subscription whose member is away',
    breaks: ['5:4.5.0-1'],
    intercept: () => ({
      deliver: (session, delivery, emit) => {
        if (delivery.share === undefined || session.outlet !== undefined) emit(delivery);
      },
    }),
    cases: ofParts('shared-away', 'away', 'present'),
  },
];
