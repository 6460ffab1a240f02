/** Faults as plain data. What each does stands in its own file under `kinds/`. */
import type { PacketType } from '../protocol/constants.ts';

export type Direction = 'to-broker' | 'to-client';
export type Directions = Direction | 'both';

/** How a connection is ended: TCP RST, FIN, or silence in which what is sent is lost. */
export type CutHow = 'reset' | 'fin' | 'half-open';

/** A point of the protocol: the n-th packet of a type on a connection. */
export interface PacketPoint {
  readonly packet: PacketType;
  /** Which packets count. */
  readonly direction: Directions;
  /** From 1, on each connection anew. */
  readonly nth: number;
}

export type FaultAction =
  /** Each chunk is held for `delayUs`, give or take up to `jitterUs`, and never overtakes another. */
  | {
      readonly kind: 'latency';
      readonly delayUs: number;
      readonly jitterUs: number;
      readonly direction: Directions;
    }
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number; readonly direction: Directions }
  /** At most so many bytes at a time, down to one. */
  | { readonly kind: 'slice'; readonly bytes: number; readonly direction: Directions }
  /** Nothing passes, and nothing is lost: it goes on when the fault ends. */
  | { readonly kind: 'stall'; readonly direction: Directions }
  /** What is sent vanishes, ends of connections too. When the fault ends, so does the connection: bytes are missing. */
  | { readonly kind: 'half-open'; readonly direction: Directions }
  /** As a stall of both directions; new connections come about only when it ends. */
  | { readonly kind: 'partition' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'fin' }
  /** `passes` bytes of the packet still pass: 0 cuts before it, all of it where absent. */
  | {
      readonly kind: 'cut';
      readonly at: PacketPoint;
      readonly passes?: number;
      readonly how: CutHow;
      /** Of each client. */
      readonly times: number;
    }
  /** No network does these two to TCP: they stand for a broken broker, to prove checks. */
  | { readonly kind: 'drop-packet'; readonly at: PacketPoint; readonly times: number }
  | { readonly kind: 'duplicate-packet'; readonly at: PacketPoint; readonly times: number };

export type FaultKind = FaultAction['kind'];

/** A fault and whom it concerns. */
export interface FaultRule {
  /** What reports call it. */
  readonly name: string;
  readonly action: FaultAction;
  /** Undefined is a client that the plan does not know, or that the proxy cannot see because of TLS. */
  concerns(client: number | undefined): boolean;
}

/** Something that a fault did to one connection. */
export interface FaultEvent {
  readonly tUs: number;
  readonly rule: FaultRule;
  /** Number of the connection at the proxy. */
  readonly connection: number;
  readonly client: number | undefined;
  /**
   * `began` and `over`: in force on the connection. `struck`: a packet was dropped or sent twice. `silenced`: from now on all
   * that is sent is lost. `ended`: the fault ended the connection.
   */
  readonly what: 'began' | 'over' | 'struck' | 'silenced' | 'ended';
}
