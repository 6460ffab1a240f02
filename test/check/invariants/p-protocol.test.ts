import test from 'ava';
import { judge, judged } from '../support/judge.ts';

test(
  'P fails for a violation that one connection proves',
  judged,
  `
  1 connect
  violation 1 5:4.3.2-4
`,
  'fail P',
);

test('P counts equal violations together and keeps their clauses', (t) => {
  const report = judge(`
    1 connect
    violation 1 5:4.3.2-4
    violation 1 5:4.3.2-4
    violation 1 5:3.3.1-2
  `);
  t.deepEqual(
    report.findings.map(({ clauses, count }) => [clauses, count]),
    [
      [['5:4.3.2-4'], 2],
      [['5:3.3.1-2'], 1],
    ],
  );
});
