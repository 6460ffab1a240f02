import test from 'ava';
import { CASES } from '../../src/conformance/cases/index.ts';
import { versionReport } from '../../src/conformance/report.ts';
import { VERSIONS, versionLabel } from '../support/broker-harness.ts';
import { runSimulated } from './simulated-target.ts';

for (const version of VERSIONS) {
  test(`the embedded broker conforms: ${versionLabel(version)}`, async (t) => {
    const report = versionReport(await runSimulated({ version, cases: CASES }), (id) => id);
    const unwell = report.cases.filter(({ verdict }) => !['pass', 'skipped', 'vacuous'].includes(verdict));
    t.deepEqual(
      unwell.map(({ id, verdict, expected, actual, reason }) => ({ id, verdict, expected, actual, reason })),
      [],
    );
    t.deepEqual(report.problems, []);
  });
}
