import test from 'ava';
import { judge, judged } from '../support/judge.ts';

const HISTORY = (qos: number, options: string, version = 'v5'): string => `
  flow 0 qos ${qos} topic a/b retain
  0 connect ${version}
  1 connect ${version}
  1 subscribe a/b ${qos} ${options}
  sent f0 0..3
`;

test('N2 passes for RETAIN cleared', judged, `${HISTORY(1, '')}1 gets f0 0..3\ndrain`, 'pass');
test(
  'N2 passes for RETAIN kept as asked for',
  judged,
  `${HISTORY(1, 'rap')}1 gets f0 0..3 retain\ndrain`,
  'pass',
);

test(
  'N2 fails for RETAIN kept unasked (5:3.3.1-12)',
  judged,
  `${HISTORY(1, '')}1 gets f0 0..2\n1 gets f0 3 retain\ndrain`,
  'fail N2',
);

test(
  'N2 fails for RETAIN towards an established subscription (311:3.3.1-9)',
  judged,
  `${HISTORY(1, '', 'v4')}1 gets f0 0..3 retain\ndrain`,
  'fail N2',
);

test(
  'N2 fails for RETAIN cleared in spite of Retain As Published (5:3.3.1-13)',
  judged,
  `${HISTORY(0, 'rap')}1 gets f0 0..2 retain\n1 gets f0 3\ndrain`,
  'fail N2',
);

test(
  'N2 takes a copy with RETAIN beside one without for a replay',
  judged,
  `${HISTORY(1, '')}1 gets f0 0..3\n1 gets f0 3 retain\ndrain`,
  'pass',
);

test(
  'N2 takes a message from before the SUBACK for a replay',
  judged,
  `
  flow 0 qos 1 topic a/b retain
  0 connect
  1 connect
  sent f0 0..1
  1 subscribe a/b 1
  1 gets f0 1 retain
  drain
`,
  'pass',
);

test('N2 counts what it has judged', (t) => {
  const report = judge(`${HISTORY(1, '')}1 gets f0 0..3\ndrain`);
  t.is(report.invariants.find(({ id }) => id === 'N2')?.exercised, 4);
});

const AGAIN = (first: string, second: string): string => `
  flow 0 qos 1 topic a/b retain
  0 connect
  1 connect
  1 subscribe a/b 1 rh 2 ${first}
  1 subscribe a/b 1 rh 2 ${second}
  sent f0 0..2
`;

test(
  'N2 fails where a subscription that no longer says Retain As Published brings RETAIN (5:3.8.4-3)',
  judged,
  `${AGAIN('rap', '')}1 gets f0 0..2 retain\ndrain`,
  'fail N2',
);
test(
  'N2 fails where one that says it from now on does not',
  judged,
  `${AGAIN('', 'rap')}1 gets f0 0..2\ndrain`,
  'fail N2',
);
test(
  'N2 passes for what the last SUBSCRIBE said',
  judged,
  `${AGAIN('rap', '')}1 gets f0 0..2\ndrain`,
  'pass',
);
