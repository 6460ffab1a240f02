import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { FramedPacket } from './packet-framer.ts';
import type { CutHow, Direction } from './types.ts';

/** What a fault does to one direction of one connection. Absent parts leave that side of things alone. */
export interface Behaviour {
  /** µs that bytes which come now are held. */
  delayUs?(): number;
  /** Bytes that may leave now. `turn` counts turns of the event loop. */
  allowance?(nowUs: number, turn: number): number;
  /** So many bytes have left. */
  spent?(bytes: number, nowUs: number, turn: number): void;
  /** µs after which the allowance may have grown; absent: only the end of the fault changes it. */
  waitUs?(nowUs: number): number;
  /** Bytes, and the end of the stream, vanish. */
  readonly swallows?: true;
  /** A packet begins to leave. */
  onPacket?(packet: FramedPacket): PacketDeed;
}

/** What becomes of a packet. */
export type PacketDeed =
  | { readonly kind: 'pass' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'duplicate' }
  /** After so many bytes of it; those that are more than it has: after all of it. */
  | { readonly kind: 'cut'; readonly afterBytes: number; readonly how: CutHow };

export const PASS: PacketDeed = { kind: 'pass' };

/** Where a behaviour is at work. */
export interface BehaviourScope {
  readonly direction: Direction;
  readonly clock: Clock;
  readonly random: Random;
  /** How often the fault may still act on this client, shared by all its connections. */
  readonly budget: Budget;
}

export interface Budget {
  left: number;
}
