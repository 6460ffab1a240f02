/** Deliveries that are no plain message of this run: altered, of somebody else, or beyond telling. */
import type { FlowCatalog } from '../../history/flow-catalog.ts';
import type { Delivery } from '../../history/observer.ts';
import type { StampReading } from '../../history/stamp.ts';
import type { WitnessPacket, WitnessSource } from '../../history/witness.ts';
import { matchesFilter, parseSharedFilter } from '../../protocol/topics.ts';
import type { LiveSession } from './live-session.ts';

/** `altered-topic`: our stamp under a topic that is not the flow's; `unknown-flow`: our stamp, a flow that does not exist. */
export type StrayKind = Exclude<StampReading, 'ours'> | 'altered-topic' | 'unknown-flow';

/** All strays of one kind to one client under one topic. */
export interface Stray {
  readonly kind: StrayKind;
  readonly client: number;
  readonly topic: string;
  readonly retain: boolean;
  /** One of our flows has this topic, or it could not be told. */
  readonly ourTopic: boolean;
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
  #topics: Set<string> | undefined;
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
      ourTopic: this.#isOurTopic(topic),
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

  #isOurTopic(topic: string): boolean {
    if (this.#catalog.flowCount > TOPICS_MAX) return (this.#catalog.unstampedFlowCount ?? 0) === 0;
    if (this.#topics === undefined) {
      this.#topics = new Set();
      for (let flow = 0; flow < this.#catalog.flowCount; flow += 1)
        if (this.#catalog.isStamped?.(flow) !== false) this.#topics.add(this.#catalog.topicOf(flow));
    }
    return this.#topics.has(topic);
  }
}

function asksFor(live: LiveSession, topic: string): boolean {
  return live.state.subscriptions.some(({ filter }) =>
    matchesFilter(parseSharedFilter(filter)?.filter ?? filter, topic),
  );
}
