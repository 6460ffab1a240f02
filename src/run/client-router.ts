import type { BenchClient, ClientListener } from '../client/types.ts';
import type { Delivery, Outcome } from '../history/observer.ts';
import { COUNTER } from '../metrics/counters.ts';
import type { MetricSet } from '../metrics/metric-set.ts';
import type { OutboundFlow } from '../client/types.ts';
import type { FlowOwner } from './flows.ts';
import type { MessageCounts } from './message-counts.ts';
import type { Responders } from './responders.ts';
import type { ClientWatcher } from './segment-context.ts';

/** The one listener of all clients of a segment: passes events on to the steps that wait for them. */
export class ClientRouter implements ClientListener {
  readonly #metrics: MetricSet;
  readonly #counts: MessageCounts;
  readonly #watchers = new Map<number, Set<ClientWatcher>>();
  /** Absent: nobody asks in this run. */
  responders: Pick<Responders, 'onMessage' | 'onWritable'> | undefined;
  #onLost: ((client: BenchClient) => void) | undefined;

  constructor(metrics: MetricSet, counts: MessageCounts) {
    this.#metrics = metrics;
    this.#counts = counts;
  }

  /** Who brings clients back that lost their connection. */
  set reconnector(onLost: (client: BenchClient) => void) {
    this.#onLost = onLost;
  }

  watch(index: number, watcher: ClientWatcher): void {
    const watchers = this.#watchers.get(index);
    if (watchers === undefined) this.#watchers.set(index, new Set([watcher]));
    else watchers.add(watcher);
  }

  unwatch(index: number, watcher: ClientWatcher): void {
    const watchers = this.#watchers.get(index);
    watchers?.delete(watcher);
    if (watchers?.size === 0) this.#watchers.delete(index);
  }

  onPublishSettled(_client: BenchClient, message: OutboundFlow, outcome: Outcome, reasonCode: number): void {
    if (hasOwner(message)) message.owner.settled(outcome, reasonCode);
  }

  onWritable(client: BenchClient): void {
    this.responders?.onWritable(client);
    for (const watcher of this.#watchers.get(client.index) ?? []) watcher.onWritable();
  }

  /** A second connection speaks for the client from now on. */
  onReplaced(client: BenchClient): void {
    for (const watcher of this.#watchers.get(client.index) ?? []) watcher.onReplaced?.(client);
  }

  onMessage(client: BenchClient, delivery: Readonly<Delivery>): void {
    this.#counts.add(delivery);
    this.responders?.onMessage(client, delivery);
  }

  onConnectionLost(client: BenchClient, wanted: boolean, detail: string): void {
    if (!wanted) {
      this.#metrics.count(COUNTER.connectionLost);
      this.#metrics.reason(`connection lost: ${detail}`);
      this.#onLost?.(client);
    }
    this.onWritable(client);
  }
}

function hasOwner(message: OutboundFlow): message is OutboundFlow & { owner: FlowOwner } {
  return 'owner' in message;
}
