import test from 'ava';
import { judge, judged } from '../support/judge.ts';

/** An exchange that a drop cuts off behind our PUBREC, and a resume after the message has expired. */
const CUT = (flow: string): string => `
  flow 0 qos 2 topic a/b ${flow}
  0 connect
  1 connect keep
  1 subscribe a/b 2
  sent f0 0
  1 gets f0 0 id 12 open left 10
  1 pubrec 12
  1 drops
  wait 12000000
  1 connect keep present
  wait 6000000
`;

test('Q2-5 passes when the broker goes on with PUBREL (5:4.3.3-7)', (t) => {
  const report = judge(`${CUT('expires 10')}1 pubrel 12\n1 pubcomp 12\ndrain`);
  t.is(report.verdict, 'pass');
  t.is(report.invariants.find(({ id }) => id === 'Q2-5')?.exercised, 1);
});

test(
  'Q2-5 passes when the broker goes on with the PUBLISH again, expired or not',
  judged,
  `${CUT('expires 10')}1 gets f0 0 id 12 dup left 0\ndrain`,
  'pass',
);

test('Q2-5 fails when nothing of it comes any more', judged, `${CUT('expires 10')}drain`, 'fail Q2-5');

test(
  'Q2-5 makes no claim while the broker may still go on',
  judged,
  `${CUT('expires 10').replace('wait 6000000', 'wait 1000')}drain complete`,
  'pass',
);

test('Q2-5 makes no claim of messages without an expiry', (t) => {
  const report = judge(`${CUT('').replace(' left 10', '')}drain`);
  t.is(report.invariants.find(({ id }) => id === 'Q2-5')?.verdict, 'skipped');
});
