import { sampleFaults, sampleResults } from '../../results/samples.ts';
import type { Results, TimelineRow } from '../../../src/results/model.ts';

/** A run of so many seconds: rates fall to a tenth in every 500th second, and nothing arrives in the one after it. */
export function longRun(seconds: number): Results {
  const results = sampleResults({ faults: sampleFaults });
  const timeline = Array.from({ length: seconds }, (_, second) => rowOf(second));
  return {
    ...results,
    runs: results.runs.map((run) => ({
      ...run,
      durationUs: seconds * 1_000_000,
      metrics: { ...run.metrics, timeline },
    })),
  };
}

function rowOf(second: number): TimelineRow {
  const isDip = second % 500 === 499;
  const isSilent = second % 500 === 0;
  return {
    second,
    ...{
      connected: 40,
      intended: 200,
      sent: isDip ? 20 : 200,
      acknowledged: 200,
      received: isSilent ? 0 : 200,
    },
    ...{ errors: 0, connects: second === 0 ? 40 : 0, connectFailures: 0 },
    e2eP50Us: isSilent ? 0 : 500 + (second % 7),
    e2eP99Us: isSilent ? 0 : 2_000 + (second % 11),
    e2eMaxUs: isSilent ? 0 : isDip ? 90_000 : 5_000,
  };
}
