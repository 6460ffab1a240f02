/** Deliveries that are no plain message of this run: altered, of somebody else, or beyond telling. */
import type { FlowCatalog } from '../../history/flow-catalog.ts';
import type { Delivery } from '../../history/observer.ts';
import type { StampReading } from '../../history/stamp.ts';
import type { WitnessPacket, WitnessSource } from '../../history/witness.ts';
import { matchesFilter, parseSharedFilter } from '../../protocol/topics.ts';
import type { LiveSession } from './live-session.ts';

/** `altered-topic`: our stamp under a topic that is not the flow's; `unknown-flow`: our stamp, a flow that does not exist. */
export type StrayKind = Exclude<StampReading, 'ours'> | 'altered-topic' | 'unknown-flow';

/**
 * Whose topic it is: `stamped` one of our flows', or it could not be told; `unstamped` one of ours without stamps; `cleared`
 * one to which we publish empty messages, and this is one.
 */
export type TopicOwner = 'stamped' | 'unstamped' | 'cleared' | 'others';

/** All strays of one kind to one client under one topic. */
export interface Stray {
  readonly kind: StrayKind;
  readonly client: number;
  readonly topic: string;
  readonly retain: boolean;
  readonly topicOf: TopicOwner;
  /** A matching subscription says Retain As Published, so RETAIN is no sign of a replay. */
  readonly keepsRetain: boolean;
  /** The session never asked for a filter that matches the topic. */
  readonly unmatched: boolean;
  readonly version: LiveSession['state']['version'];
  /** Of the first one. */
  readonly tUs: number;
  readonly payloadBytes: number;
  readonly flow: number;
  readonly seq: number;
  readonly witness: readonly WitnessPacket[];
  count: number;
}

const STRAYS_MAX = 1000;
/** Topics of flows that are listed to tell ours from others'; with more flows any topic counts as ours. */
const TOPICS_MAX = 262_144;
const WITNESS_PACKETS = 8;

export class StrayLedger {
  readonly #catalog: FlowCatalog;
  readonly #witness: WitnessSource | undefined;
  readonly #strays = new Map<string, Stray>();
  #topics: Map<string, TopicOwner> | undefined;
  #cleared: ReadonlySet<string> | undefined;
  #omitted = 0;

  constructor(catalog: FlowCatalog, witness: WitnessSource | undefined) {
    this.#catalog = catalog;
    this.#witness = witness;
  }

  add(live: LiveSession, delivery: Readonly<Delivery>): void {
    const kind = this.#kindOf(delivery);
    const topic = delivery.topic ?? '';
    const key = `${kind} ${live.state.id} ${delivery.retain} ${topic}`;
    const known = this.#strays.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#strays.size >= STRAYS_MAX) this.#omitted += 1;
    else this.#strays.set(key, this.#describe(kind, topic, live, delivery));
  }

  get omitted(): number {
    return this.#omitted;
  }

  toState(): Stray[] {
    return [...this.#strays.values()].map((stray) => ({ ...stray }));
  }

  #kindOf(delivery: Readonly<Delivery>): StrayKind {
    if (delivery.reading !== 'ours') return delivery.reading;
    return delivery.flow < this.#catalog.flowCount ? 'altered-topic' : 'unknown-flow';
  }

  #describe(kind: StrayKind, topic: string, live: LiveSession, delivery: Readonly<Delivery>): Stray {
    return {
      kind,
      client: delivery.client,
      topic,
      retain: delivery.retain,
      topicOf: this.#ownerOf(topic, delivery.payloadBytes === 0),
      keepsRetain: keepsRetain(live, topic),
      unmatched: !live.state.inherited && !asksFor(live, topic),
      version: live.state.version,
      tUs: delivery.tUs,
      payloadBytes: delivery.payloadBytes,
      flow: delivery.flow,
      seq: delivery.seq,
      witness: this.#witness?.packetsBefore(delivery.client, delivery.tUs, WITNESS_PACKETS) ?? [],
      count: 1,
    };
  }

  #ownerOf(topic: string, isEmpty: boolean): TopicOwner {
    if (isEmpty && (this.#cleared ??= clearedTopics(this.#catalog)).has(topic)) return 'cleared';
    if (this.#catalog.flowCount > TOPICS_MAX) return 'stamped';
    return (this.#topics ??= ownedTopics(this.#catalog)).get(topic) ?? 'others';
  }
}

function ownedTopics(catalog: FlowCatalog): Map<string, TopicOwner> {
  const topics = new Map<string, TopicOwner>();
  for (let flow = 0; flow < catalog.flowCount; flow += 1) {
    const topic = catalog.topicOf(flow);
    if (catalog.isClearing?.(flow) === true) continue;
    if (catalog.isStamped?.(flow) === false) topics.set(topic, 'unstamped');
    else if (!topics.has(topic)) topics.set(topic, 'stamped');
  }
  return topics;
}

/** Topics to which empty messages are published. */
export function clearedTopics(catalog: FlowCatalog): ReadonlySet<string> {
  const topics = new Set<string>();
  for (let flow = 0; flow < catalog.flowCount; flow += 1)
    if (catalog.isClearing?.(flow) === true) topics.add(catalog.topicOf(flow));
  return topics;
}

/** Whether RETAIN on what comes under that topic may be as it was published. */
export function keepsRetain(live: LiveSession, topic: string): boolean {
  return live.state.subscriptions.some(
    ({ filter, grants }) =>
      grants.some((grant) => grant.retainAsPublished) &&
      matchesFilter(parseSharedFilter(filter)?.filter ?? filter, topic),
  );
}

/** Whether the session ever asked for a filter that matches the topic. */
export function asksFor(live: LiveSession, topic: string): boolean {
  return live.state.subscriptions.some(({ filter }) =>
    matchesFilter(parseSharedFilter(filter)?.filter ?? filter, topic),
  );
}
