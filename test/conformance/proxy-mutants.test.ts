import test from 'ava';
import { CASES } from '../../src/conformance/cases/index.ts';
import { versionReport } from '../../src/conformance/report.ts';
import { PROXY_MUTANTS } from './proxy-mutants.ts';
import { CONFIGURED } from './configured.ts';
import { runSimulated } from './simulated-target.ts';

for (const mutant of PROXY_MUTANTS) {
  test.serial(`a proxy that ${mutant.summary} is found out (${mutant.id})`, async (t) => {
    const { version, make, breaks, mayAlsoBreak } = mutant;
    const report = versionReport(
      await runSimulated({ version, cases: CASES, tamper: make, ...CONFIGURED }),
      (id) => id,
    );
    const red = new Set(
      report.cases.filter(({ verdict }) => verdict === 'fail').map(({ statement }) => statement),
    );
    t.deepEqual(
      breaks.filter((id) => !red.has(id)),
      [],
      'not found',
    );
    if (mayAlsoBreak === undefined) return;
    t.deepEqual(
      [...red].filter((id) => !breaks.includes(id) && !mayAlsoBreak.includes(id)),
      [],
      'wrongly accused',
    );
  });
}
