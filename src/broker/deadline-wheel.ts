import type { Clock } from '../base/clock.ts';
import type { Cancel, Timers } from './timers.ts';

/** Something that has to happen by a moment which may move later while it waits. */
export interface Deadline {
  /** Microseconds of the broker's clock; Infinity for never. */
  readonly deadlineUs: number;
  onDeadline(): void;
  /** The wheel's own note: the slot it waits in, or -1. */
  slot: number;
}

const SLOT_US = 100_000;

/** A tick this late means that the process stood still: what clients sent meanwhile is read first, then they are judged. */
const LATE_US = 3 * SLOT_US;

/**
 * One coarse timer for the deadlines of all connections: a deadline is met within a slot's length after it is due, never before.
 * A deadline that moved later costs nothing until its old slot comes; then it is put where it belongs.
 *
 *   slot   41   42   43   44 …        now ──▶ slot 42: due ones fire, the others go on
 *          {}  {a,b} {c}  {}
 */
export class DeadlineWheel {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #slots = new Map<number, Set<Deadline>>();
  #lastSlot = 0;
  #cancelTick: Cancel | undefined;
  #tickDueUs = 0;

  constructor(clock: Clock, timers: Timers) {
    this.#clock = clock;
    this.#timers = timers;
  }

  /** Puts a deadline in, or moves it to where it is due now. */
  watch(deadline: Deadline): void {
    this.forget(deadline);
    if (!Number.isFinite(deadline.deadlineUs)) return;
    if (this.#slots.size === 0) this.#lastSlot = Math.floor(this.#clock.nowUs() / SLOT_US);
    const slot = Math.max(Math.ceil(deadline.deadlineUs / SLOT_US), this.#lastSlot + 1);
    deadline.slot = slot;
    const waiting = this.#slots.get(slot);
    if (waiting === undefined) this.#slots.set(slot, new Set([deadline]));
    else waiting.add(deadline);
    this.#startTicking();
  }

  forget(deadline: Deadline): void {
    const waiting = this.#slots.get(deadline.slot);
    deadline.slot = -1;
    if (waiting?.delete(deadline) === true && waiting.size === 0) this.#removeEmptySlots();
  }

  #startTicking(): void {
    if (this.#cancelTick !== undefined) return;
    this.#tickDueUs = this.#clock.nowUs() + SLOT_US;
    this.#cancelTick = this.#timers.schedule(SLOT_US / 1000, () => this.#tick());
  }

  #tick(): void {
    this.#cancelTick = undefined;
    const nowUs = this.#clock.nowUs();
    if (nowUs - this.#tickDueUs > LATE_US) {
      this.#startTicking();
      return;
    }
    const nowSlot = Math.floor(nowUs / SLOT_US);
    const due: Deadline[] = [];
    for (let slot = this.#lastSlot + 1; slot <= nowSlot && this.#slots.size > 0; slot += 1) {
      due.push(...(this.#slots.get(slot) ?? []));
      this.#slots.delete(slot);
    }
    this.#lastSlot = nowSlot;
    for (const deadline of due) this.#meet(deadline, nowUs);
    if (this.#slots.size > 0) this.#startTicking();
  }

  #meet(deadline: Deadline, nowUs: number): void {
    deadline.slot = -1;
    if (deadline.deadlineUs <= nowUs) deadline.onDeadline();
    else this.watch(deadline);
  }

  #removeEmptySlots(): void {
    for (const [slot, waiting] of this.#slots) if (waiting.size === 0) this.#slots.delete(slot);
    if (this.#slots.size > 0) return;
    this.#cancelTick?.();
    this.#cancelTick = undefined;
  }
}
