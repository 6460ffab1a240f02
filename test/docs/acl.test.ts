/** docs/acl.md is true: its example runs, and its tables are about what there is. */
import test from 'ava';
import { readFileSync } from 'node:fs';
import { ACCESS_PATHS } from '../../src/history/observer.ts';
import { runScenario } from '../../src/index.ts';

const TEXT = readFileSync('docs/acl.md', 'utf8');
const EXAMPLE = /```yaml\n(?<yaml>[\s\S]*?)```/u.exec(TEXT)?.groups?.['yaml'] ?? '';

test('every path of the matrix is explained', (t) => {
  for (const path of ACCESS_PATHS) t.true(TEXT.includes(`\`${path}\``), path);
});

for (const [what, embedded, verdict] of [
  ['passes where the broker enforces its policy', 'embedded: { accepts: all, enforce-access: true }', 'pass'],
  ['fails where it does not', 'embedded: { accepts: all }', 'fail'],
] as const)
  test.serial(`the example ${what}`, async (t) => {
    const quick = EXAMPLE.replace('probe-access: all', 'probe-access: { clients: all, quiet: 50ms }');
    t.not(quick, EXAMPLE);
    const results = await runScenario(`${quick}\n${embedded}\n`, { seed: 1 });
    // Without the health of this machine, which other tests keep busy.
    t.is(
      results.runs[0]?.check.verdict,
      verdict,
      JSON.stringify(results.runs[0]?.check.findings.slice(0, 3)),
    );
  });
