import { descriptorFacts, type MachineFacts } from './doctor/facts.ts';

/** Counting them reads a directory with an entry for each. */
const LOOK_INTERVAL_US = 1_000_000;

/** The most file descriptors that the process held at once, looked at as steps end. */
export class DescriptorPeak {
  #peak: MachineFacts['descriptors'];
  #lookedUs = -Infinity;

  /** Absent where the system does not tell. */
  get value(): MachineFacts['descriptors'] {
    return this.#peak;
  }

  /** Looks unless it has just done so. */
  look(nowUs: number): void {
    if (nowUs - this.#lookedUs < LOOK_INTERVAL_US) return;
    this.#lookedUs = nowUs;
    const facts = descriptorFacts();
    if (facts !== undefined && facts.used >= (this.#peak?.used ?? 0)) this.#peak = facts;
  }
}
