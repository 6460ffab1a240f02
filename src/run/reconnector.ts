import { setTimeout as pause } from 'node:timers/promises';
import type { BenchClient, ConnectSpec } from '../client/types.ts';
import type { Random } from '../base/random.ts';
import { backoffUs } from './backoff.ts';
import { COUNTER } from '../metrics/counters.ts';
import type { MetricSet } from '../metrics/metric-set.ts';
import type { ReconnectPolicy } from '../plan/types.ts';
import type { Subscription } from '../protocol/packets.ts';
import type { Properties } from '../protocol/properties.ts';

const SETTLE_POLL_MS = 2;
const SETTLE_TRIES_MAX = 100;

/** A subscription to make again when the broker has forgotten the session. */
export interface RememberedSubscription {
  readonly subscriptions: readonly Subscription[];
  readonly properties: Properties | undefined;
}

export interface ReconnectorOptions {
  readonly metrics: MetricSet;
  readonly random: Random;
  policyOf(client: number): ReconnectPolicy;
  /** Whether a step takes it away and brings it back. */
  comesAndGoes(client: number): boolean;
  /** Whether it connects again before its token expires. */
  renews(client: number): boolean;
  connectSpec(client: number): ConnectSpec;
  /** A client is back, with its subscriptions. */
  onReturned(client: BenchClient): void;
}

interface Waiting {
  readonly client: BenchClient;
  attempts: number;
  dueUs: number;
  busy: boolean;
  /** The one under way, or the last one. */
  attempt: Promise<void> | undefined;
  released: boolean;
}

/**
 * Brings clients back that lost their connection, as a device would: after a delay that doubles with each failure, spread
 * by up to half so that a thousand devices do not come back in one moment. Driven by `sweep`, without timers.
 */
export class Reconnector {
  readonly #options: ReconnectorOptions;
  readonly #waiting = new Map<number, Waiting>();
  readonly #away = new Set<number>();
  /** Clients whose sessions may lack subscriptions that they had. */
  readonly #unsubscribed = new Set<number>();
  readonly #remembered = new Map<number, RememberedSubscription[]>();

  constructor(options: ReconnectorOptions) {
    this.#options = options;
  }

  /** Keeps a subscription for clients that may come back. */
  remember(client: number, subscription: RememberedSubscription): void {
    const options = this.#options;
    const returns =
      options.policyOf(client).enabled || options.renews(client) || options.comesAndGoes(client);
    if (!returns) return;
    const known = this.#remembered.get(client);
    if (known === undefined) this.#remembered.set(client, [subscription]);
    else known.push(subscription);
  }

  onLost(client: BenchClient, nowUs: number): void {
    if (!this.#options.policyOf(client.index).enabled || this.#away.has(client.index)) return;
    this.#waiting.set(client.index, {
      client,
      attempts: 0,
      dueUs: nowUs + this.#delayUs(client.index, 0),
      busy: false,
      attempt: undefined,
      released: false,
    });
  }

  /**
   * A step takes a client away and brings it back: whoever publishes waits for it, and it subscribes anew where its session
   * is gone. `settles`: it leaves in good order, and with nothing in flight where that can be had soon.
   */
  async leave(
    client: BenchClient,
    settles: boolean,
    goAndReturn: () => Promise<'gone' | 'resumed' | 'anew'>,
  ): Promise<void> {
    if (this.#away.has(client.index)) return;
    this.#away.add(client.index);
    try {
      // Nobody else brings it back from here on; what is in flight may settle only after that.
      await this.release(client.index);
      if (settles) await this.#whenSettled(client);
      if ((await goAndReturn()) === 'anew') await this.#resubscribe(client);
    } finally {
      this.#away.delete(client.index);
      this.#options.onReturned(client);
    }
  }

  /** Ends the connection in good order and connects again at once: its token is about to expire. */
  async renew(client: BenchClient, nowUs: number): Promise<void> {
    if (!client.connected || this.expects(client.index)) return;
    const entry: Waiting = {
      ...{ client, attempts: 0, dueUs: nowUs, busy: true, released: false },
      attempt: undefined,
    };
    this.#waiting.set(client.index, entry);
    entry.attempt = this.#renewal(entry, nowUs);
    await entry.attempt;
  }

  /** A step takes the client over: it is not brought back any more, and an attempt under way is waited for. */
  async release(client: number): Promise<void> {
    const entry = this.#waiting.get(client);
    if (entry === undefined) return;
    entry.released = true;
    await entry.attempt;
    if (this.#waiting.get(client) === entry) this.#waiting.delete(client);
  }

  /** Whether a client without a connection is on its way back. */
  expects(client: number): boolean {
    return this.#waiting.has(client) || this.#away.has(client);
  }

  /** Clients on their way back. */
  get awayCount(): number {
    return this.#waiting.size + this.#away.size;
  }

  sweep(nowUs: number): void {
    for (const entry of this.#waiting.values()) {
      if (!entry.busy && !entry.released && nowUs >= entry.dueUs) entry.attempt = this.#attempt(entry, nowUs);
    }
  }

  async #renewal(entry: Waiting, nowUs: number): Promise<void> {
    await this.#whenSettled(entry.client);
    await entry.client.disconnect({ reasonCode: 0 });
    await this.#attempt(entry, nowUs);
  }

  async #attempt(entry: Waiting, nowUs: number): Promise<void> {
    const { client } = entry;
    if (client.connected) {
      this.#waiting.delete(client.index);
      return;
    }
    entry.busy = true;
    entry.attempts += 1;
    this.#options.metrics.count(COUNTER.reconnectAttempted);
    const result = await client.connect(this.#options.connectSpec(client.index));
    entry.busy = false;
    if (result.kind !== 'accepted' && !this.#options.policyOf(client.index).enabled) {
      this.#giveUp(client, result.detail);
      return;
    }
    if (result.kind !== 'accepted') {
      entry.dueUs = nowUs + this.#delayUs(client.index, entry.attempts);
      return;
    }
    this.#waiting.delete(client.index);
    if (!result.sessionPresent) this.#unsubscribed.add(client.index);
    if (this.#unsubscribed.has(client.index)) await this.#resubscribe(client);
    this.#options.onReturned(client);
  }

  /** A moment without messages in flight, if there is one soon: what is in flight at the end is unknown in outcome. */
  async #whenSettled(client: BenchClient): Promise<void> {
    for (let tries = 0; client.unsettled > 0 && tries < SETTLE_TRIES_MAX; tries += 1)
      await pause(SETTLE_POLL_MS);
  }

  /** A renewal failed, and the scenario knows no reconnecting. */
  #giveUp(client: BenchClient, detail: string): void {
    this.#waiting.delete(client.index);
    this.#options.metrics.count(COUNTER.connectionLost);
    this.#options.metrics.reason(`connection not renewed: ${detail}`);
    this.#options.onReturned(client);
  }

  async #resubscribe(client: BenchClient): Promise<void> {
    for (const { subscriptions, properties } of this.#remembered.get(client.index) ?? []) {
      const result = await client.subscribe(subscriptions, properties);
      // The connection is gone again: all of them the next time, although the broker may know the session by then.
      if (!result.acknowledged && !client.connected) return;
    }
    this.#unsubscribed.delete(client.index);
  }

  #delayUs(client: number, attempts: number): number {
    const options = this.#options;
    return backoffUs(options.policyOf(client), attempts, options.random.fork(client, attempts));
  }
}
