import { matchesFilter, parseSharedFilter } from '../protocol/topics.ts';
import { evaluateForClient } from './client-spec.ts';
import { memberIndexes } from './members.ts';
import type { Plan, SubscribeStep, UnsubscribeStep } from './types.ts';

/** How many subscriptions a plan holds for each filter at one point of its steps: for estimates, not for verdicts. */
export class LiveSubscriptions {
  readonly #plan: Plan;
  /** Filter to the clients that hold it. */
  readonly #holders = new Map<string, Set<number>>();

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  get filterCount(): number {
    return this.#holders.size;
  }

  add(step: SubscribeStep): void {
    this.#forEach(step.members, step.subscriptions, ({ filter }, client) => {
      const text = evaluateForClient(this.#plan, client, filter);
      const holders = this.#holders.get(text);
      if (holders === undefined) this.#holders.set(text, new Set([client]));
      else holders.add(client);
    });
  }

  remove(step: UnsubscribeStep): void {
    this.#forEach(step.members, step.filters, (filter, client) => {
      const text = evaluateForClient(this.#plan, client, filter);
      const holders = this.#holders.get(text);
      holders?.delete(client);
      if (holders?.size === 0) this.#holders.delete(text);
    });
  }

  /** A function from topic to the number of its deliveries: one for each subscription, one for each shared group. */
  matcher(): (topic: string) => number {
    const shared = new Map<string, string>();
    const wildcards: (readonly [filter: string, count: number])[] = [];
    const exact = new Map<string, number>();
    for (const [filter, holders] of this.#holders) {
      const parsed = parseSharedFilter(filter);
      if (parsed !== undefined) shared.set(filter, parsed.filter);
      else if (/[+#]/u.test(filter)) wildcards.push([filter, holders.size]);
      else exact.set(filter, holders.size);
    }
    for (const filter of shared.values()) wildcards.push([filter, 1]);
    return (topic) =>
      wildcards.reduce(
        (sum, [filter, count]) => (matchesFilter(filter, topic) ? sum + count : sum),
        exact.get(topic) ?? 0,
      );
  }

  #forEach<T>(
    members: SubscribeStep['members'],
    items: readonly T[],
    act: (item: T, client: number) => void,
  ): void {
    for (const client of memberIndexes(members)) for (const item of items) act(item, client);
  }
}
