/** What is plain from a history by looking at it, found without the checkers: where a violation can be planted. */
import type { Observation, ObservationFields, ObservationKind } from '../../../src/history/observation.ts';
import type { Delivery } from '../../../src/history/observer.ts';
import { matchesFilter } from '../../../src/protocol/topics.ts';
import type { LegalHistory } from './world.ts';

export interface SeenDelivery {
  /** Index among the observations. */
  readonly at: number;
  readonly event: Readonly<Delivery>;
  readonly session: string;
}

interface SeenSubscribe {
  readonly filter: string;
  readonly subscribeUs: number;
  subackUs: number;
  code: number;
}

interface SeenPublish {
  attempts: number;
  readonly at: number;
  readonly invokedUs: number;
  okUs: number;
}

export class Facts {
  readonly history: LegalHistory;
  readonly deliveries: readonly SeenDelivery[];
  readonly #sessions = new Map<string, string>();
  readonly #subscribes = new Map<string, SeenSubscribe[]>();
  readonly #unsubscribes = new Map<string, { filter: string; unsubackUs: number }[]>();
  readonly #publishes = new Map<string, SeenPublish>();
  readonly #open = new Map<string, { connackUs: number; closedUs: number; resumed: boolean }>();

  constructor(history: LegalHistory) {
    this.history = history;
    this.#readConnections();
    this.#readSubscriptions();
    this.#readPublishes();
    this.deliveries = history.observations.flatMap(({ kind, event }, at) => {
      if (kind !== 'delivered') return [];
      return [{ at, event, session: this.sessionOf(event.client, event.connection) }];
    });
  }

  get observations(): readonly Observation[] {
    return this.history.observations;
  }

  events<K extends ObservationKind>(kind: K): { at: number; event: ObservationFields[K] }[] {
    return this.observations.flatMap((one, at) =>
      one.kind === kind ? [{ at, event: one.event as ObservationFields[K] }] : [],
    );
  }

  /** `client session`, counted from the CONNACKs without Session Present. */
  sessionOf(client: number, connection: number): string {
    return this.#sessions.get(`${client} ${connection}`) ?? '';
  }

  connectionOf(
    client: number,
    connection: number,
  ): { connackUs: number; closedUs: number; resumed: boolean } | undefined {
    return this.#open.get(`${client} ${connection}`);
  }

  /** The connection of `client` that is up at `tUs`, with nothing of another one around. */
  connectionAt(client: number, tUs: number): number | undefined {
    const up = [...this.#open].filter(
      ([key, one]) => key.startsWith(`${client} `) && one.connackUs < tUs && one.closedUs > tUs,
    );
    return up.length === 1 ? Number(up[0]?.[0].split(' ')[1]) : undefined;
  }

  /** SUBSCRIBEs of the session whose filters match the topic. */
  subscribes(session: string, topic: string): readonly SeenSubscribe[] {
    return (this.#subscribes.get(session) ?? []).filter(({ filter }) => matchesFilter(filter, topic));
  }

  unsubscribes(session: string): readonly { filter: string; unsubackUs: number }[] {
    return this.#unsubscribes.get(session) ?? [];
  }

  publish(flow: number, seq: number): SeenPublish | undefined {
    return this.#publishes.get(`${flow} ${seq}`);
  }

  topicOf(flow: number): string {
    return this.history.catalog.topicOf(flow);
  }

  publisherConnections(flow: number): number {
    const publisher = this.history.catalog.publisherOf(flow);
    return [...this.#open.keys()].filter((key) => key.startsWith(`${publisher} `)).length;
  }

  /** One SUBSCRIBE of the session matches, for good, and the message was sent once: there can be one copy only. */
  isLone({ event, session }: SeenDelivery): boolean {
    const topic = this.topicOf(event.flow);
    if (this.subscribes(session, topic).length !== 1) return false;
    if (this.unsubscribes(session).some(({ filter }) => matchesFilter(filter, topic))) return false;
    return this.publish(event.flow, event.seq)?.attempts === 1;
  }

  /** All deliveries of a message to a session. */
  same({ event, session }: SeenDelivery): readonly SeenDelivery[] {
    return this.deliveries.filter(
      (one) => one.session === session && one.event.flow === event.flow && one.event.seq === event.seq,
    );
  }

  /** The deliveries of one flow and QoS to one session. */
  record({ event, session }: SeenDelivery): readonly SeenDelivery[] {
    return this.deliveries.filter(
      (one) => one.session === session && one.event.flow === event.flow && one.event.qos === event.qos,
    );
  }

  #readConnections(): void {
    const sessions = new Map<number, number>();
    for (const { event } of this.events('connected')) {
      const { client, connection, sessionPresent, tUs } = event;
      if (!sessionPresent) sessions.set(client, (sessions.get(client) ?? 0) + 1);
      this.#sessions.set(`${client} ${connection}`, `${client} ${sessions.get(client) ?? 0}`);
      this.#open.set(`${client} ${connection}`, {
        connackUs: tUs,
        closedUs: Infinity,
        resumed: sessionPresent,
      });
    }
    for (const { event } of this.events('connectionClosed')) {
      const open = this.#open.get(`${event.client} ${event.connection}`);
      if (open !== undefined) open.closedUs = event.tUs;
    }
  }

  #readSubscriptions(): void {
    const pending = new Map<string, SeenSubscribe | { filter: string; unsubackUs: number }>();
    for (const { kind, event } of this.observations) {
      if (kind === 'subscribeInvoked') {
        const filter = event.subscriptions[0]?.filter ?? '';
        const seen = { filter, subscribeUs: event.tUs, subackUs: Infinity, code: 0x80 };
        listed(this.#subscribes, this.sessionOf(event.client, event.connection)).push(seen);
        pending.set(`${event.client} ${event.connection} ${event.packetId}`, seen);
      } else if (kind === 'unsubscribeInvoked') {
        const seen = { filter: event.filters[0] ?? '', unsubackUs: Infinity };
        listed(this.#unsubscribes, this.sessionOf(event.client, event.connection)).push(seen);
        pending.set(`${event.client} ${event.connection} ${event.packetId}`, seen);
      } else if (kind === 'subscribed' || kind === 'unsubscribed') {
        const seen = pending.get(`${event.client} ${event.connection} ${event.packetId}`);
        if (seen !== undefined && 'subackUs' in seen) {
          seen.subackUs = event.tUs;
          seen.code = event.reasonCodes[0] ?? 0x80;
        } else if (seen !== undefined) seen.unsubackUs = event.tUs;
      }
    }
  }

  #readPublishes(): void {
    for (const { at, event } of this.events('publishInvoked')) {
      const key = `${event.flow} ${event.seq}`;
      const known = this.#publishes.get(key);
      if (known === undefined)
        this.#publishes.set(key, { attempts: 1, at, invokedUs: event.tUs, okUs: Infinity });
      else known.attempts += 1;
    }
    for (const { event } of this.events('publishCompleted')) {
      const known = this.#publishes.get(`${event.flow} ${event.seq}`);
      if (known !== undefined && event.outcome === 'ok') known.okUs = event.tUs;
    }
  }
}

function listed<T>(lists: Map<string, T[]>, key: string): T[] {
  let list = lists.get(key);
  if (list === undefined) lists.set(key, (list = []));
  return list;
}
