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
    const index = new FilterIndex();
    for (const [text, holders] of this.#holders) {
      const shared = parseSharedFilter(text);
      if (shared === undefined) index.add(text, holders.size);
      else index.add(shared.filter, 1);
    }
    return (topic) => index.deliveries(topic);
  }

  #forEach<T>(
    members: SubscribeStep['members'],
    items: readonly T[],
    act: (item: T, client: number) => void,
  ): void {
    for (const client of memberIndexes(members)) for (const item of items) act(item, client);
  }
}

interface CountedFilter {
  readonly filter: string;
  readonly count: number;
}

/** Filters by what stands before their first wildcard: a topic is compared only with those that can match. */
class FilterIndex {
  readonly #byPrefix = new Map<string, CountedFilter[]>();

  add(filter: string, count: number): void {
    const wildcard = /[+#]/u.exec(filter)?.index;
    const prefix = wildcard === undefined ? `=${filter}` : filter.slice(0, wildcard);
    const known = this.#byPrefix.get(prefix);
    if (known === undefined) this.#byPrefix.set(prefix, [{ filter, count }]);
    else known.push({ filter, count });
  }

  deliveries(topic: string): number {
    let sum = this.#under(`=${topic}`, topic) + this.#under('', topic);
    for (let slash = topic.indexOf('/'); slash >= 0; slash = topic.indexOf('/', slash + 1))
      sum += this.#under(topic.slice(0, slash + 1), topic);
    // `a/#` matches `a` too.
    return sum + this.#under(`${topic}/`, topic);
  }

  #under(prefix: string, topic: string): number {
    const filters = this.#byPrefix.get(prefix) ?? [];
    return filters.reduce((sum, { filter, count }) => (matchesFilter(filter, topic) ? sum + count : sum), 0);
  }
}
