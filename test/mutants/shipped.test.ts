/**
 * Defects that no one has a name for, put into our own broker for a moment: the scenarios that ship must find each of them by
 * the invariant that is about it, and by no other.
 */
import test from 'ava';
import type { Intercept } from '../../src/broker/intercept.ts';
import { startBroker } from '../../src/broker/start.ts';
import { PacketType, type ProtocolVersion } from '../../src/protocol/constants.ts';
import type { Packet, PublishPacket } from '../../src/protocol/packets.ts';
import { runShipped, summary } from '../support/run-scenario.ts';

interface Mutant {
  readonly what: string;
  readonly scenario: string;
  readonly vars?: Readonly<Record<string, string>>;
  readonly versions: readonly ProtocolVersion[];
  /** Invariants that fail, all of them. */
  readonly fails: readonly string[];
  readonly make: () => Intercept;
}

const BOTH: readonly ProtocolVersion[] = [4, 5];
const RETAINED = { writers: '2', topics: '4', readers: '1', patience: '1s' };

function isClear(packet: Packet): packet is PublishPacket {
  return packet.type === PacketType.publish && packet.retain && packet.payload.length === 0;
}

/** Sends whatever was retained last whenever a session is resumed. */
function replaysOnResume(): Intercept {
  const kept = new Map<string, PublishPacket>();
  // What the client answers to these, the broker does not know and lets be.
  let packetId = 60_000;
  return {
    incoming: (_owner, packet) => {
      if (packet.type === PacketType.publish && packet.retain) kept.set(packet.topic, packet);
      return [packet];
    },
    outgoing: (_owner, packet) => {
      if (packet.type !== PacketType.connack || !packet.sessionPresent) return [packet];
      const later = [...kept.values()].filter(
        ({ topic, payload }) => /^later/u.test(topic) && payload.length > 0,
      );
      return [packet, ...later.map(({ topic, payload }) => replayOf(topic, payload, (packetId += 1)))];
    },
  };
}

function replayOf(topic: string, payload: Uint8Array, packetId: number): PublishPacket {
  return { type: PacketType.publish, dup: false, qos: 1, packetId, retain: true, topic, payload };
}

/** A Topic Alias goes on standing for the first topic that it stood for. */
function keepsFirstAlias(): Intercept {
  const bound = new Map<string, string>();
  return {
    incoming: ({ clientId }, packet) => {
      if (packet.type === PacketType.connect) {
        for (const key of [...bound.keys()]) if (key.startsWith(`${packet.clientId} `)) bound.delete(key);
        return [packet];
      }
      const alias = packet.type === PacketType.publish ? packet.properties?.topicAlias : undefined;
      if (packet.type !== PacketType.publish || alias === undefined) return [packet];
      const key = `${clientId} ${alias}`;
      if (packet.topic !== '' && !bound.has(key)) bound.set(key, packet.topic);
      return [{ ...packet, topic: bound.get(key) ?? packet.topic }];
    },
  };
}

/** Takes a QoS 2 message for one that it has already, where its Packet Identifier was used before. */
function keepsIdentifiers(): Intercept {
  const known = new Set<string>();
  return {
    incoming: ({ clientId }, packet) => {
      if (packet.type !== PacketType.publish || packet.qos !== 2) return [packet];
      const key = `${clientId} ${packet.packetId ?? 0}`;
      if (known.has(key)) return [{ ...packet, topic: 'taken/for/a/repeat' }];
      known.add(key);
      return [packet];
    },
  };
}

const MUTANTS: readonly Mutant[] = [
  {
    what: 'a Packet Identifier of a finished QoS 2 exchange is never free again',
    scenario: 'session-resume',
    vars: { sessions: '4', window: '6', patience: '1s' },
    versions: BOTH,
    fails: ['Q2-1'],
    make: keepsIdentifiers,
  },
  {
    what: 'an empty retained message of QoS 0 clears nothing',
    scenario: 'retained',
    vars: RETAINED,
    versions: BOTH,
    fails: ['R1'],
    make: () => ({
      incoming: (_owner, packet) =>
        isClear(packet) && packet.qos === 0 ? [{ ...packet, retain: false }] : [packet],
    }),
  },
  {
    what: 'empty retained messages are not passed on',
    scenario: 'retained',
    vars: RETAINED,
    versions: BOTH,
    fails: ['Q1-1'],
    make: () => ({
      deliver: (_session, delivery, emit) => {
        if (!delivery.message.retain || delivery.message.payload.length > 0) emit(delivery);
      },
    }),
  },
  {
    what: 'retained messages are sent when a session is resumed',
    scenario: 'retained',
    vars: RETAINED,
    versions: BOTH,
    fails: ['R3'],
    make: replaysOnResume,
  },
  {
    what: 'a Topic Alias that a client sets anew keeps its old topic',
    scenario: 'topic-alias',
    vars: { publishers: '2', hold: '200ms', patience: '1s' },
    versions: [5],
    fails: ['H1'],
    make: keepsFirstAlias,
  },
];

for (const { what, scenario, vars = {}, versions, fails, make } of MUTANTS)
  for (const version of versions)
    test.serial(
      `${scenario} finds by ${fails.join(' and ')} that ${what}, in MQTT ${version === 4 ? '3.1.1' : '5.0'}`,
      async (t) => {
        const listeners = [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] as const;
        const broker = await startBroker({ intercept: make(), listeners });
        t.teardown(() => broker.close());
        const { check, ...outcome } = await runShipped(scenario, {
          url: broker.urls[0] ?? '',
          version,
          vars,
        });
        const failed = check.invariants.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
        t.deepEqual(failed, fails, summary({ check, ...outcome }));
      },
    );
