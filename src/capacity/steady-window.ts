/** The part of a run in which nothing but the load goes on: no start-up, no connecting, no report. */

/** What was read at one moment: the CPU time of a process so far, and the messages that were counted so far. */
export interface LoadSample {
  readonly tMs: number;
  readonly cpuMs: number;
  readonly messages: number;
}

export interface SteadyWindow {
  readonly seconds: number;
  readonly cpuMs: number;
  readonly messages: number;
}

/** An interval belongs to the load when its rate is at least this share of the median of the busy ones. */
const BUSY_SHARE = 0.5;
/** Intervals that are this far below the highest rate are not part of any load. */
const IDLE_SHARE = 0.1;

/**
 * The longest unbroken stretch of load without its first and last interval, where there are so many. Undefined where no
 * interval is left that is certainly whole.
 */
export function steadyWindow(samples: readonly LoadSample[]): SteadyWindow | undefined {
  const rates = samples.slice(1).map((sample, i) => rateBetween(samples[i] ?? sample, sample));
  const stretch = longestStretch(rates, BUSY_SHARE * typicalRate(rates));
  if (stretch.length === 0) return undefined;
  const first = stretch.length > 1 ? stretch.start + 1 : stretch.start;
  const last = stretch.start + stretch.length - (stretch.length > 2 ? 1 : 0);
  const [from, to] = [samples[first], samples[last]];
  if (from === undefined || to === undefined) return undefined;
  return {
    seconds: (to.tMs - from.tMs) / 1000,
    cpuMs: to.cpuMs - from.cpuMs,
    messages: to.messages - from.messages,
  };
}

function rateBetween(from: LoadSample, to: LoadSample): number {
  return to.tMs > from.tMs ? (to.messages - from.messages) / (to.tMs - from.tMs) : 0;
}

/** Median of the rates that are not idle; an odd one out above does not make the others idle. */
function typicalRate(rates: readonly number[]): number {
  const highest = Math.max(0, ...rates);
  const busy = rates.filter((rate) => rate > IDLE_SHARE * highest).sort((a, b) => a - b);
  return busy[busy.length >>> 1] ?? Number.POSITIVE_INFINITY;
}

function longestStretch(rates: readonly number[], threshold: number): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [i, rate] of rates.entries()) {
    length = rate > 0 && rate >= threshold ? length + 1 : 0;
    if (length > best.length) best = { start: i - length + 1, length };
  }
  return best;
}
