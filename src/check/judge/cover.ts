/**
 * What one subscription brings of one flow: what it must, what it may, and at which QoS.
 *
 *   SUBSCRIBE ─── SUBACK ══════════ must ══════════ UNSUBSCRIBE ─── UNSUBACK
 *   └────────────────────────────── may ───────────────────────────────────┘
 *
 * A message is certain to be covered if it was published after the first double bar and acknowledged before the second, and
 * it cannot be covered if it was acknowledged before the left end or published after the right one.
 */
import { IntervalSet } from '../../base/interval-set.ts';
import type { DrainEnded } from '../../history/observer.ts';
import type { QoS } from '../../protocol/constants.ts';
import { parseSharedFilter } from '../../protocol/topics.ts';
import {
  readsBetween,
  type GrantState,
  type SessionState,
  type SubscriptionState,
} from '../ledger/session-state.ts';
import type { FlowView } from './flow-view.ts';
import { common, EMPTY, without } from './sets.ts';

/** The times of one subscription. */
export interface CoverWindow {
  readonly filter: string;
  readonly shared: boolean;
  readonly mayFromUs: number;
  readonly mustFromUs: number;
  readonly mustUntilUs: number;
  readonly mayUntilUs: number;
  /** The last drain that ended incomplete while the subscription was live and connected: what is missing is lost. */
  readonly drain: DrainEnded | undefined;
  /** The last one that ended complete, and so may have ended too early for what is missing. */
  readonly earlyDrain: DrainEnded | undefined;
}

export interface Cover {
  readonly window: CoverWindow;
  /** Delivered QoS that are right, ascending. */
  readonly effective: readonly QoS[];
  readonly may: IntervalSet;
  /** Acknowledged messages that it must bring, delivered or not. Empty for a shared subscription. */
  readonly must: IntervalSet;
}

const REFUSED = 0x80;
/** So long after it is due, a Will must have been published. */
export const WILL_GRACE_US = 1_000_000;

export function windowOf(
  session: SessionState,
  subscription: SubscriptionState,
  drains: readonly DrainEnded[],
  settleUs: number,
): CoverWindow | undefined {
  const candidates = subscription.grants.filter((grant) => (grant.code ?? 0) < REFUSED);
  const first = candidates[0];
  if (first === undefined) return undefined;
  const granted = candidates.find((grant) => grant.code !== undefined);
  const withdrawnUs = withdrawal(subscription.grants, granted);
  const mustUntilUs = Math.min(subscription.unsubscribeUs, withdrawnUs, session.mayEndUs);
  const mustFromUs = granted === undefined ? Infinity : granted.subackUs + settleUs;
  return {
    filter: subscription.filter,
    shared: parseSharedFilter(subscription.filter) !== undefined,
    mayFromUs: first.subscribeUs - settleUs,
    mustFromUs,
    mustUntilUs,
    mayUntilUs: Math.min(subscription.unsubackUs + settleUs, session.endedUs),
    drain: lastDrain(session, mustUntilUs, drains, false),
    earlyDrain: lastDrain(session, mustUntilUs, drains, true),
  };
}

/** A refused SUBSCRIBE for a filter that was subscribed: whether the old subscription lives on is not certain. */
function withdrawal(grants: readonly GrantState[], granted: GrantState | undefined): number {
  if (granted === undefined) return Infinity;
  const later = grants.slice(grants.indexOf(granted) + 1);
  return later.find((grant) => (grant.code ?? 0) >= REFUSED)?.subscribeUs ?? Infinity;
}

function lastDrain(
  session: SessionState,
  mustUntilUs: number,
  drains: readonly DrainEnded[],
  complete: boolean,
): DrainEnded | undefined {
  let latest: DrainEnded | undefined;
  for (const drain of drains) {
    if (drain.complete !== complete || drain.tUs > mustUntilUs) continue;
    const connected = session.connections.some(
      (one) =>
        one.connackUs <= drain.startedUs &&
        one.closedUs >= drain.tUs &&
        readsBetween(one, drain.startedUs, drain.tUs),
    );
    if (connected && drain.startedUs >= (latest?.startedUs ?? -Infinity)) latest = drain;
  }
  return latest;
}

/** Undefined: nothing of the flow can come through this subscription. */
export function coverOf(
  flow: FlowView,
  session: SessionState,
  subscription: SubscriptionState,
  window: CoverWindow,
): Cover | undefined {
  const own = flow.publisher === session.client;
  if (own && subscription.grants.every((grant) => grant.noLocal)) return undefined;
  const certain = own ? withOwn(subscription, window) : window;
  return {
    window,
    effective: effectiveQos(flow.qos, subscription.grants),
    may: coverable(flow, window),
    must: window.shared || certain === undefined ? EMPTY : mustCover(flow, session, certain),
  };
}

/** When a subscription brings its own client's messages for certain: from the SUBACK on that ended No Local. */
function withOwn({ grants }: SubscriptionState, window: CoverWindow): CoverWindow | undefined {
  if (!grants.some((grant) => grant.noLocal)) return window;
  const [first, last] = [grants[0], grants.at(-1)];
  if (first === undefined || last?.code === undefined || last.code >= REFUSED || last.noLocal)
    return undefined;
  const settleUs = first.subscribeUs - window.mayFromUs;
  return { ...window, mustFromUs: Math.max(window.mustFromUs, last.subackUs + settleUs) };
}

/** min(published, granted) for every grant that may have been in force (`5:3.8.4-8`, `311:3.8.4-6`). */
function effectiveQos(published: QoS, grants: readonly GrantState[]): QoS[] {
  const found = new Set<QoS>();
  for (const { code, requested } of grants) {
    if (code !== undefined && code >= REFUSED) continue;
    const top = Math.min(published, code ?? requested) as QoS;
    found.add(top);
    if (code === undefined) for (let lower = 0; lower < top; lower += 1) found.add(lower as QoS);
  }
  return [...found].sort((a, b) => a - b);
}

function coverable(flow: FlowView, window: CoverWindow): IntervalSet {
  if (flow.isWill) return without(flow.attempted, flow.invokedAfter(window.mayUntilUs));
  const tooLate = flow.invokedAfter(window.mayUntilUs);
  const inTime = without(flow.attempted, tooLate);
  // What waited for another member of a group may go to one that joined later.
  return window.shared ? inTime : without(inTime, flow.completedBefore(window.mayFromUs));
}

/** Acknowledged messages that the subscription covers for certain; of a shared one: that its group does. */
export function mustCover(flow: FlowView, session: SessionState, window: CoverWindow): IntervalSet {
  if (window.mustFromUs >= window.mustUntilUs) return EMPTY;
  if (flow.qos === 0) return whileConnected(flow, session, window);
  const inTime = flow.invokedAfter(window.mustFromUs);
  const done = flow.completedBefore(window.mustUntilUs);
  return common(done, inTime);
}

/** QoS 0: what a perfect network would have brought to a client that was there. */
function whileConnected(flow: FlowView, session: SessionState, window: CoverWindow): IntervalSet {
  const must = new IntervalSet();
  for (const { connackUs, closedUs } of session.connections) {
    const after = flow.invokedAfter(Math.max(connackUs, window.mustFromUs));
    const untilUs = Math.min(closedUs, window.mustUntilUs);
    const before = flow.isWill ? flow.completedBefore(untilUs - WILL_GRACE_US) : flow.invokedBefore(untilUs);
    must.addAll(common(after, before));
  }
  return without(must, flow.unsent);
}
