/** When which fault happens: all of it decided by the plan and its seed, made as the run gets there. */
import type { FaultAction } from '../fault/types.ts';
import { hashLabels, seededRandom, type Random } from '../base/random.ts';
import { MemberIndex } from './members.ts';
import type { Plan, PlannedFault } from './types.ts';

export interface FaultOccurrence {
  readonly fault: PlannedFault;
  readonly action: FaultAction;
  /** From the first publish step. */
  readonly atUs: number;
  /** The same; +∞: to the end of the run. */
  readonly untilUs: number;
  /** Undefined: nobody knows who it is. */
  concerns(client: number | undefined): boolean;
}

/** Occurrences of all faults, in the order of their times. */
export class FaultTimeline {
  readonly #lines: FaultLine[];

  constructor({ faults, seed, clientCount }: Pick<Plan, 'faults' | 'seed' | 'clientCount'>) {
    this.#lines = faults.map(
      (fault, at) => new FaultLine(fault, hashLabels(seed, ['fault', at]), clientCount),
    );
  }

  /** When the next one is, µs from the first publish step; +∞: never. */
  get nextAtUs(): number {
    return Math.min(Infinity, ...this.#lines.map((line) => line.nextAtUs));
  }

  /** The next one; undefined where there is none. */
  take(): FaultOccurrence | undefined {
    const nextAtUs = this.nextAtUs;
    if (nextAtUs === Infinity) return undefined;
    return this.#lines.find((line) => line.nextAtUs === nextAtUs)?.take();
  }
}

/** One occurrence that happens now, for a step. */
export function occurrenceNow(
  fault: PlannedFault,
  nowUs: number,
  { seed, clientCount }: Pick<Plan, 'seed' | 'clientCount'>,
): FaultOccurrence {
  const line = new FaultLine({ ...fault, atUs: nowUs }, hashLabels(seed, ['step', fault.name]), clientCount);
  return line.take();
}

/** Times of a drawn fault vary by so much of themselves, up and down. */
const SPREAD = 0.5;

/** A kind first, then one of that kind: the many places to cut at would leave hardly anything to the others. */
function drawn(actions: readonly FaultAction[], random: Random): FaultAction {
  const kinds = [...new Set(actions.map(({ kind }) => kind))];
  const kind = kinds[random.below(kinds.length)];
  const ofKind = actions.filter((action) => action.kind === kind);
  return ofKind[random.below(ofKind.length)] as FaultAction;
}

class FaultLine {
  readonly #fault: PlannedFault;
  readonly #members: MemberIndex;
  readonly #isForAll: boolean;
  readonly #seed: number;
  #count = 0;
  nextAtUs: number;

  constructor(fault: PlannedFault, seed: number, clientCount: number) {
    this.#fault = fault;
    this.#members = new MemberIndex(fault.members);
    this.#isForAll = this.#members.count === clientCount && fault.drawnShare === undefined;
    this.#seed = seed;
    this.nextAtUs = fault.atUs ?? this.#varied(fault.everyUs ?? 0, 'first');
  }

  take(): FaultOccurrence {
    const fault = this.#fault;
    const atUs = this.nextAtUs;
    const occurrence = this.#count;
    this.#count += 1;
    this.nextAtUs = fault.everyUs === undefined ? Infinity : atUs + this.#varied(fault.everyUs, 'every');
    return {
      fault,
      action: drawn(fault.actions, seededRandom(hashLabels(this.#seed, [occurrence]))),
      atUs,
      untilUs: fault.forUs === undefined ? Infinity : atUs + this.#varied(fault.forUs, 'for'),
      concerns: (client) => this.#concerns(client, occurrence),
    };
  }

  #varied(us: number, label: string): number {
    if (this.#fault.drawnShare === undefined) return us;
    const random = seededRandom(hashLabels(this.#seed, [label, this.#count]));
    return us * (1 - SPREAD + 2 * SPREAD * random.float());
  }

  #concerns(client: number | undefined, occurrence: number): boolean {
    if (this.#isForAll) return true;
    if (client === undefined || this.#members.ordinalOf(client) === undefined) return false;
    const { drawnShare } = this.#fault;
    return drawnShare === undefined || hashLabels(this.#seed, [occurrence, client]) / 2 ** 32 < drawnShare;
  }
}
