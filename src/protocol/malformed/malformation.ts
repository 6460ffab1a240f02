import type { Clause } from '../clause.ts';
import type { PacketType, ProtocolVersion, Side } from '../constants.ts';

/** One deliberate violation, as the bytes of one whole packet. All but CONNECT are meant for a connection that is accepted. */
export interface Malformation {
  /** Stable, kebab-case, starts with the packet. */
  readonly id: string;
  /** What is wrong with it. */
  readonly summary: string;
  /** The type its first byte names; 0 is the reserved one. */
  readonly packetType: PacketType | 0;
  /** Whose violation it is. */
  readonly sender: Side;
  /** The clause it breaks, by version; a version without one has no such rule. */
  readonly clauses: Readonly<Partial<Record<ProtocolVersion, Clause>>>;
  /** `packet`: the bytes alone show it. `meaning`: the packet is well-formed, its receiver has to judge what it says. */
  readonly shownBy: 'packet' | 'meaning';
  build(version: ProtocolVersion): Uint8Array;
}

export interface MalformationText {
  readonly id: string;
  readonly summary: string;
  readonly packetType: PacketType | 0;
  readonly clauses: Malformation['clauses'];
  build(version: ProtocolVersion): Uint8Array;
}

/** What a client sends and the bytes show, which most of them are. */
export function fromClient(text: MalformationText): Malformation {
  return { ...text, sender: 'client', shownBy: 'packet' };
}

/** What a server sends and the bytes show. */
export function fromServer(text: MalformationText): Malformation {
  return { ...text, sender: 'server', shownBy: 'packet' };
}
