/** Replays of Retained Messages at one session, and those that its subscriptions are owed. */
import type { DrainEnded } from '../../history/observer.ts';
import type { GrantState } from '../ledger/session-state.ts';
import { readsBetween } from '../ledger/session-state.ts';
import type { Stray } from '../ledger/stray-ledger.ts';
import { tooLarge } from './due.ts';
import type { Pair } from './pair.ts';
import type { Replay } from './replay.ts';
import type { RetainedTopic } from './retained-topic.ts';
import type { RunView } from './run-view.ts';
import type { WindowedSubscription } from './session-view.ts';
import { anyOf, common, without } from './sets.ts';
import type { IntervalSet } from '../../base/interval-set.ts';
import type { Steps } from '../../base/steps.ts';

const REFUSED = 0x80;

/** A SUBSCRIBE that a topic's retained message must answer, and did not. */
export interface MissingReplay {
  readonly grant: GrantState;
  readonly drain: DrainEnded;
}

/**
 * So long after its SUBACK, a broker that looks for retained messages when it has answered may still find one: MQTT sets no time, and
 * many topics take theirs. Sooner, only the end of a drain shows that it has done with it.
 */
const LATE_ANSWER_US = 10_000_000;

/** A SUBSCRIBE that the retained message of a topic answers. */
export interface Asked {
  readonly subscribeUs: number;
  /** A message published later than that is no answer. */
  readonly openUntilUs: number;
}

/** All that a session has to do with one topic. */
export class TopicReads {
  readonly topic: string;
  readonly pairs: Pair[] = [];
  readonly #run: RunView;
  #answered: ReadonlyMap<Replay, number> | undefined;
  #subscriptions: readonly WindowedSubscription[] | undefined;

  constructor(topic: string, run: RunView) {
    this.topic = topic;
    this.#run = run;
  }

  /** In the order in which they came, of whatever flow. */
  get replays(): readonly Replay[] {
    const [first, ...others] = this.pairs;
    if (first !== undefined && others.length === 0) return first.replays;
    return this.pairs.flatMap((pair) => pair.replays).sort((one, other) => one.tUs - other.tUs);
  }

  /** Whether `pair` is the one with which the topic as a whole is judged. */
  isFirst(pair: Pair): boolean {
    return this.pairs[0] === pair;
  }

  /** SUBSCRIBEs that a replay may answer, ascending. */
  get asked(): Asked[] {
    const found = this.subscriptions().flatMap((windowed) =>
      windowed.subscription.grants
        .filter((grant) => asksForReplay(grant, windowed) !== 'no')
        .map((grant) => ({ subscribeUs: grant.subscribeUs, openUntilUs: this.#openUntilUs(grant) })),
    );
    return found.sort((one, other) => one.subscribeUs - other.subscribeUs);
  }

  /** The SUBSCRIBE that each replay answers, or an earlier one: they are answered in turn, and some answers may be lost. */
  get answered(): ReadonlyMap<Replay, number> {
    return (this.#answered ??= this.#answers());
  }

  /** Subscriptions whose filters match. */
  subscriptions(): readonly WindowedSubscription[] {
    return (this.#subscriptions ??= this.#matching());
  }

  /** What was retained when the subscription was made: not what came later, nor once that connection was gone. */
  #openUntilUs({ subscribeUs, subackUs }: GrantState): number {
    if (subackUs === Infinity) return Infinity;
    const connections = this.pairs[0]?.session.state.connections ?? [];
    const closedUs =
      connections.find((one) => one.connackUs <= subscribeUs && one.closedUs >= subscribeUs)?.closedUs ??
      Infinity;
    const drained = this.#run.drains.find(({ complete, startedUs }) => complete && startedUs >= subackUs);
    return Math.min(subackUs + LATE_ANSWER_US, Math.max(subackUs, closedUs), drained?.tUs ?? Infinity);
  }

  #matching(): WindowedSubscription[] {
    const windows = new Set(this.pairs.flatMap((pair) => pair.covers.map((cover) => cover.window)));
    const session = this.pairs[0]?.session;
    return [...windows].flatMap((window) => session?.subscriptionOf(window) ?? []);
  }

  #answers(): Map<Replay, number> {
    const { asked } = this;
    const answers = new Map<Replay, number>();
    const sure = new Set(this.pairs.flatMap((pair) => replaysForSure(pair, this.#run)));
    const inTurn = this.replays.filter((replay) => sure.has(replay));
    for (const [at, replay] of inTurn.entries()) {
      const subscribeUs = asked[Math.min(at, asked.length - 1)]?.subscribeUs;
      if (subscribeUs !== undefined && subscribeUs < replay.tUs) answers.set(replay, subscribeUs);
    }
    return answers;
  }
}

/** Tells the pairs of a session that have to do with retained messages what else there is on their topics. */
export function* joinTopics(pairs: readonly Pair[], run: RunView): Steps<void> {
  const byTopic = new Map<string, TopicReads>();
  for (const pair of pairs) {
    yield;
    const { topic } = pair.flow;
    if (run.retained(topic) === undefined && pair.replays.length === 0) continue;
    let reads = byTopic.get(topic);
    if (reads === undefined) byTopic.set(topic, (reads = new TopicReads(topic, run)));
    reads.pairs.push(pair);
    pair.reads = reads;
  }
}

/**
 * Not what Retain As Published may have flagged, and not what came after all SUBACKs and only with RETAIN: that is the flag of
 * a message passed on, which N2 judges.
 */
export function replaysForSure(pair: Pair, run: RunView): Replay[] {
  // Without a matching filter it is H2's.
  if (pair.covers.length === 0 || run.context.catalog.retainOf?.(pair.flow.flow) !== true) return [];
  const grants = grantsOf(pair);
  const kept = grants.some((grant) => grant.retainAsPublished);
  const subackUs = Math.max(-Infinity, ...grants.map((grant) => grant.subackUs));
  const live = anyOf(pair.records.map((record) => record.live));
  const passedOn = kept ? pair.may : without(common(pair.flow.invokedAfter(subackUs), pair.may), live);
  return pair.replays.filter(({ seq }) => !passedOn.has(seq));
}

export function grantsOf({ covers, session }: Pair): GrantState[] {
  return covers.flatMap(({ window }) => session.subscriptionOf(window)?.subscription.grants ?? []);
}

/** Whether a SUBSCRIBE is answered by the retained messages of its filter: certainly, perhaps, or not. */
export function asksForReplay(
  grant: GrantState,
  { subscription, window }: WindowedSubscription,
): 'yes' | 'perhaps' | 'no' {
  if (window.shared || (grant.code ?? 0) >= REFUSED) return 'no';
  if (grant.retainHandling === 2) return 'no';
  const isFirst = subscription.grants[0] === grant;
  if (grant.retainHandling === 1 && !isFirst) return 'no';
  return grant.code === undefined ? 'perhaps' : 'yes';
}

/**
 * SUBSCRIBEs of the session that should have been answered by the topic's retained message, and were not. `drains` are
 * those that prove it.
 */
export function missingReplays(
  reads: TopicReads,
  topic: RetainedTopic,
  drains: readonly DrainEnded[],
  run: RunView,
): MissingReplay[] {
  const { replays } = reads;
  const lastUs = replays.at(-1)?.tUs ?? -Infinity;
  const missing: MissingReplay[] = [];
  for (const windowed of reads.subscriptions())
    for (const grant of windowed.subscription.grants) {
      if (lastUs >= grant.subscribeUs || !isOwedAtQos1(grant, windowed, reads)) continue;
      if (isAnsweredUnflagged(reads, run)) continue;
      const drain = drains.findLast((one) => waitedFor(grant, windowed, reads, one));
      if (drain !== undefined && topic.holds(grant.subscribeUs, drain.startedUs))
        missing.push({ grant, drain });
    }
  return missing;
}

function isOwedAtQos1(grant: GrantState, windowed: WindowedSubscription, { pairs }: TopicReads): boolean {
  if (asksForReplay(grant, windowed) !== 'yes' || grant.code === 0) return false;
  const session = pairs[0]?.session;
  if (session?.state.inherited === true && grant.retainHandling === 1) return false;
  return !(grant.noLocal && pairs.some((pair) => pair.flow.publisher === session?.client));
}

/** The connection that brought the SUBACK stood, and was read from, until the drain had ended. */
function waitedFor(
  grant: GrantState,
  { window }: WindowedSubscription,
  { pairs }: TopicReads,
  { startedUs, tUs }: DrainEnded,
): boolean {
  if (grant.subackUs >= startedUs || window.mustUntilUs < tUs) return false;
  const connection = pairs[0]?.session.state.connections.find(
    ({ connackUs, closedUs }) => connackUs <= grant.subscribeUs && closedUs >= tUs,
  );
  return connection !== undefined && readsBetween(connection, startedUs, tUs);
}

/** Messages with RETAIN 0 from before every subscription: replays that do not say so. */
export function unflaggedReplays(pair: Pair, run: RunView): IntervalSet {
  const { covers, flow } = pair;
  const live = anyOf(pair.records.map((record) => record.live));
  if (covers.length === 0 || flow.isWill || run.context.catalog.retainOf?.(flow.flow) !== true)
    return without(live, live);
  const early = covers.map((cover) => flow.completedBefore(cover.window.mayFromUs));
  return common(without(live, pair.may), early.reduce(common));
}

/** They stand in for replays: what is wrong about them is their flag. */
function isAnsweredUnflagged({ pairs }: TopicReads, run: RunView): boolean {
  return pairs.some((pair) => unflaggedReplays(pair, run).size > 0);
}

/**
 * Replays that are none of the topic's retained messages, from before the run or of somebody else; or another run publishes
 * to the topic while this one lasts, and may clear it.
 */
export function foreignReplays(reads: TopicReads, run: RunView): boolean {
  const client = reads.pairs[0]?.session.client;
  return run.parts.some(
    (part) =>
      part.straysOmitted > 0 ||
      part.strays.some(
        (stray) => stray.topic === reads.topic && (isReplayTo(client, stray) || isLive(stray)),
      ),
  );
}

function isReplayTo(client: number | undefined, stray: Stray): boolean {
  return stray.retain && stray.client === client;
}

function isLive({ kind, retain, keepsRetain }: Stray): boolean {
  return kind === 'foreign' && (!retain || keepsRetain);
}

/** Why a retained message need not reach the client; undefined: nothing excuses it. */
export function replayExcuse({ pairs }: TopicReads, run: RunView): string | undefined {
  for (const pair of pairs) {
    const large = tooLarge(pair, run);
    if (large !== undefined) return large;
  }
  return undefined;
}
