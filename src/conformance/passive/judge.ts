import type { Clause } from '../../protocol/clause.ts';
import { PacketType, type ProtocolVersion } from '../../protocol/constants.ts';
import type { DecodeError } from '../../protocol/decode.ts';
import type { ConnackPacket, ConnectPacket, Packet } from '../../protocol/packets.ts';
import { TopicAliases } from '../topic-aliases.ts';
import { PASSIVE_RULES } from './index.ts';
import { SessionMemory, type CaseMemory } from './memory.ts';
import type { LinkView, Watcher } from './rule.ts';

/** Where passive rules say what they saw. */
export interface PassiveLedger {
  exercised(clause: Clause): void;
  broken(clause: Clause, expected: string, actual: string): void;
}

/** Faults of a server's packet that a second statement of the same version speaks of as well. */
const FAULT_ALSO: Readonly<Record<string, readonly Clause[]>> = {
  '311:2.3.1-1': ['311:2.3.1-4'],
  '311:3.3.1-2': ['311:4.3.1-1'],
  '5:3.3.1-2': ['5:4.3.1-1'],
};

/** Sections that hold a statement which the decoder does not cite. */
const FAULT_IS: Readonly<Record<string, Clause>> = { '311:§3.2.2.3': '311:3.2.2-6' };

/** Watches one connection by every passive rule of its version. */
export class LinkJudge implements LinkView {
  readonly version: ProtocolVersion;
  readonly memory: CaseMemory;
  connect: ConnectPacket | undefined;
  connack: ConnackPacket | undefined;
  isTrusted = true;
  session = new SessionMemory();
  readonly #ledger: PassiveLedger;
  readonly #watchers: readonly Watcher[];
  readonly #aliases = new TopicAliases();
  #isOff = false;

  constructor(version: ProtocolVersion, memory: CaseMemory, ledger: PassiveLedger) {
    this.version = version;
    this.memory = memory;
    this.#ledger = ledger;
    this.#watchers = PASSIVE_RULES.flatMap((rule) => {
      const clauses = rule.ids[version];
      if (clauses === undefined) return [];
      return [
        rule.watch(this, {
          exercised: () => clauses.forEach((clause) => ledger.exercised(clause)),
          broken: (actual) => clauses.forEach((clause) => ledger.broken(clause, rule.expected, actual)),
        }),
      ];
    });
  }

  /** Judges nothing more: what was sent leaves open by which rules the answer is to be read. */
  switchOff(): void {
    this.#isOff = true;
  }

  sent(packet: Packet): void {
    if (packet.type === PacketType.connect && this.connect === undefined) this.#begin(packet);
    for (const watcher of this.#watchers) watcher.sent?.(packet);
    this.#remember(packet);
  }

  sentBytes(): void {
    this.isTrusted = false;
  }

  received(packet: Packet, sizeBytes: number): void {
    if (this.#isOff) return;
    for (const watcher of this.#watchers) watcher.received?.(packet, sizeBytes);
    if (packet.type === PacketType.connack) this.connack ??= packet;
  }

  unreadable(error: DecodeError): void {
    // What answers bytes that are no packet is no packet of which any statement speaks.
    if (this.#isOff || !this.isTrusted) return;
    const named = FAULT_IS[error.clause] ?? error.clause;
    for (const clause of [named, ...(FAULT_ALSO[error.clause] ?? [])])
      this.#ledger.broken(
        clause,
        'packets as the specification has them',
        `the target sent ${error.message}`,
      );
  }

  ended(): void {
    // Every rule there is speaks of packets.
  }

  #begin(connect: ConnectPacket): void {
    this.connect = connect;
    this.session = this.memory.session(connect.clientId);
    const { will } = connect;
    if (will === undefined) return;
    this.memory.publishes(will.topic, will.payload);
    if (will.retain) this.memory.retainedTopics.add(will.topic);
  }

  #remember(sent: Packet): void {
    const { session } = this;
    const packet = this.#aliases.resolve(sent);
    if (packet.type === PacketType.publish) {
      const isAliased = sent.type === PacketType.publish && sent.topic === '';
      this.memory.publishes(packet.topic, packet.payload, isAliased);
      if (packet.dup) this.memory.publishesAgain(packet.payload);
      if (packet.retain && packet.topic !== '') this.memory.retainedTopics.add(packet.topic);
      if (packet.packetId !== undefined) session.publishIds.add(packet.packetId);
    } else if (packet.type === PacketType.subscribe) {
      for (const { filter } of packet.subscriptions) session.filters.add(filter);
      for (const identifier of packet.properties?.subscriptionIdentifiers ?? [])
        session.subscriptionIdentifiers.add(identifier);
      session.requestIds.add(packet.packetId);
    } else if (packet.type === PacketType.unsubscribe) session.requestIds.add(packet.packetId);
  }
}
