import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { TransportAddress } from '../transport/address.ts';
import { listen, type Listener } from '../transport/listen.ts';
import { parseTargetUrl, type TargetAddress } from '../transport/parse-address.ts';
import { hostAndPort } from '../transport/socket-facts.ts';
import type { Transport, TransportHandler } from '../transport/transport.ts';
import type { Budget } from './behaviour.ts';
import { EventLog } from './event-log.ts';
import { budgetOf, isInstant } from './kinds/index.ts';
import { ProxiedConnection } from './proxied-connection.ts';
import { Pump } from './pump.ts';
import type { FaultEvent, FaultRule } from './types.ts';

export interface FaultProxyOptions {
  /** Brokers to stand in front of, one URL each; without credentials. */
  readonly urls: readonly string[];
  readonly clock: Clock;
  readonly random: Random;
  /** The number of a client by its Client Identifier; undefined for one that is nobody's. */
  readonly identify: (clientId: string) => number | undefined;
  /** Hears of everything that faults do, also of what the log has no room for. */
  readonly onEvent?: (event: FaultEvent) => void;
}

/**
 * A proxy that understands MQTT and breaks the network as it is told: clients connect to `urls` in place of the brokers'.
 * Without a fault it relays every byte as it comes. Through TLS and WebSocket it sees no packets and knows no client.
 */
export class FaultProxy {
  readonly #options: FaultProxyOptions;
  readonly #pump: Pump;
  readonly #log = new EventLog();
  readonly #listeners: Listener[] = [];
  readonly #urls: string[] = [];
  readonly #connections = new Set<ProxiedConnection>();
  readonly #rules = new Set<FaultRule>();
  readonly #budgets = new WeakMap<FaultRule, Map<number | undefined, Budget>>();
  #accepted = 0;

  private constructor(options: FaultProxyOptions) {
    this.#options = options;
    this.#pump = new Pump(options.clock);
  }

  /** Listens on free ports of 127.0.0.1. Rejects where it cannot; throws for a URL that is none. */
  static async start(options: FaultProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options);
    try {
      for (const url of options.urls) await proxy.#listen(url);
    } catch (error) {
      await proxy.close();
      throw error;
    }
    return proxy;
  }

  /** Where clients connect to, in the order of the brokers. */
  get urls(): readonly string[] {
    return this.#urls;
  }

  /** What faults have done so far. */
  get log(): EventLog {
    return this.#log;
  }

  /** Connections that are open, or on their way to be. */
  get openConnections(): number {
    return this.#connections.size;
  }

  /**
   * Puts a fault in force, or lets it strike where it is one of a moment. `before`: the rule that it goes on from, so that
   * nobody is struck more often for the interruption.
   */
  begin(rule: FaultRule, before?: FaultRule): void {
    if (isInstant(rule.action)) this.#strike(rule);
    else {
      const known = before === undefined ? undefined : this.#budgets.get(before);
      this.#budgets.set(rule, known ?? new Map<number | undefined, Budget>());
      this.#rules.add(rule);
      for (const one of this.#connections) if (one.isIdentified) this.#attach(one, rule);
    }
  }

  end(rule: FaultRule): void {
    if (!this.#rules.delete(rule)) return;
    for (const one of this.#connections) one.detach(rule);
  }

  /** Ends all connections and stops listening. */
  async close(): Promise<void> {
    for (const one of this.#connections) one.drop('reset');
    this.#pump.stop();
    await Promise.all(this.#listeners.map((listener) => listener.close()));
  }

  async #listen(url: string): Promise<void> {
    const parsed = parseTargetUrl(url);
    if (!parsed.ok) throw new Error(parsed.problem);
    const upstream = upstreamOf(parsed.address);
    const { protocol } = parsed.address;
    const framed = protocol === 'mqtt' || protocol === 'unix';
    const listener = await listen({ protocol: 'mqtt', port: 0 }, (transport) =>
      this.#accept(transport, upstream, framed),
    );
    this.#listeners.push(listener);
    this.#urls.push(urlFor(parsed.address, listener));
  }

  #accept(client: Transport, upstream: TransportAddress, framed: boolean): TransportHandler {
    const { clock, random, identify } = this.#options;
    this.#accepted += 1;
    const connection = new ProxiedConnection({
      number: this.#accepted,
      ...{ client, upstream, framed, clock, random, identify },
      pump: this.#pump,
      onIdentified: (one) => {
        for (const rule of this.#rules) this.#attach(one, rule);
      },
      onEvent: (one, rule, what) => this.#note(one, rule, what),
      onOver: (one) => this.#connections.delete(one),
    });
    this.#connections.add(connection);
    return connection;
  }

  #attach(connection: ProxiedConnection, rule: FaultRule): void {
    const { client } = connection;
    if (!rule.concerns(client)) return;
    const budgets = this.#budgets.get(rule);
    const budget = budgets?.get(client) ?? { left: budgetOf(rule.action) };
    budgets?.set(client, budget);
    connection.attach(rule, budget);
  }

  #strike(rule: FaultRule): void {
    for (const one of this.#connections)
      if (one.isIdentified && rule.concerns(one.client))
        one.end(rule.action.kind === 'fin' ? 'fin' : 'reset', rule);
  }

  #note(connection: ProxiedConnection, rule: FaultRule, what: FaultEvent['what']): void {
    const { number, client } = connection;
    const event = { tUs: this.#options.clock.nowUs(), rule, connection: number, client, what };
    this.#log.add(event);
    this.#options.onEvent?.(event);
  }
}

/** TLS and WebSocket are relayed as they are: the proxy is only TCP. */
function upstreamOf(address: TargetAddress): TransportAddress {
  if (address.protocol === 'unix') return address;
  return { protocol: 'mqtt', host: address.host, port: address.port };
}

function urlFor(address: TargetAddress, { address: bound }: Listener): string {
  const at = 'port' in bound ? hostAndPort(bound.host, bound.port) : '';
  if (address.protocol === 'unix') return `mqtt://${at}`;
  const path = address.protocol === 'ws' || address.protocol === 'wss' ? address.path : '';
  return `${address.protocol}://${at}${path}`;
}
