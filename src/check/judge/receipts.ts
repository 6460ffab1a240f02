/**
 * When a broker had certainly read a message that has no acknowledgement of its own: what a connection carries has an order, so
 * the acknowledgement of a later message proves it of every earlier one.
 *
 *   PUBLISH QoS 0 ─── PUBLISH QoS 1 ──────── PUBACK
 *   └─────────────── one connection ──────────────┘
 */
import type { RunView } from './run-view.ts';

/** A message with an acknowledgement. */
interface Fence {
  /** It was not handed over before. */
  readonly sentUs: number;
  /** Its acknowledgement had come then; later ones of the list came no earlier. */
  acknowledgedUs: number;
}

export class Receipts {
  readonly #run: RunView;
  #fences: ReadonlyMap<number, readonly Fence[]> | undefined;

  constructor(run: RunView) {
    this.#run = run;
  }

  /** When what the client had handed over by `sentUs` had been read for certain; +∞ where nothing proves it. */
  provenUs(client: number, sentUs: number): number {
    const fences = (this.#fences ??= this.#find()).get(client) ?? [];
    const provenUs = fences[firstAfter(fences, sentUs)]?.acknowledgedUs ?? Infinity;
    if (provenUs === Infinity || this.#run.reconnectedBetween(client, sentUs, provenUs)) return Infinity;
    return provenUs;
  }

  /** By client, in the order in which they were sent. */
  #find(): Map<number, Fence[]> {
    const byClient = new Map<number, Fence[]>();
    for (const flow of this.#run.publishedFlows()) {
      if (flow.qos === 0 || flow.isWill) continue;
      let fences = byClient.get(flow.publisher);
      if (fences === undefined) byClient.set(flow.publisher, (fences = []));
      for (const [sentUs, acknowledgedUs] of flow.acknowledgements()) fences.push({ sentUs, acknowledgedUs });
    }
    for (const fences of byClient.values()) settle(fences);
    return byClient;
  }
}

/** In order of sending, each with the earliest acknowledgement of itself and all that were sent later. */
function settle(fences: Fence[]): void {
  fences.sort((one, other) => one.sentUs - other.sentUs);
  let earliestUs = Infinity;
  for (const fence of fences.toReversed()) {
    earliestUs = Math.min(earliestUs, fence.acknowledgedUs);
    fence.acknowledgedUs = earliestUs;
  }
}

function firstAfter(fences: readonly Fence[], sentUs: number): number {
  let low = 0;
  let high = fences.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((fences[middle]?.sentUs ?? Infinity) > sentUs) high = middle;
    else low = middle + 1;
  }
  return low;
}
