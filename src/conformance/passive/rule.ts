import type { Clause } from '../../protocol/clause.ts';
import type { ProtocolVersion } from '../../protocol/constants.ts';
import type { ConnackPacket, ConnectPacket, Packet } from '../../protocol/packets.ts';
import type { CaseMemory, SessionMemory } from './memory.ts';

/** What a rule knows of the connection that it watches. */
export interface LinkView {
  readonly version: ProtocolVersion;
  readonly connect: ConnectPacket | undefined;
  readonly connack: ConnackPacket | undefined;
  /** False once bytes were sent that may be no packet: answers can no longer be matched with what was asked. */
  readonly isTrusted: boolean;
  readonly session: SessionMemory;
  readonly memory: CaseMemory;
}

export interface RuleReport {
  /** The rule was put to the test. Without that it is vacuous. */
  exercised(): void;
  broken(actual: string): void;
}

export interface Watcher {
  sent?(packet: Packet): void;
  received?(packet: Packet, sizeBytes: number): void;
}

/** An invariant of everything that a broker ever sends, judged on every connection of every case. */
export interface PassiveRule {
  readonly ids: { readonly 4?: readonly Clause[]; readonly 5?: readonly Clause[] };
  /** What every conforming broker does. */
  readonly expected: string;
  watch(view: LinkView, report: RuleReport): Watcher;
}
