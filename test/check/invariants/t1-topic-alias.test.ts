import test from 'ava';
import { judge, judged } from '../support/judge.ts';

const HISTORY = `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect
  1 subscribe a/b 1
  sent f0 0..2
  1 gets f0 0..2 alias 1
`;

test('T1 passes for aliases within the limit, and counts them', (t) => {
  const result = judge(HISTORY).invariants.find(({ id }) => id === 'T1');
  t.like(result, { verdict: 'pass', exercised: 3 });
});

for (const clause of ['5:3.1.2-26', '5:3.3.2-7', '5:3.3.2-8'])
  test(
    `T1, and not P, fails for a violation of ${clause}`,
    judged,
    `${HISTORY}violation 1 ${clause}`,
    'fail T1',
  );

test('T1 is skipped where no broker used an alias', (t) => {
  const result = judge(HISTORY.replace(' alias 1', '')).invariants.find(({ id }) => id === 'T1');
  t.is(result?.verdict, 'skipped');
});
