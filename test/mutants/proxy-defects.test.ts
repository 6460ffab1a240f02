/**
 * Delivery defects that a proxy puts in front of a broker: each must be found by its own invariant, and nothing else may go
 * red. They run before our broker and, where it is installed, before Mosquitto, so that the checkers do not only fit our own.
 */
import test, { type ExecutionContext } from 'ava';
import { startBroker } from '../../src/broker/start.ts';
import { PacketType, type ProtocolVersion, type QoS } from '../../src/protocol/constants.ts';
import type { PublishPacket } from '../../src/protocol/packets.ts';
import type { RunOutcome } from '../../src/run/types.ts';
import { mosquittoPath, startMosquitto } from '../support/foreign-brokers.ts';
import { runText, summary } from '../support/run-scenario.ts';
import { startTamperingProxy, type Tamper } from '../support/tampering-proxy.ts';

interface Defect {
  readonly name: string;
  /** Published and subscribed QoS. */
  readonly qos: QoS;
  /** Invariants of which each must fail. */
  readonly breaks: readonly string[];
  /** Invariants that may fail besides: the same deed seen from another side. */
  readonly mayAlsoBreak?: readonly string[];
  /** A tamper for each connection. */
  readonly make: () => Tamper;
}

/** Applies a deed to every 20th PUBLISH towards a client. */
function everyTwentieth(
  deed: (packet: PublishPacket, answer: Parameters<Tamper>[2]) => readonly PublishPacket[],
): () => Tamper {
  return () => {
    let count = 0;
    return (packet, direction, answer) => {
      if (direction === 'to-broker' || packet.type !== PacketType.publish) return [packet];
      count += 1;
      return count % 20 === 0 ? deed(packet, answer) : [packet];
    };
  };
}

/** Takes a delivery away and acknowledges it in the client's place. */
function swallow(packet: PublishPacket, answer: Parameters<Tamper>[2]): readonly PublishPacket[] {
  const packetId = packet.packetId ?? 0;
  if (packet.qos === 1) answer({ type: PacketType.puback, packetId, reasonCode: 0 });
  if (packet.qos === 2) answer({ type: PacketType.pubrec, packetId, reasonCode: 0 });
  return [];
}

/** Swallows QoS 2 deliveries whole: the PUBREL that follows is answered and kept from the client too. */
function swallowQos2(): Tamper {
  const swallowed = new Set<number>();
  const deed = everyTwentieth((packet, answer) => {
    swallowed.add(packet.packetId ?? 0);
    return swallow(packet, answer);
  })();
  return (packet, direction, answer) => {
    const isRelease = direction === 'to-client' && packet.type === PacketType.pubrel;
    if (!isRelease || !swallowed.delete(packet.packetId)) return deed(packet, direction, answer);
    answer({ type: PacketType.pubcomp, packetId: packet.packetId, reasonCode: 0 });
    return [];
  };
}

/** Delivers a second copy of a QoS 2 message as an exchange of its own, and hides the client's side of it from the broker. */
function duplicateQos2(): Tamper {
  const COPY_ID = 60_000;
  let count = 0;
  return (packet, direction, answer) => {
    const id = 'packetId' in packet ? packet.packetId : undefined;
    if (direction === 'to-broker') {
      if (id !== COPY_ID) return [packet];
      if (packet.type === PacketType.pubrec)
        answer({ type: PacketType.pubrel, packetId: COPY_ID, reasonCode: 0 });
      return packet.type === PacketType.pubrec || packet.type === PacketType.pubcomp ? [] : [packet];
    }
    if (packet.type !== PacketType.publish) return [packet];
    count += 1;
    return count % 20 === 0 ? [packet, { ...packet, packetId: COPY_ID }] : [packet];
  };
}

/** Exchanges every 20th PUBLISH towards a client with the one after it. */
function swap(): Tamper {
  let count = 0;
  let held: PublishPacket | undefined;
  return (packet, direction) => {
    if (direction === 'to-broker' || packet.type !== PacketType.publish) return [packet];
    count += 1;
    const first = held;
    held = first === undefined && count % 20 === 0 ? packet : undefined;
    if (held !== undefined) return [];
    return first === undefined ? [packet] : [packet, first];
  };
}

function flip(packet: PublishPacket): PublishPacket[] {
  const payload = Uint8Array.from(packet.payload);
  payload[60] = (payload[60] ?? 0) ^ 1;
  return [{ ...packet, payload }];
}

/** Withholds every 20th packet of a type from the client. */
function withhold(type: PacketType): () => Tamper {
  return () => {
    let count = 0;
    return (packet, direction) => {
      if (direction === 'to-broker' || packet.type !== type) return [packet];
      count += 1;
      return count % 20 === 0 ? [] : [packet];
    };
  };
}

const DEFECTS: readonly Defect[] = [
  {
    name: 'a QoS 0 message delivered twice',
    qos: 0,
    breaks: ['Q0-1'],
    make: everyTwentieth((packet) => [packet, packet]),
  },
  { name: 'QoS 0 messages of one topic exchanged', qos: 0, breaks: ['O1'], make: swap },
  { name: 'QoS 1 messages of one topic exchanged', qos: 1, breaks: ['O1'], make: swap },
  { name: 'a payload byte altered', qos: 0, breaks: ['H1'], make: everyTwentieth(flip) },
  {
    name: 'a message delivered on another topic than it was published to',
    qos: 0,
    breaks: ['H1'],
    make: everyTwentieth((packet) => [{ ...packet, topic: `${packet.topic}/x` }]),
  },
  {
    name: 'a QoS 1 message acknowledged and never delivered',
    qos: 1,
    breaks: ['Q1-1'],
    make: everyTwentieth(swallow),
  },
  { name: 'a QoS 2 message acknowledged and never delivered', qos: 2, breaks: ['Q2-1'], make: swallowQos2 },
  { name: 'a QoS 2 message delivered twice', qos: 2, breaks: ['Q2-2'], make: duplicateQos2 },
  {
    name: 'a QoS 1 message sent again without a reconnection',
    qos: 1,
    breaks: ['Q1-2'],
    make: everyTwentieth((packet) => [packet, { ...packet, dup: true }]),
  },
  {
    name: 'QoS 0 messages marked as repeated',
    qos: 0,
    breaks: ['P'],
    mayAlsoBreak: ['D1'],
    make: everyTwentieth((packet) => [{ ...packet, dup: true }]),
  },
  { name: 'PUBACK withheld', qos: 1, breaks: ['A1'], make: withhold(PacketType.puback) },
  { name: 'PUBREC withheld', qos: 2, breaks: ['A1'], make: withhold(PacketType.pubrec) },
  { name: 'PUBCOMP withheld', qos: 2, breaks: ['A1'], make: withhold(PacketType.pubcomp) },
];

function scenario(qos: QoS): string {
  return `
name: defect
clients: { subscriber: { count: 2 }, publisher: { count: 2 } }
steps:
  - connect: all
  - subscribe: { clients: subscriber, filter: 'defect/\${index}/#', qos: ${qos} }
  - publish: { clients: publisher, topic: 'defect/\${index}/data', qos: ${qos}, payload: 128B, count: 65, rate: 200/s }
  - drain: 1s
  - disconnect: all
`;
}

function judge(t: ExecutionContext, defect: Defect, version: ProtocolVersion, outcome: RunOutcome): void {
  const red = new Set(
    outcome.check.findings.filter(({ status }) => status === 'fail').map(({ invariant }) => invariant),
  );
  // 3.1.1 does not forbid sending again on a connection that lives.
  const tolerated = version === 4 && defect.breaks.includes('Q1-2');
  const expected = tolerated ? [] : defect.breaks;
  for (const id of expected) t.true(red.has(id), `${id} is not red:\n${summary(outcome)}`);
  const allowed = [...expected, ...(defect.mayAlsoBreak ?? [])];
  t.deepEqual(
    [...red].filter((id) => !allowed.includes(id)),
    [],
    summary(outcome),
  );
  t.is(outcome.check.verdict, tolerated ? 'pass' : 'fail');
  for (const finding of outcome.check.findings.filter(({ status }) => status === 'fail')) {
    t.true(finding.clauses.length > 0, `${finding.invariant} names no clause`);
    t.truthy(finding.client ?? finding.publisher, `${finding.invariant} names nobody`);
  }
}

for (const defect of DEFECTS) {
  for (const version of [4, 5] as const) {
    const name = `${defect.name} in MQTT ${version === 4 ? '3.1.1' : '5.0'}`;

    test.serial(`before the embedded broker: ${name}`, async (t) => {
      const broker = await startBroker({ listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] });
      const proxy = await startTamperingProxy(broker.urls[0] ?? '', version, defect.make);
      t.teardown(async () => {
        proxy.stop();
        await broker.close();
      });
      judge(t, defect, version, await runText(scenario(defect.qos), { url: proxy.url, version }));
    });

    (mosquittoPath() === undefined ? test.skip : test.serial)(`before Mosquitto: ${name}`, async (t) => {
      const broker = await startMosquitto();
      const proxy = await startTamperingProxy(broker.url, version, defect.make);
      t.teardown(async () => {
        proxy.stop();
        await broker.stop();
      });
      judge(t, defect, version, await runText(scenario(defect.qos), { url: proxy.url, version }));
    });
  }
}
