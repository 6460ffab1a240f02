/** What a drain still waits for, without judging anything else. */
import type { CheckContext } from './context.ts';
import { missing, qos0Due } from './judge/due.ts';
import { RunView } from './judge/run-view.ts';
import { without } from './judge/sets.ts';
import type { CheckState } from './state.ts';

export interface Outstanding {
  /** Acknowledged QoS 1 and 2 messages that connected subscribers are owed, one for each subscriber. */
  readonly owed: number;
  /** QoS 0 messages that a perfect network would have brought; they may never come. */
  readonly atQos0: number;
}

/** What would be lost if a drain that began and ended now were to end incomplete. */
export function outstanding(state: CheckState, context: CheckContext, nowUs: number): Outstanding {
  const drain = { startedUs: nowUs, tUs: nowUs, complete: false };
  const parts = state.parts.map((part) => ({ ...part, drains: [drain] }));
  const run = new RunView({ ...state, parts }, context);
  let owed = 0;
  let atQos0 = 0;
  for (const pair of run.pairs()) {
    if (pair.flow.qos === 0) atQos0 += without(qos0Due(pair), pair.received).size;
    else {
      const { lost, unsettled } = missing(pair, run);
      owed += lost.size + unsettled.size;
    }
  }
  return { owed, atQos0 };
}
