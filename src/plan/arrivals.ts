import { assert } from '../base/assert.ts';
import { hashLabels, mix32 } from '../base/random.ts';
import { arrivalCount, arrivalTimeUs } from './arrival-times.ts';
import { MemberIndex } from './members.ts';
import type { Plan, PublishStep } from './types.ts';

interface Stream {
  /** µs from the start of the step; Infinity when nothing more is due. */
  readonly dueUs: number;
  /** Position in `own` of the member that is due. */
  readonly at: number;
  advance(): void;
}

/**
 * The messages of some members of a publish step, in the order in which they are due. Any division of the members into
 * schedules gives the same arrivals: arrival j of all N members belongs to member j % N, and Poisson members have streams
 * of their own.
 */
export class ArrivalSchedule {
  readonly #stream: Stream;
  readonly #ordinals: Uint32Array;
  readonly #own: Uint32Array;

  /** `own`: global indexes of members of `step`, ascending. `iteration` tells repeats of one Poisson step apart. */
  constructor(plan: Plan, step: PublishStep, own: readonly number[], iteration = 0) {
    const { arrivals } = step;
    assert(arrivals.kind !== 'unpaced', 'an unpaced step has no schedule');
    const members = new MemberIndex(step.members);
    this.#own = Uint32Array.from(own);
    this.#ordinals = Uint32Array.from(own, (client) => {
      const ordinal = members.ordinalOf(client);
      assert(ordinal !== undefined, `client ${client} is no member of ${step.path}`);
      return ordinal;
    });
    if (arrivals.kind === 'poisson')
      this.#stream = new PoissonStream(this.#own, {
        gapUs: (members.count * 1_000_000) / arrivals.ratePerSecond,
        durationUs: arrivals.durationUs,
        limit: step.countPerMember ?? Number.POSITIVE_INFINITY,
        key: hashLabels(plan.seed, ['poisson', step.path, iteration]),
      });
    else {
      const total = arrivalCount(arrivals, members.count, step.countPerMember);
      const timeUs = (k: number): number => arrivalTimeUs(arrivals, k);
      this.#stream = new RegularStream(this.#ordinals, { members: members.count, total, timeUs });
    }
  }

  /** When the next message is due, µs from the start of the step; Infinity when all have been. */
  peekUs(): number {
    return this.#stream.dueUs;
  }

  /** Global index of the client whose message is due next. */
  get client(): number {
    return this.#own[this.#stream.at] as number;
  }

  /** The same client's ordinal among the members of the step. */
  get memberOrdinal(): number {
    return this.#ordinals[this.#stream.at] as number;
  }

  advance(): void {
    this.#stream.advance();
  }
}

interface RegularOptions {
  readonly members: number;
  readonly total: number;
  readonly timeUs: (k: number) => number;
}

/** Constant and ramp: round after round through the own members. */
class RegularStream implements Stream {
  readonly #ordinals: Uint32Array;
  readonly #options: RegularOptions;
  #roundStart = 0;
  dueUs = Number.POSITIVE_INFINITY;
  at = 0;

  constructor(ordinals: Uint32Array, options: RegularOptions) {
    this.#ordinals = ordinals;
    this.#options = options;
    this.#settle();
  }

  advance(): void {
    this.at += 1;
    if (this.at === this.#ordinals.length) {
      this.at = 0;
      this.#roundStart += this.#options.members;
    }
    this.#settle();
  }

  #settle(): void {
    const ordinal = this.#ordinals[this.at];
    const k = this.#roundStart + (ordinal ?? 0);
    this.dueUs =
      ordinal !== undefined && k < this.#options.total ? this.#options.timeUs(k) : Number.POSITIVE_INFINITY;
  }
}

interface PoissonOptions {
  /** Mean time between two messages of one member. */
  readonly gapUs: number;
  readonly durationUs: number;
  readonly limit: number;
  readonly key: number;
}

/** A binary heap of members by their next time; each member's gaps are exponential, from a stream of its own. */
class PoissonStream implements Stream {
  readonly #options: PoissonOptions;
  readonly #keys: Uint32Array;
  readonly #drawn: Uint32Array;
  readonly #dueUs: Float64Array;
  readonly #heap: Uint32Array;

  constructor(clients: Uint32Array, options: PoissonOptions) {
    this.#options = options;
    this.#keys = clients.map((client) => mix32(mix32(options.key ^ client) + 0x9e3779b9));
    this.#drawn = new Uint32Array(clients.length);
    this.#dueUs = Float64Array.from(clients, (_, at) => this.#nextUs(at, 0));
    this.#heap = Uint32Array.from(clients, (_, at) => at);
    for (let at = (clients.length >>> 1) - 1; at >= 0; at -= 1) this.#sink(at);
  }

  get dueUs(): number {
    return this.#heap.length === 0 ? Number.POSITIVE_INFINITY : (this.#dueUs[this.at] as number);
  }

  get at(): number {
    return this.#heap[0] ?? 0;
  }

  advance(): void {
    const { at } = this;
    this.#dueUs[at] = this.#nextUs(at, this.#dueUs[at] as number);
    this.#sink(0);
  }

  #nextUs(at: number, fromUs: number): number {
    const drawn = this.#drawn[at] as number;
    if (drawn >= this.#options.limit) return Number.POSITIVE_INFINITY;
    this.#drawn[at] = drawn + 1;
    const dueUs = fromUs + this.#options.gapUs * exponential(this.#keys[at] as number, drawn);
    return dueUs < this.#options.durationUs ? dueUs : Number.POSITIVE_INFINITY;
  }

  #sink(from: number): void {
    const heap = this.#heap;
    const moved = heap[from] as number;
    let hole = from;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.#isBefore(heap[child + 1] as number, heap[child] as number))
        child += 1;
      if (!this.#isBefore(heap[child] as number, moved)) break;
      heap[hole] = heap[child] as number;
      hole = child;
    }
    heap[hole] = moved;
  }

  /** Equal times are ordered by member, so that the order never depends on the heap's past. */
  #isBefore(a: number, b: number): boolean {
    const aUs = this.#dueUs[a] as number;
    const bUs = this.#dueUs[b] as number;
    return aUs < bUs || (aUs === bUs && a < b);
  }
}

/** Draw `drawn` of the stream `key` from the exponential distribution with mean 1. */
function exponential(key: number, drawn: number): number {
  const bits = mix32(mix32(key + Math.imul(drawn, 0x9e3779b9)) ^ key);
  return -Math.log((bits + 0.5) / 0x1_0000_0000);
}
