import test from 'ava';
import { judge, judged } from '../support/judge.ts';

const HISTORY = (options: string): string => `
  flow 0 qos 1 topic a/b
  0 connect
  0 subscribe a/# 1 ${options}
  1 connect
  1 subscribe a/b 1 nolocal
  sent f0 0..3
  1 gets f0 0..3
`;

test('N1 passes when only others get the messages, and counts what was kept', (t) => {
  const report = judge(`${HISTORY('nolocal')}drain`);
  t.is(report.verdict, 'pass');
  t.is(report.invariants.find(({ id }) => id === 'N1')?.exercised, 4);
});

test(
  'N1 fails for own messages through a subscription with No Local (5:3.8.3-3)',
  judged,
  `${HISTORY('nolocal')}0 gets f0 2\ndrain`,
  'fail N1',
);

test(
  'N1 leaves own messages alone that a subscription without it brings',
  judged,
  `${HISTORY('')}0 gets f0 0..3\ndrain`,
  'pass',
);

test(
  'No Local that keeps the messages of others from a client is a loss',
  judged,
  `${HISTORY('nolocal').replace('1 gets f0 0..3', '')}drain`,
  'fail Q1-1',
);

test(
  'a subscription without No Local any more brings the own messages of its client (5:3.8.4-3)',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect
  0 subscribe a/b 1 nolocal
  sent f0 0
  0 subscribe a/b 1
  sent f0 1..3
  drain
`,
  'fail Q1-1',
);
