import test from 'ava';
import fc from 'fast-check';
import { counted, judgeObservations, outcome } from '../support/judge.ts';
import { legalHistory, type WorldOptions } from './world.ts';
import { worlds } from './worlds.ts';

const RUNS = 150;

/** A client that is offline at the end still waits for the copy at the highest QoS (H3). */
const ONCE_JUDGED_WRONGLY: [WorldOptions][] = [
  [{ seed: 18, version: 4, phases: 3, stepsPerPhase: 398, trouble: 0, churn: 0.9979117219336332 }],
];

test('whatever a broker that keeps every promise does, nothing fails', (t) => {
  fc.assert(
    fc.property(worlds, (options) => {
      const { catalog, observations } = legalHistory(options);
      const report = judgeObservations(catalog, observations);
      const failed = [...counted(report, 'fail'), ...counted(report, 'inconclusive')];
      if (failed.some((finding) => !finding.startsWith('E1')))
        throw new Error(`${outcome(report)}\n${JSON.stringify(report.findings.slice(0, 3), undefined, 1)}`);
    }),
    { numRuns: RUNS, examples: ONCE_JUDGED_WRONGLY },
  );
  t.pass();
});
