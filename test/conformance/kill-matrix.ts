/** Every defect of the embedded broker against the whole suite: what has to go red does, and nothing else. */
import test from 'ava';
import { DEFECTS } from '../../src/broker/defects/index.ts';
import { CASES } from '../../src/conformance/cases/index.ts';
import { PASSIVE_RULES } from '../../src/conformance/passive/index.ts';
import { versionReport } from '../../src/conformance/report.ts';
import { VERSIONS } from '../support/broker-harness.ts';
import { CONFIGURED } from './configured.ts';
import { runSimulated } from './simulated-target.ts';

const JUDGED: ReadonlySet<string> = new Set([
  ...CASES.map(({ statement }) => statement),
  ...PASSIVE_RULES.flatMap(({ ids }) => [...(ids[4] ?? []), ...(ids[5] ?? [])]),
]);

/** Registers the tests of one part in `parts`; the parts run in processes of their own. */
export function testKillMatrix(part: number, parts: number): void {
  for (const defect of DEFECTS.filter((_, index) => index % parts === part)) {
    test.serial(`${defect.id}: red is all that it breaks, and nothing else`, async (t) => {
      for (const version of VERSIONS) {
        const isOf = (id: string): boolean => id.startsWith(version === 4 ? '311:' : '5:');
        const due = defect.breaks.filter((id) => isOf(id) && JUDGED.has(id));
        const allowed = new Set([...defect.breaks, ...defect.mayAlsoBreak].filter(isOf));
        if (allowed.size === 0) continue;
        const alter = (options: Parameters<typeof defect.apply>[0]) => defect.apply(options, { every: 1 });
        const report = versionReport(
          await runSimulated({ version, cases: CASES, alter, ...CONFIGURED }),
          (id) => id,
        );
        const red = report.cases.filter(({ verdict }) => verdict === 'fail');
        const ids = new Set(red.map(({ statement }) => statement));
        t.deepEqual(
          due.filter((id) => !ids.has(id)),
          [],
          'not found',
        );
        const wrong = red.filter(({ statement }) => !allowed.has(statement));
        t.deepEqual(
          wrong.map(({ id, expected, actual }) => ({ id, expected, actual })),
          [],
          'wrongly accused',
        );
      }
      t.pass();
    });
  }
}
