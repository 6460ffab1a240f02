/** Whether the generator's own delays, still within the limits of its health, may have made a threshold be missed. */
import type { RunResult, ThresholdResult } from '../results/model.ts';

/** A thread this busy adds a queue of its own to what it measures. */
const BUSY_MAX_PERCENT = 85;
/** Its lateness, in parts of the bound of a latency. */
const LATE_SHARE_MAX = 0.5;
/** Of 1 % of the messages a p99 knows nothing: the worst may be so many times as late. */
const WORST_FACTOR = 2;

const BUSY = 'busiest thread while pacing (CPU)';
const LATE = ['pacer lag p99 (CPU)', 'event-loop delay p99 (CPU)'];
/** Percentiles that a few late turns of an event loop reach. */
const TAIL = /\.(?:p99|p99\.9|p99\.99|max)\s*<=?\s*[\d.]/u;

/** What the generator's part is, in words; undefined where it is the target that missed the threshold. */
export function ownPart(threshold: ThresholdResult, run: RunResult): string | undefined {
  const { text, unit, measured, bound } = threshold;
  if (bound === undefined || measured === undefined || unit === 'count') return undefined;
  if (unit === '1/s') return measured < bound ? ownPartInRate((bound - measured) / bound, run) : undefined;
  const isLate = TAIL.test(text) && lateUs(run) > LATE_SHARE_MAX * bound;
  return isLate ? 'the load generator itself was too late to tell' : tooBusy(run);
}

/** Of a rate that was missed by `share`: so much time at its end may be missing because we were late. */
export function ownPartInRate(share: number, run: RunResult): string | undefined {
  if (share * run.metrics.steadyUs <= WORST_FACTOR * lateUs(run))
    return 'the load generator itself was as late as that';
  return tooBusy(run);
}

function tooBusy(run: RunResult): string | undefined {
  const busy = item(run, BUSY);
  return busy > BUSY_MAX_PERCENT
    ? `the load generator was busy for ${busy} % of the time, too much to tell`
    : undefined;
}

/** On the way out and on the way in. */
function lateUs(run: RunResult): number {
  return LATE.reduce((sum, name) => sum + item(run, name), 0);
}

function item({ health }: RunResult, name: string): number {
  return health.items.find((one) => one.name === name)?.value ?? 0;
}
