/** The whole history as the judge sees it, joined from the parts of all threads. */
import type { Steps } from '../../base/steps.ts';
import type { FlowCatalog } from '../../history/flow-catalog.ts';
import type { DrainEnded } from '../../history/observer.ts';
import type { CheckContext } from '../context.ts';
import type { OddSample } from '../ledger/oddity.ts';
import type { PublishedFlowState } from '../ledger/publish-ledger.ts';
import type { SessionState } from '../ledger/session-state.ts';
import type { CheckPart, CheckState } from '../state.ts';
import { matchesFilter, parseSharedFilter } from '../../protocol/topics.ts';
import { coverOf, windowOf, type Cover } from './cover.ts';
import { Disturbed } from './disturbed.ts';
import { FeatureView } from './feature-view.ts';
import { FlowView } from './flow-view.ts';
import { groupBy } from './group-by.ts';
import { Pair } from './pair.ts';
import { flowOfRecord, recordsBySession, RecordView } from './record-view.ts';
import { Receipts } from './receipts.ts';
import { replaysBySession, shareOut } from './replay.ts';
import { joinTopics } from './replays.ts';
import { RetainedTopic } from './retained-topic.ts';
import { SessionView, type SessionSurroundings } from './session-view.ts';
import { GroupBuilder, type SharedGroup } from './shared-group.ts';
import { TopicIndex } from './topic-index.ts';
import { WillView } from './will-view.ts';

export class RunView {
  readonly parts: readonly CheckPart[];
  readonly context: CheckContext;
  readonly drains: readonly DrainEnded[];
  readonly disturbed: Disturbed;
  /** Flows that two parts claim to have published: the history cannot be trusted. */
  readonly contested: number[] = [];
  readonly wills: WillView;
  /** What a later acknowledgement proves of messages that have none. */
  readonly receipts: Receipts;
  readonly #published = new Map<number, PublishedFlowState>();
  readonly #flows = new Map<number, FlowView>();
  readonly #topics = new TopicIndex();
  /** Of empty messages, which bear no stamp. */
  readonly #clears = new TopicIndex();
  #hasClears = false;
  readonly #retained = new Map<string, RetainedTopic>();
  readonly #surroundings = new Map<CheckPart, SessionSurroundings>();

  private constructor(state: CheckState, context: CheckContext) {
    this.parts = state.parts;
    this.context = context;
    this.wills = new WillView(state.parts.map((part) => part.wills));
    this.receipts = new Receipts(this);
    this.disturbed = new Disturbed(context.disturbances ?? []);
    this.drains = distinct(state.parts.flatMap((part) => part.drains));
  }

  /** Reads what was published, in steps: there may be a million flows. */
  static *read(state: CheckState, context: CheckContext): Steps<RunView> {
    const run = new RunView(state, context);
    for (const { publishes } of state.parts)
      for (const published of publishes) {
        run.#addPublished(published);
        yield;
      }
    yield* run.#addRetained();
    return run;
  }

  #addPublished(published: PublishedFlowState): void {
    const { catalog } = this.context;
    const { flow } = published;
    if (this.#published.has(flow)) this.contested.push(flow);
    else if (catalog.isStamped?.(flow) !== false) this.#topics.add(catalog.topicOf(flow), flow);
    else if (catalog.isClearing?.(flow) === true) {
      this.#clears.add(catalog.topicOf(flow), flow);
      this.#hasClears = true;
    }
    this.#published.set(flow, published);
  }

  /** Flows of which something was published. */
  *publishedFlows(): Generator<FlowView> {
    for (const flow of this.#published.keys()) yield this.flow(flow);
  }

  flow(flow: number): FlowView {
    let view = this.#flows.get(flow);
    if (view === undefined) {
      view = new FlowView(flow, this.context.catalog, this.#published.get(flow));
      this.#flows.set(flow, view);
    }
    return view;
  }

  /** A topic to which something was published with RETAIN, Wills and empty messages included. */
  retained(topic: string): RetainedTopic | undefined {
    return this.#retained.get(topic);
  }

  /** Client Identifier, or the client's number where that is not known. */
  clientName(client: number): string {
    return this.context.clientIdOf?.(client) ?? `client ${client}`;
  }

  /** Whether the client connected again between two times, so that two streams carried its messages. */
  reconnectedBetween(client: number, fromUs: number, toUs: number): boolean {
    return this.parts.some((part) =>
      (part.sessions.reconnects.get(client) ?? []).some((tUs) => tUs >= fromUs && tUs <= toUs),
    );
  }

  /** When a connection was accepted; undefined where that is not known any more. */
  connackUsOf(client: number, connection: number): number | undefined {
    for (const { sessions } of this.parts)
      for (const session of sessions.sessions)
        for (const one of session.client === client ? session.connections : [])
          if (one.connection === connection) return one.connackUs;
    return undefined;
  }

  /** Whether somebody had a subscription to the topic, at QoS 1 or 2, all the time between the two. */
  isSubscribed(topic: string, fromUs: number, toUs: number): boolean {
    return this.parts.some(({ sessions }) =>
      sessions.sessions.some((session) =>
        session.subscriptions.some((one) => {
          if (!matchesFilter(one.filter, topic) || one.grants.some(({ code = 0 }) => code === 0))
            return false;
          const window = windowOf(session, one, [], 0);
          return window !== undefined && window.mustFromUs < fromUs && window.mustUntilUs > toUs;
        }),
      ),
    );
  }

  /** Whether any client lost its connection between the two, and none of our own faults explains it. */
  lostConnectionsBetween(fromUs: number, toUs: number): boolean {
    return this.parts.some(({ sessions }) =>
      sessions.lostConnections.some(
        ({ client, tUs }) =>
          tUs >= fromUs && tUs <= toUs && this.disturbed.between(client, tUs, tUs) === undefined,
      ),
    );
  }

  /**
   * Every session with every flow that it received from or that matches a subscription of it; `undefined` is a step between
   * two of them.
   */
  *pairs(): Generator<Pair | undefined, void, undefined> {
    for (const part of this.parts) {
      const records = yield* recordsBySession(part.deliveries);
      const samples = samplesBySession(part.samples);
      const replays = yield* replaysBySession(part.replays);
      const surroundings = this.#surroundingsIn(part);
      for (const state of part.sessions.sessions) {
        const session = new SessionView(
          state,
          { ...surroundings, drains: this.#soundDrains(state.client) },
          samples.get(state.id) ?? new Map(),
        );
        session.pairs = yield* this.#pairsOf(part, session, records.get(state.id) ?? []);
        shareOut(replays.get(state.id) ?? [], session.pairs);
        yield* joinTopics(session.pairs, this);
        yield* session.pairs;
        yield;
      }
    }
  }

  /** Every session with the flows of empty messages that match a subscription of it. Nothing is known of what it received. */
  *clearPairs(): Generator<{ readonly part: CheckPart; readonly pairs: readonly Pair[] } | undefined> {
    if (!this.#hasClears) return;
    for (const part of this.parts) {
      const surroundings = this.#surroundingsIn(part);
      for (const state of part.sessions.sessions) {
        const drains = this.#soundDrains(state.client);
        const session = new SessionView(state, { ...surroundings, drains }, new Map());
        const covers = yield* this.#coversOf(session, this.#clears);
        yield {
          part,
          pairs: [...covers].map(([flow, found]) => new Pair(session, this.flow(flow), found, [])),
        };
      }
    }
  }

  *#addRetained(): Steps<void> {
    const topics = this.#retained;
    const { catalog } = this.context;
    for (const flow of this.publishedFlows()) {
      yield;
      if (catalog.retainOf?.(flow.flow) !== true) continue;
      let topic = topics.get(flow.topic);
      if (topic === undefined) topics.set(flow.topic, (topic = new RetainedTopic(this)));
      topic.add(flow, catalog.isClearing?.(flow.flow) === true);
    }
    for (const flow of unknownWriters(catalog)) {
      yield;
      const topic = flow === undefined ? undefined : topics.get(catalog.topicOf(flow));
      if (topic !== undefined) topic.hasUnknownWriters = true;
    }
  }

  /**
   * Shared Subscriptions, with their members from all threads, and steps between them. One at a time: a group may have
   * thousands of members.
   */
  *sharedGroups(): Generator<SharedGroup | undefined, void, undefined> {
    for (const [filter, members] of membersByFilter(this.parts)) {
      const group = new GroupBuilder(filter);
      for (const pair of this.#pairsOfMembers(members)) {
        if (pair !== undefined) group.add(pair);
        yield;
      }
      yield group.built();
    }
  }

  *#pairsOfMembers(members: readonly Member[]): Generator<Pair | undefined, void, undefined> {
    for (const [part, found] of groupBy(members, (member) => member.part)) {
      const records = yield* recordsBySession(part.deliveries, new Set(found.map(({ state }) => state.id)));
      const surroundings = this.#surroundingsIn(part);
      for (const { state } of found) {
        const drains = this.#soundDrains(state.client);
        const session = new SessionView(state, { ...surroundings, drains }, new Map());
        session.pairs = yield* this.#pairsOf(part, session, records.get(state.id) ?? []);
        yield* session.pairs;
      }
    }
  }

  #surroundingsIn(part: CheckPart): SessionSurroundings {
    let surroundings = this.#surroundings.get(part);
    if (surroundings === undefined) {
      const settleUs = this.context.subscriptionSettleUs ?? 0;
      surroundings = { drains: this.drains, settleUs, features: new FeatureView(part.features) };
      this.#surroundings.set(part, surroundings);
    }
    return surroundings;
  }

  /** Drains in which nothing of ours kept messages from the client. */
  #soundDrains(client: number): readonly DrainEnded[] {
    return this.drains.filter(
      ({ startedUs, tUs }) => this.disturbed.blockedBetween(client, startedUs, tUs) === undefined,
    );
  }

  *#pairsOf(part: CheckPart, session: SessionView, handles: readonly number[]): Steps<Pair[]> {
    const pairs: Pair[] = [];
    const covers = yield* this.#coversOf(session);
    const received = groupBy(handles, (at) => flowOfRecord(part.deliveries, at));
    for (const [flow, found] of covers) {
      const records = (received.get(flow) ?? []).map((at) => new RecordView(part.deliveries, at));
      pairs.push(new Pair(session, this.flow(flow), found, records));
      yield;
    }
    for (const [flow, found] of received) {
      if (covers.has(flow)) continue;
      const records = found.map((at) => new RecordView(part.deliveries, at));
      pairs.push(new Pair(session, this.flow(flow), [], records));
      yield;
    }
    return pairs;
  }

  *#coversOf(session: SessionView, topics = this.#topics): Steps<Map<number, Cover[]>> {
    const covers = new Map<number, Cover[]>();
    for (const { subscription, window } of session.subscriptions) {
      for (const flow of topics.flowsFor(subscription.filter)) {
        yield;
        const cover = coverOf(this.flow(flow), session.state, subscription, window);
        if (cover === undefined) continue;
        const known = covers.get(flow);
        if (known === undefined) covers.set(flow, [cover]);
        else known.push(cover);
      }
    }
    return covers;
  }
}

/** Flows with RETAIN whose messages bear no stamp, and steps between them. */
function* unknownWriters(catalog: FlowCatalog): Generator<number | undefined, void, undefined> {
  const { flowCount, firstWillFlow = flowCount, unstampedFlowCount = 0 } = catalog;
  for (let flow = unstampedFlowCount > 0 ? 0 : firstWillFlow; flow < flowCount; flow += 1) {
    const isUnknown =
      catalog.isStamped?.(flow) === false &&
      catalog.isClearing?.(flow) !== true &&
      catalog.retainOf?.(flow) === true;
    yield isUnknown ? flow : undefined;
  }
}

interface Member {
  readonly part: CheckPart;
  readonly state: SessionState;
}

/** Sessions that subscribed to `$share/…`, by that filter. */
function membersByFilter(parts: readonly CheckPart[]): Map<string, Member[]> {
  const members = new Map<string, Map<SessionState, Member>>();
  for (const part of parts)
    for (const state of part.sessions.sessions)
      for (const { filter } of state.subscriptions) {
        if (parseSharedFilter(filter) === undefined) continue;
        const known = members.get(filter) ?? new Map<SessionState, Member>();
        members.set(filter, known.set(state, { part, state }));
      }
  return new Map([...members].map(([filter, found]) => [filter, [...found.values()]]));
}

/** Every thread may have been told of the same drain. */
function distinct(drains: readonly DrainEnded[]): DrainEnded[] {
  return [...new Map(drains.map((drain) => [`${drain.startedUs} ${drain.tUs}`, drain])).values()];
}

function samplesBySession(samples: readonly OddSample[]): Map<number, Map<number, OddSample[]>> {
  const bySession = new Map<number, Map<number, OddSample[]>>();
  for (const [session, found] of groupBy(samples, (sample) => sample.session))
    bySession.set(
      session,
      groupBy(found, (sample) => sample.flow),
    );
  return bySession;
}
