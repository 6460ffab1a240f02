/** When the test itself disturbed whom: by client, so that a run with thousands of faults is judged quickly. */
import type { Disturbance } from '../context.ts';

export class Disturbed {
  readonly #everybody: Disturbance[] = [];
  readonly #byClient = new Map<number, Disturbance[]>();

  constructor(disturbances: readonly Disturbance[]) {
    for (const one of disturbances) {
      if (one.client === undefined) this.#everybody.push(one);
      else {
        const known = this.#byClient.get(one.client);
        if (known === undefined) this.#byClient.set(one.client, [one]);
        else known.push(one);
      }
    }
  }

  /** The first disturbance of the client at some time between the two, both included. */
  between(client: number, fromUs: number, toUs: number): Disturbance | undefined {
    return this.#find(client, (one) => one.fromUs <= toUs && one.toUs >= fromUs);
  }

  /** One that kept things from passing. */
  blockedBetween(client: number, fromUs: number, toUs: number): Disturbance | undefined {
    return this.#find(client, (one) => one.blocks === true && one.fromUs <= toUs && one.toUs >= fromUs);
  }

  /** The last one after which the broker need not know what it knew. */
  forgotBetween(fromUs: number, toUs: number): Disturbance | undefined {
    return this.#everybody.findLast(
      (one) => one.forgets === true && one.fromUs <= toUs && one.toUs >= fromUs,
    );
  }

  #find(client: number, test: (one: Disturbance) => boolean): Disturbance | undefined {
    return this.#everybody.find(test) ?? this.#byClient.get(client)?.find(test);
  }
}
