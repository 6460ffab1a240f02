import test from 'ava';
import { judge, judged } from '../support/judge.ts';

const HISTORY = (limit: string): string => `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect ${limit}
  1 subscribe a/b 1
  sent f0 0..2
  1 gets f0 0..2
  drain complete
`;

for (const [limit, exercised, verdict] of [
  ['window 2', 3, 'pass'],
  ['max 2000', 3, 'pass'],
  ['', 0, 'skipped'],
] as const)
  test(`F1 is put to the test ${exercised} times by ${limit === '' ? 'no limit' : limit}`, (t) => {
    const result = judge(HISTORY(limit)).invariants.find(({ id }) => id === 'F1');
    t.like(result, { verdict, exercised });
  });

for (const clause of ['5:3.3.4-9', '5:3.1.2-24'])
  test(
    `F1, and not P, fails for a violation of ${clause}`,
    judged,
    `${HISTORY('window 2')}violation 1 ${clause}`,
    'fail F1',
  );
