/** The self-benchmark: mqtt-bench against its own past. */
import { calibrationNs } from './calibration.ts';
import { measureMemoryBroker } from './memory-broker.ts';
import { measureParts } from './parts.ts';
import { measureWholeRun } from './whole-run.ts';

export interface SelfFigures {
  /** Nanoseconds of one step of the calibration loop, of the same process. */
  readonly calibrationNs: number;
  /** Nanoseconds of CPU time, by name. */
  readonly ns: Readonly<Record<string, number>>;
}

export async function benchSelf(quick: boolean): Promise<SelfFigures> {
  const seconds = quick ? 2 : 4;
  const before = calibrationNs();
  const ns: Record<string, number> = await measureParts();
  for (const qos of [0, 1] as const)
    ns[`embedded broker in memory, QoS ${qos}`] = await measureMemoryBroker(qos);
  // The first run also compiles; its figure is not kept.
  await measureWholeRun(0, 1);
  for (const qos of [0, 1, 2] as const) ns[`whole run, QoS ${qos}`] = await measureWholeRun(qos, seconds);
  return { calibrationNs: Math.min(before, calibrationNs()), ns };
}
