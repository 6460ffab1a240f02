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
}

/**
 * Brings clients back that lost their connection, as a device would: after a delay that doubles with each failure, spread
 * by up to half so that a thousand devices do not come back in one moment. Driven by `sweep`, without timers.
 */
export class Reconnector {
  readonly #options: ReconnectorOptions;
  readonly #waiting = new Map<number, Waiting>();
  readonly #away = new Set<number>();
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
    if (!this.#options.policyOf(client.index).enabled) return;
    this.#waiting.set(client.index, {
      client,
      attempts: 0,
      dueUs: nowUs + this.#delayUs(client.index, 0),
      busy: false,
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
      if (settles) await this.#whenSettled(client);
      if ((await goAndReturn()) === 'anew') await this.#resubscribe(client);
    } finally {
      this.#away.delete(client.index);
      this.#options.onReturned(client);
    }
  }

  /** Ends the connection in good order and connects again at once: its token is about to expire. */
  async renew(client: BenchClient, nowUs: number): Promise<void> {
    if (!client.connected || this.#waiting.has(client.index)) return;
    const entry = { client, attempts: 0, dueUs: nowUs, busy: true };
    this.#waiting.set(client.index, entry);
    await this.#whenSettled(client);
    await client.disconnect({ reasonCode: 0 });
    await this.#attempt(entry, nowUs);
  }

  /** Whether a client without a connection is on its way back. */
  expects(client: number): boolean {
    return this.#waiting.has(client) || this.#away.has(client);
  }

  sweep(nowUs: number): void {
    for (const entry of this.#waiting.values()) {
      if (!entry.busy && nowUs >= entry.dueUs) void this.#attempt(entry, nowUs);
    }
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
    if (!result.sessionPresent) await this.#resubscribe(client);
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
      await client.subscribe(subscriptions, properties);
    }
  }

  #delayUs(client: number, attempts: number): number {
    const options = this.#options;
    return backoffUs(options.policyOf(client), attempts, options.random.fork(client, attempts));
  }
}
