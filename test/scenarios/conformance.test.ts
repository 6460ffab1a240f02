/** Scenarios that are the conformance suite, run as users run them. */
import test from 'ava';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConformanceReport } from '../../src/results/conformance.ts';
import { runCli, temporaryFolder } from '../cli/run-cli.ts';
import { SHIPPED_SUITES } from '../support/shipped.ts';

for (const name of SHIPPED_SUITES)
  test(`${name} passes on the embedded broker, and leaves the reports of the suite`, async (t) => {
    const out = temporaryFolder();
    const { code, err } = await runCli(['run', name, '--out', out]);
    t.is(code, 0, err);
    const [run = ''] = readdirSync(join(out, 'conformance'));
    const folder = join(out, 'conformance', run);
    t.deepEqual(readdirSync(folder).sort(), [
      'badge.json',
      'cases.csv',
      'conformance.json',
      'junit.xml',
      'report.html',
      'report.md',
      'report.txt',
    ]);
    const report = JSON.parse(readFileSync(join(folder, 'conformance.json'), 'utf8')) as ConformanceReport;
    t.deepEqual(
      report.versions.map(({ version }) => `conformance-${version}`),
      [name],
    );
    t.true(report.versions.every(({ cases }) => cases.length > 300));
  });
