import type { Clock } from '../base/clock.ts';
import type { Transport } from '../transport/transport.ts';
import { PASS, type Behaviour, type PacketDeed } from './behaviour.ts';
import { PacketFramer, type FramedBytes, type FramedPacket } from './packet-framer.ts';
import type { Pump, Pumped } from './pump.ts';
import type { CutHow } from './types.ts';

/** Bytes held for one direction of one connection above which its sender is not read any more. */
const HELD_BYTES_MAX = 256 * 1024;
/** A larger packet is not sent twice. */
const DUPLICATE_BYTES_MAX = 1024 * 1024;

/** How the source ended: its direction, all of it, or by a reset. The last one holds. */
type Ending = 'fin' | 'close' | 'reset';

interface Held {
  readonly bytes: Uint8Array;
  from: number;
  readonly readyUs: number;
}

export interface PipeOptions {
  readonly clock: Clock;
  readonly pump: Pump;
  /** False: nothing is known of the bytes. */
  readonly framed: boolean;
  /** A packet was dropped or sent twice by that behaviour. */
  readonly onStruck: (behaviour: Behaviour) => void;
  /** All that was to pass has left: now the connection is to be cut. */
  readonly onCut: (behaviour: Behaviour, how: CutHow) => void;
}

/** One direction of a proxied connection: what comes leaves unaltered, unless a behaviour says otherwise. */
export class Pipe implements Pumped, FramedBytes {
  readonly #options: PipeOptions;
  readonly #framer: PacketFramer | undefined;
  readonly #behaviours = new Set<Behaviour>();
  readonly #held: Held[] = [];
  #heldBytes = 0;
  #lastReadyUs = -Infinity;
  #source: Transport | undefined;
  #target: Transport | undefined;
  #isPaused = false;
  #isBlocked = false;
  #ending: Ending | undefined;
  #passed: Ending | undefined;
  #isClosed = false;
  /** What becomes of the packet that is leaving, and on whose word. */
  #deed: PacketDeed = PASS;
  #doer: Behaviour | undefined;
  #copy: Uint8Array[] = [];
  /** Bytes have vanished: the stream can never be sound again. */
  isDamaged = false;

  constructor(options: PipeOptions) {
    this.#options = options;
    if (options.framed) this.#framer = new PacketFramer(this);
  }

  from(source: Transport): void {
    this.#source = source;
    if (this.#isPaused) source.pause();
  }

  into(target: Transport): void {
    this.#target = target;
    this.release();
  }

  add(behaviour: Behaviour): void {
    this.#behaviours.add(behaviour);
    this.release();
  }

  delete(behaviour: Behaviour): void {
    if (this.#behaviours.delete(behaviour)) this.release();
  }

  /** Whether nothing passes until a fault ends. */
  get isHeld(): boolean {
    const { clock, pump } = this.#options;
    const nowUs = clock.nowUs();
    for (const one of this.#behaviours) {
      if (one.swallows === true) return true;
      if (one.allowance !== undefined && one.waitUs === undefined && one.allowance(nowUs, pump.turn) < 1)
        return true;
    }
    return false;
  }

  /** Takes what the source sent; the bytes may be reused afterwards. */
  receive(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    const nowUs = this.#options.clock.nowUs();
    const readyUs = Math.max(this.#lastReadyUs, nowUs + this.#delayUs());
    this.#lastReadyUs = readyUs;
    this.#held.push({ bytes: Uint8Array.from(bytes), from: 0, readyUs });
    this.#heldBytes += bytes.length;
    this.release();
  }

  /** The target has room again. */
  unblock(): void {
    this.#isBlocked = false;
    this.release();
  }

  /** The source has ended; the target hears of it when it has had all that came before. */
  finish(ending: Ending): void {
    if (this.#ending !== 'reset') this.#ending = ending;
    // A host that is gone sends nothing again.
    if (ending === 'reset' && this.isHeld) this.#discard();
    this.release();
  }

  /** Nothing leaves any more. */
  close(): void {
    this.#isClosed = true;
    this.#discard();
    this.#options.pump.forget(this);
  }

  release(): void {
    if (this.#swallows()) this.#swallow();
    while (this.#held.length > 0 && this.#releaseHead());
    this.#holdBack();
    if (this.#held.length === 0) this.#passEnding();
  }

  onPacketBytes(bytes: Uint8Array, packet: FramedPacket, offset: number): void {
    if (this.#isClosed) return;
    if (offset === 0) this.#decide(packet);
    const isLast = offset + bytes.length === packet.size;
    const deed = this.#deed;
    if (deed.kind === 'pass') this.#write(bytes);
    else if (deed.kind === 'duplicate') this.#duplicate(bytes, packet, isLast);
    else if (deed.kind === 'cut')
      this.#cutWithin(bytes, Math.min(deed.afterBytes, packet.size) - offset, deed.how);
    if (isLast && deed.kind !== 'pass' && deed.kind !== 'cut') this.#tellStruck();
  }

  onUnframed(bytes: Uint8Array): void {
    this.#write(bytes);
  }

  #delayUs(): number {
    let delayUs = 0;
    for (const one of this.#behaviours) delayUs += one.delayUs?.() ?? 0;
    return delayUs;
  }

  #swallows(): boolean {
    for (const one of this.#behaviours) if (one.swallows === true) return true;
    return false;
  }

  #swallow(): void {
    if (this.#held.length === 0 && this.#ending === undefined) return;
    this.isDamaged = true;
    this.#ending = undefined;
    this.#discard();
  }

  #discard(): void {
    if (this.#held.length > 0) this.isDamaged = true;
    this.#held.length = 0;
    this.#heldBytes = 0;
  }

  /** True when the first held bytes are gone and the next may follow. */
  #releaseHead(): boolean {
    const head = this.#held[0];
    if (head === undefined || this.#isClosed || this.#target === undefined || this.#isBlocked) return false;
    const nowUs = this.#options.clock.nowUs();
    if (head.readyUs > nowUs) {
      this.#options.pump.wake(this, head.readyUs - nowUs);
      return false;
    }
    const allowance = this.#allowance(nowUs);
    if (allowance < 1) return false;
    this.#forward(head, Math.min(allowance, head.bytes.length - head.from), nowUs);
    return true;
  }

  #allowance(nowUs: number): number {
    const { pump } = this.#options;
    let allowed = Infinity;
    let waitUs = 0;
    for (const one of this.#behaviours) {
      const own = one.allowance?.(nowUs, pump.turn) ?? Infinity;
      allowed = Math.min(allowed, own);
      if (own < 1) waitUs = Math.max(waitUs, one.waitUs?.(nowUs) ?? Infinity);
    }
    if (allowed < 1 && waitUs !== Infinity) pump.wake(this, waitUs);
    return allowed;
  }

  #forward(head: Held, count: number, nowUs: number): void {
    const bytes = head.bytes.subarray(head.from, head.from + count);
    head.from += count;
    this.#heldBytes -= count;
    if (head.from === head.bytes.length) this.#held.shift();
    for (const one of this.#behaviours) one.spent?.(count, nowUs, this.#options.pump.turn);
    if (this.#framer === undefined) this.#write(bytes);
    else this.#framer.push(bytes);
  }

  #write(bytes: Uint8Array): void {
    if (bytes.length > 0 && this.#target?.write(bytes) === false) this.#isBlocked = true;
  }

  #holdBack(): void {
    const full = this.#heldBytes > HELD_BYTES_MAX;
    if (full === this.#isPaused) return;
    this.#isPaused = full;
    if (full) this.#source?.pause();
    else this.#source?.resume();
  }

  #passEnding(): void {
    const target = this.#target;
    if (this.#ending === this.#passed || target === undefined || this.#isClosed || this.isHeld) return;
    this.#passed = this.#ending;
    if (this.#ending === 'reset') target.reset();
    else if (this.#ending === 'close') target.close();
    else if (this.#ending === 'fin') target.endWriting();
  }

  /** Every behaviour sees every packet, because it counts them; the first that has something to say does it. */
  #decide(packet: FramedPacket): void {
    this.#deed = PASS;
    this.#doer = undefined;
    this.#copy = [];
    for (const one of this.#behaviours) {
      const deed = one.onPacket?.(packet) ?? PASS;
      if (deed.kind === 'pass' || this.#doer !== undefined) continue;
      this.#deed = deed;
      this.#doer = one;
    }
  }

  #duplicate(bytes: Uint8Array, packet: FramedPacket, isLast: boolean): void {
    this.#write(bytes);
    if (packet.size > DUPLICATE_BYTES_MAX) return;
    this.#copy.push(bytes);
    if (!isLast) return;
    for (const piece of this.#copy) this.#write(piece);
    this.#copy = [];
  }

  #cutWithin(bytes: Uint8Array, left: number, how: CutHow): void {
    this.#write(bytes.subarray(0, Math.max(0, left)));
    if (left > bytes.length) return;
    const doer = this.#doer;
    this.close();
    if (doer !== undefined) this.#options.onCut(doer, how);
  }

  #tellStruck(): void {
    if (this.#doer !== undefined) this.#options.onStruck(this.#doer);
  }
}
