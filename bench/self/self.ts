/** The self-benchmark: mqtt-bench against its own past. */
import { median } from '../statistics.ts';
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

/** One pass says little on a machine that does something else as well. */
const PASSES = 3;

/** Each figure is the median of the passes, each pass divided by its own calibration. */
export async function benchSelf(quick: boolean): Promise<SelfFigures> {
  const passes: SelfFigures[] = [];
  // The first run also compiles; its figure is not kept.
  await measureWholeRun(0, 1);
  for (let pass = 0; pass < (quick ? 1 : PASSES); pass += 1) passes.push(await onePass(quick));
  const calibration = median(passes.map((pass) => pass.calibrationNs));
  const names = Object.keys(passes[0]?.ns ?? {});
  const multiple = (name: string): number =>
    median(passes.map((pass) => (pass.ns[name] ?? NaN) / pass.calibrationNs));
  return {
    calibrationNs: calibration,
    ns: Object.fromEntries(names.map((name) => [name, multiple(name) * calibration])),
  };
}

async function onePass(quick: boolean): Promise<SelfFigures> {
  const seconds = quick ? 2 : 4;
  const before = calibrationNs();
  const ns: Record<string, number> = await measureParts();
  for (const qos of [0, 1] as const)
    ns[`embedded broker in memory, QoS ${qos}`] = await measureMemoryBroker(qos);
  for (const qos of [0, 1, 2] as const) ns[`whole run, QoS ${qos}`] = await measureWholeRun(qos, seconds);
  return { calibrationNs: Math.min(before, calibrationNs()), ns };
}
