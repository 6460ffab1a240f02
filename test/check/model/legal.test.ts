import test from 'ava';
import fc from 'fast-check';
import { counted, judgeObservations, outcome } from '../support/judge.ts';
import { legalHistory, type WorldOptions } from './world.ts';

const RUNS = 400;

const worlds: fc.Arbitrary<WorldOptions> = fc.record({
  seed: fc.integer({ min: 0, max: 0x7fff_ffff }),
  version: fc.constantFrom(4, 5),
  phases: fc.integer({ min: 1, max: 3 }),
  stepsPerPhase: fc.integer({ min: 20, max: 400 }),
  trouble: fc.double({ min: 0, max: 1, noNaN: true }),
});

test('whatever a broker that keeps every promise does, nothing fails', (t) => {
  fc.assert(
    fc.property(worlds, (options) => {
      const { catalog, observations } = legalHistory(options);
      const report = judgeObservations(catalog, observations);
      const failed = [...counted(report, 'fail'), ...counted(report, 'inconclusive')];
      if (failed.some((finding) => !finding.startsWith('E1')))
        throw new Error(`${outcome(report)}\n${JSON.stringify(report.findings.slice(0, 3), undefined, 1)}`);
    }),
    { numRuns: RUNS },
  );
  t.pass();
});
