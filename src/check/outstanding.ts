/** What a drain still waits for, without judging anything else. */
import { allSteps, type Steps } from '../base/steps.ts';
import type { CheckContext } from './context.ts';
import { clearCounts } from './judge/clears.ts';
import { missing, qos0Due } from './judge/due.ts';
import { groupMissing } from './judge/group-due.ts';
import { foreignReplays, missingReplays, replayExcuse } from './judge/replays.ts';
import { RunView } from './judge/run-view.ts';
import { textWills } from './judge/text-wills.ts';
import { lowerOnly } from './judge/overlap.ts';
import type { Pair } from './judge/pair.ts';
import { common, without } from './judge/sets.ts';
import { WILL_GRACE_US } from './judge/cover.ts';
import type { CheckState } from './state.ts';

export interface Outstanding {
  /** Acknowledged QoS 1 and 2 messages, and Wills, that connected subscribers are owed, one for each subscriber. */
  readonly owed: number;
  /** QoS 0 messages that a perfect network would have brought; they may never come. */
  readonly atQos0: number;
  /** QoS 2 exchanges of connected subscribers that wait for PUBREL. */
  readonly releases: number;
  /** Until then a Will or a replay that must not come would show; absent: there is none. */
  readonly watchUntilUs?: number;
}

export interface DrainTimes {
  /** The drain that would end incomplete began and ended now. */
  readonly nowUs: number;
  /** Wills that come due before are waited for; absent: `nowUs`. */
  readonly untilUs?: number;
}

/** What would be lost if a drain that began and ended now were to end incomplete, and the Wills that it waits for; in steps. */
export function* outstandingInSteps(
  state: CheckState,
  context: CheckContext,
  { nowUs, untilUs = nowUs }: DrainTimes,
): Steps<Outstanding> {
  const drain = { startedUs: nowUs, tUs: nowUs, complete: false };
  const parts = state.parts.map((part) => ({ ...part, drains: [drain] }));
  const run = yield* RunView.read({ ...state, parts }, context);
  let owed = 0;
  let watchedReplaysUs = -Infinity;
  let atQos0 = 0;
  for (const pair of run.pairs()) {
    yield;
    if (pair === undefined) continue;
    owed += awaitedReplays(pair, run);
    watchedReplaysUs = Math.max(watchedReplaysUs, replaysShowUntilUs(pair));
    if (pair.flow.isWill) owed += awaitedWills(pair, run, nowUs, untilUs);
    else if (pair.flow.qos === 0) atQos0 += without(qos0Due(pair), pair.received).size;
    else {
      const { lost, unsettled } = missing(pair, run);
      owed += lost.size + unsettled.size + lowerOnly(pair, run).size;
    }
  }
  for (const count of textWills(run, untilUs)) {
    yield;
    if (count !== undefined) owed += Math.max(0, count.must - count.came);
  }
  for (const count of clearCounts(run)) {
    yield;
    if (count !== undefined) owed += count.lost + count.unsettled;
  }
  owed += yield* awaitedOfGroups(run);
  const watchUntilUs = Math.max(run.wills.watchUntilUs, watchedReplaysUs);
  const releases = parts.reduce((sum, part) => sum + part.awaitedReleases, 0);
  return { owed, atQos0, releases, ...(watchUntilUs === -Infinity ? {} : { watchUntilUs }) };
}

/** The same at once. */
export function outstanding(state: CheckState, context: CheckContext, times: DrainTimes): Outstanding {
  return allSteps(outstandingInSteps(state, context, times));
}

/** Messages that no member of their group has got. */
function* awaitedOfGroups(run: RunView): Steps<number> {
  let owed = 0;
  for (const shared of run.sharedGroups()) {
    yield;
    for (const group of shared?.flows ?? []) {
      const { lost, unsure } = groupMissing(group, run);
      owed += lost.size + unsure.size;
      yield;
    }
  }
  return owed;
}

/** Retained messages that subscriptions wait for, one for each SUBSCRIBE; told with the first pair of their topic. */
function awaitedReplays(pair: Pair, run: RunView): number {
  const { reads } = pair;
  const topic = run.retained(pair.flow.topic);
  if (reads?.isFirst(pair) !== true || topic === undefined) return 0;
  const missing = missingReplays(reads, topic, run.drains, run);
  if (missing.length === 0 || replayExcuse(reads, run) !== undefined) return 0;
  return foreignReplays(reads, run) ? 0 : missing.length;
}

/** Silence for so long after a SUBACK shows that no more answers come. */
const REPLAY_WATCH_US = 250_000;

function replaysShowUntilUs(pair: Pair): number {
  if (pair.reads?.isFirst(pair) !== true) return -Infinity;
  let lastUs = -Infinity;
  for (const { subscription } of pair.reads.subscriptions())
    for (const { subackUs } of subscription.grants)
      if (subackUs < Infinity) lastUs = Math.max(lastUs, subackUs);
  return lastUs + REPLAY_WATCH_US;
}

/** At QoS 0 a Will may be lost: once it has been due for a while nobody waits for it any more. */
function awaitedWills(pair: Pair, run: RunView, nowUs: number, untilUs: number): number {
  const { flow, received } = pair;
  const inTime = flow.completedBefore(untilUs);
  if (flow.qos > 0)
    return without(common(without(pair.must, received), inTime), missing(pair, run).excused).size;
  const given = flow.completedBefore(nowUs - WILL_GRACE_US);
  return without(without(common(qos0Due(pair), inTime), received), given).size;
}
