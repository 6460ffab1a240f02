import type { Verdict } from '../../check/types.ts';
import type { ThresholdInput } from '../../check/thresholds.ts';
import type { GateResult, MetricChange, Spread } from '../comparison.ts';
import { doOverlap } from './spread.ts';

export type Comparison = ThresholdInput['comparison'];

/** When a comparison fails. */
export type Gate = MetricGate | ChangeGate;

export interface MetricGate {
  readonly kind: 'metric';
  /** As written. */
  readonly text: string;
  readonly metric: string;
  readonly comparison: Comparison;
  /** What the new median is held against: a part more or less than the base, so much more or less, or a value by itself. */
  readonly against: 'share' | 'difference' | 'value';
  /** 0.1 for `+10%`; µs, per second or a count otherwise. */
  readonly amount: number;
}

/** `verdict`: it is worse than before. `new-failures`: something fails that did not before. */
export interface ChangeGate {
  readonly kind: 'verdict' | 'new-failures';
  readonly text: string;
}

export interface GateContext {
  /** Why nothing can be proved; empty: nothing stands in the way. */
  readonly obstacles: readonly string[];
  readonly hasRepeats: boolean;
  readonly format: (value: number, unit: MetricChange['unit']) => string;
}

/**
 * Fails only where the medians say so, nothing stands in the way, and repeats, where there are any, do not overlap: a red gate is a
 * real difference.
 */
export function judgeMetricGate(
  gate: MetricGate,
  change: MetricChange,
  { obstacles, hasRepeats, format }: GateContext,
): Omit<GateResult, 'protocol'> {
  const { text } = gate;
  const said = (verdict: Verdict, explanation: string) => ({ text, verdict, explanation });
  const { base, new: now, unit } = change;
  if (now === undefined || base === undefined) return said('inconclusive', 'nothing was measured');
  const [obstacle] = obstacles;
  const bound = boundOf(gate, base);
  const figures = `${format(base.median, unit)} before, ${format(now.median, unit)} now, bound ${format(bound, unit)}`;
  if (obstacle !== undefined) return said('inconclusive', `${figures}; ${obstacle}`);
  if (!holds(now.median, gate.comparison, bound)) return said('pass', figures);
  if (gate.against !== 'value' && hasRepeats && doOverlap(base, now))
    return said('inconclusive', `${figures}; the difference is within what the repeats differ by`);
  return said('fail', figures);
}

function boundOf({ against, amount }: MetricGate, base: Spread): number {
  switch (against) {
    case 'share':
      return base.median * (1 + amount);
    case 'difference':
      return base.median + amount;
    case 'value':
      return amount;
  }
}

function holds(value: number, comparison: Comparison, bound: number): boolean {
  switch (comparison) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    case '==':
      return value === bound;
    case '!=':
      return value !== bound;
  }
}
