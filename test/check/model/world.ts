/** Clients and the model broker, connected by queues that chance empties or cuts: a source of legal histories. */
import { seededRandom, type Random } from '../../../src/base/random.ts';
import type { FlowCatalog } from '../../../src/history/flow-catalog.ts';
import type { Observation } from '../../../src/history/observation.ts';
import { ObservationRecorder } from '../../../src/history/recorder.ts';
import type { ProtocolVersion, QoS } from '../../../src/protocol/constants.ts';
import { ModelBroker, type ModelFlow } from './broker.ts';
import { ModelClient } from './client.ts';
import type { Link } from './packets.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly version: ProtocolVersion;
  readonly phases: number;
  readonly stepsPerPhase: number;
  /** Cuts, reconnects and takeovers, from 0 to 1. */
  readonly trouble: number;
  /** SUBSCRIBEs and UNSUBSCRIBEs, from 0 to 1. */
  readonly churn: number;
}

export interface LegalHistory {
  readonly catalog: FlowCatalog;
  readonly flows: readonly ModelFlow[];
  readonly observations: readonly Observation[];
}

const PUBLISHERS = 2;
const SUBSCRIBERS = 3;
const TOPICS = ['a', 'a/b', 'a/c', 'b', '$x/a'];
const FILTERS = ['a', 'a/b', 'a/+', 'a/#', '#', 'b', '+/b', '$x/#'];
const DRAIN_US = 1_000_000;
const QUIET_STEPS_MAX = 20_000;

/** A history in which the broker kept every promise. */
export function legalHistory(options: WorldOptions): LegalHistory {
  const world = new World(options);
  for (let phase = 0; phase < options.phases; phase += 1) world.phase();
  world.end();
  return { catalog: world.catalog(), flows: world.flows, observations: world.recorder.observations };
}

class World {
  readonly recorder = new ObservationRecorder();
  readonly flows: readonly ModelFlow[];
  readonly #options: WorldOptions;
  readonly #random: Random;
  readonly #broker: ModelBroker;
  readonly #clients: readonly ModelClient[];
  readonly #nextSeq: number[];
  /** Clients that have subscribed on their present connection. */
  readonly #subscribed = new Set<number>();
  #tUs = 1_000_000;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
    this.flows = this.#planFlows();
    this.#nextSeq = this.flows.map(() => 0);
    this.#broker = new ModelBroker(this.#random.fork('broker'), this.flows, options.version);
    this.#clients = Array.from(
      { length: PUBLISHERS + SUBSCRIBERS },
      (_, index) => new ModelClient(index, options.version, this.recorder, this.flows),
    );
  }

  catalog(): FlowCatalog {
    const flowOf = (flow: number): ModelFlow => this.flows[flow] as ModelFlow;
    return {
      flowCount: this.flows.length,
      publisherOf: (flow) => flowOf(flow).publisher,
      qosOf: (flow) => flowOf(flow).qos,
      topicOf: (flow) => flowOf(flow).topic,
      retainOf: () => false,
      payloadBytesOf: () => 64,
    };
  }

  /** A time of traffic and trouble, then quiet, then a drain. */
  phase(): void {
    for (let step = 0; step < this.#options.stepsPerPhase; step += 1) this.#step();
    this.#settle();
    const startedUs = this.#now();
    this.#tUs += DRAIN_US;
    this.recorder.drainEnded({ startedUs, tUs: this.#now(), complete: this.#chance(0.5) });
  }

  end(): void {
    for (const client of this.#clients) this.#cut(client, 'client-disconnect');
  }

  #planFlows(): ModelFlow[] {
    return Array.from({ length: 2 + this.#random.below(4) }, () => ({
      publisher: this.#random.below(PUBLISHERS),
      topic: this.#pick(TOPICS),
      qos: this.#random.below(3) as QoS,
    }));
  }

  #step(): void {
    const client = this.#pick(this.#clients);
    if (client.link === undefined) {
      if (this.#chance(0.3)) this.#connect(client);
    } else if (client.established) this.#act(client);
    if (this.#chance(0.9)) this.#move();
    if (this.#chance(0.6)) this.#broker.stir();
  }

  #act(client: ModelClient): void {
    if (this.#chance(0.02 * this.#options.trouble)) this.#takeOver(client);
    else if (this.#chance(0.03 * this.#options.trouble))
      this.#cut(client, this.#chance(0.3) ? 'client-disconnect' : 'client-drop');
    else if (client.index < PUBLISHERS && this.#chance(0.9)) this.#publish(client);
    else this.#subscribe(client);
  }

  #publish(client: ModelClient): void {
    const own = this.flows.flatMap(({ publisher }, flow) => (publisher === client.index ? [flow] : []));
    if (own.length === 0) return;
    const flow = this.#pick(own);
    const seq = this.#nextSeq[flow] ?? 0;
    this.#nextSeq[flow] = seq + 1;
    client.publish(flow, seq, this.#now());
  }

  #subscribe(client: ModelClient): void {
    const subscribed = this.#subscribed.has(client.index) && !this.#chance(0.4 * this.#options.churn);
    if (subscribed) return;
    this.#subscribed.add(client.index);
    const filter = this.#pick(FILTERS);
    if (this.#chance(0.75)) client.subscribe(filter, this.#random.below(3) as QoS, this.#now());
    else client.unsubscribe(filter, this.#now());
  }

  #connect(client: ModelClient): Link {
    const persistent = this.#chance(0.6);
    const clean = !persistent || this.#chance(0.2);
    if (clean) this.#subscribed.delete(client.index);
    return client.connect(clean, persistent, this.#now());
  }

  /** Connects again while connected. The broker closes the old connection, and we read on there for a while. */
  #takeOver(client: ModelClient): void {
    if (client.replaced !== undefined) return;
    this.#connect(client);
  }

  #cut(client: ModelClient, how: 'client-drop' | 'client-disconnect'): void {
    const { link } = client;
    if (link === undefined || client.replaced !== undefined) return;
    for (let rest = this.#random.below(link.down.length + 1); rest > 0; rest -= 1)
      client.take(link, this.#now());
    const arrives = how === 'client-disconnect' ? link.up.length : this.#random.below(link.up.length + 1);
    for (let rest = arrives; rest > 0 && link.brokerOpen; rest -= 1) this.#broker.take(link);
    client.close(link, how, this.#now());
    if (link.accepted) this.#broker.lose(link);
    else link.brokerOpen = false;
  }

  /** Moves one packet up or down. */
  #move(): void {
    const client = this.#pick(this.#clients);
    const { link, replaced } = client;
    if (replaced !== undefined && this.#chance(0.5)) this.#moveReplaced(client, replaced);
    if (link === undefined) return;
    if (this.#chance(0.5)) this.#broker.take(link);
    else client.take(link, this.#now());
  }

  #moveReplaced(client: ModelClient, replaced: Link): void {
    if (replaced.brokerOpen && this.#chance(0.5)) this.#broker.take(replaced);
    else if (replaced.down.length > 0 && this.#chance(0.7)) client.take(replaced, this.#now());
    else if (!replaced.brokerOpen) client.close(replaced, 'server-disconnect', this.#now());
  }

  /** Everybody who has a session comes back, mostly, and all that is under way arrives. */
  #settle(): void {
    for (const client of this.#clients) {
      if (client.link !== undefined || !client.persistent || this.#chance(0.2)) continue;
      client.connect(false, true, this.#now());
    }
    for (let step = 0; step < QUIET_STEPS_MAX && !this.#quiet(); step += 1) {
      this.#move();
      this.#broker.stir();
    }
    if (!this.#quiet()) throw new Error('the model does not come to rest');
  }

  #quiet(): boolean {
    return (
      this.#broker.quiet &&
      this.#clients.every(
        ({ link, replaced }) =>
          replaced === undefined && (link === undefined || link.up.length + link.down.length === 0),
      )
    );
  }

  #now(): number {
    this.#tUs += 1 + this.#random.below(50);
    return this.#tUs;
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#random.below(items.length)] as T;
  }

  #chance(probability: number): boolean {
    return this.#random.float() < probability;
  }
}
