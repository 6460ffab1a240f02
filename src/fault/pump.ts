import type { Clock } from '../base/clock.ts';

/** Something that can go on at a certain time. */
export interface Pumped {
  release(): void;
}

const MS_US = 1_000;

/** One timer for everything that waits in a proxy, however many connections it has. */
export class Pump {
  readonly #clock: Clock;
  readonly #due = new Map<Pumped, number>();
  #armed: { readonly cancel: () => void; readonly atUs: number } | undefined;
  /** Counts turns of the event loop in which something waited. */
  turn = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Has `release` called after so long, or in the next turn; the last word holds. */
  wake(one: Pumped, waitUs: number): void {
    const atUs = this.#clock.nowUs() + waitUs;
    this.#due.set(one, atUs);
    this.#arm(atUs);
  }

  forget(one: Pumped): void {
    this.#due.delete(one);
  }

  stop(): void {
    this.#due.clear();
    this.#armed?.cancel();
    this.#armed = undefined;
  }

  #arm(atUs: number): void {
    if (this.#armed !== undefined && this.#armed.atUs <= atUs) return;
    this.#armed?.cancel();
    const waitMs = Math.floor((atUs - this.#clock.nowUs()) / MS_US);
    const fire = (): void => this.#fire();
    if (waitMs < 1) {
      const immediate = setImmediate(fire);
      this.#armed = { atUs, cancel: () => clearImmediate(immediate) };
    } else {
      const timeout = setTimeout(fire, waitMs);
      this.#armed = { atUs, cancel: () => clearTimeout(timeout) };
    }
  }

  #fire(): void {
    this.#armed = undefined;
    this.turn += 1;
    const nowUs = this.#clock.nowUs();
    const ready = [...this.#due].filter(([, atUs]) => atUs <= nowUs);
    for (const [one] of ready) this.#due.delete(one);
    for (const [one] of ready) one.release();
    const next = Math.min(...this.#due.values());
    if (next !== Infinity) this.#arm(next);
  }
}
