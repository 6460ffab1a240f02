/** Figures against a baseline, both as multiples of the calibration loop of their own process. */
import type { SelfFigures } from './self.ts';

export interface Baseline {
  /** Where and when it was recorded: for readers. */
  readonly recorded: string;
  readonly calibrationNs: number;
  /** Multiples of one step of the calibration loop, by name. */
  readonly multiples: Readonly<Record<string, number>>;
}

export interface Change {
  readonly name: string;
  readonly multiple: number;
  /** Undefined where the baseline has none. */
  readonly baseline: number | undefined;
  /** 0.1: a tenth slower. */
  readonly change: number | undefined;
  readonly regressed: boolean;
}

export function multiplesOf({ calibrationNs, ns }: SelfFigures): Record<string, number> {
  return Object.fromEntries(Object.entries(ns).map(([name, value]) => [name, value / calibrationNs]));
}

/** `limit` 0.25: what takes more than a quarter longer than the baseline has regressed. What the baseline lacks has not. */
export function changesSince(baseline: Baseline, figures: SelfFigures, limit: number): Change[] {
  return Object.entries(multiplesOf(figures)).map(([name, multiple]) => {
    const before = baseline.multiples[name];
    const change = before === undefined ? undefined : multiple / before - 1;
    return { name, multiple, baseline: before, change, regressed: change !== undefined && change > limit };
  });
}
