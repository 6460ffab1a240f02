import type { Delivery } from '../history/observer.ts';
import type { FlowCatalog } from '../history/flow-catalog.ts';

/** Distinct topics counted per client, so that a hostile broker cannot fill the memory with invented ones. */
const TOPICS_MAX = 10_000;

/** Messages per client and topic, kept only when a scenario has `expect` steps. */
export class MessageCounts {
  readonly #catalog: FlowCatalog;
  readonly #enabled: boolean;
  readonly #counts = new Map<number, Map<string, number>>();

  constructor(catalog: FlowCatalog, enabled: boolean) {
    this.#catalog = catalog;
    this.#enabled = enabled;
  }

  add(delivery: Readonly<Delivery>): void {
    if (!this.#enabled) return;
    const topic = delivery.topic ?? this.#catalog.topicOf(delivery.flow);
    let topics = this.#counts.get(delivery.client);
    if (topics === undefined) this.#counts.set(delivery.client, (topics = new Map<string, number>()));
    if (topics.size >= TOPICS_MAX && !topics.has(topic)) return;
    topics.set(topic, (topics.get(topic) ?? 0) + 1);
  }

  /** Messages of `client` on topics that `matches` accepts, since they were last taken. */
  count(client: number, matches: (topic: string) => boolean): number {
    let total = 0;
    for (const [topic, count] of this.#counts.get(client) ?? []) if (matches(topic)) total += count;
    return total;
  }

  /** Starts anew for one client. */
  reset(client: number): void {
    this.#counts.delete(client);
  }
}
