/** Every defect of the embedded broker against the whole suite: what has to go red does, and nothing else. */
import test from 'ava';
import { DEFECTS } from '../../src/broker/defects/index.ts';
import { CASES } from '../../src/conformance/cases/index.ts';
import { versionReport } from '../../src/conformance/report.ts';
import { VERSIONS } from '../support/broker-harness.ts';
import { runSimulated } from './simulated-target.ts';

for (const defect of DEFECTS) {
  test(`${defect.id}: red is only what it breaks`, async (t) => {
    for (const version of VERSIONS) {
      const alter = (options: Parameters<typeof defect.apply>[0]) => defect.apply(options, { every: 1 });
      const report = versionReport(await runSimulated({ version, cases: CASES, alter }), (id) => id);
      const allowed = new Set([...defect.breaks, ...defect.mayAlsoBreak]);
      const wrong = report.cases.filter(
        ({ verdict, statement }) => verdict === 'fail' && !allowed.has(statement),
      );
      t.deepEqual(
        wrong.map(({ id, expected, actual }) => ({ id, expected, actual })),
        [],
      );
    }
  });
}
