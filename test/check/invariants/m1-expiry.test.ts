import test from 'ava';
import { judge, judged, noted } from '../support/judge.ts';

/** Client 1 is away while messages with an interval of 10 s are published, and comes back after so many µs. */
const AWAY = (waitUs: number, version = 'v5'): string => `
  flow 0 qos 1 topic a/b expires 10
  0 connect
  1 connect keep ${version}
  1 subscribe a/b 1
  1 disconnects
  sent f0 0..3
  wait ${waitUs}
  1 connect keep present ${version}
`;
const HERE = `
  flow 0 qos 1 topic a/b expires 10
  0 connect
  1 connect
  1 subscribe a/b 1
`;

test(
  'M1 passes for messages that come at once',
  judged,
  `${HERE}sent f0 0..3\n1 gets f0 0..3 left 10\ndrain`,
  'pass',
);
test(
  'M1 passes for what is left after a wait',
  judged,
  `${AWAY(4_000_000)}1 gets f0 0..3 left 6\ndrain`,
  'pass',
);
test(
  'M1 allows for a clock that ticks in seconds',
  judged,
  `${AWAY(4_000_000)}1 gets f0 0..3 left 7\ndrain`,
  'pass',
);

test(
  'M1 fails for an interval that is not lowered by the wait (5:3.3.2-6)',
  judged,
  `${AWAY(4_000_000)}1 gets f0 0..3 left 10\ndrain`,
  'fail M1',
);

test(
  'M1 fails for an interval that is lowered by more than the wait',
  judged,
  `${HERE}sent f0 0\nwait 3000\n1 gets f0 0 left 10\nsent f0 1\n1 gets f0 1 left 4 waited 1000\ndrain`,
  'fail M1',
);

test(
  'M1 fails for an interval that is raised',
  judged,
  `${HERE}sent f0 0\n1 gets f0 0 left 11\ndrain`,
  'fail M1',
);
test('M1 fails for an interval that is lost', judged, `${HERE}sent f0 0\n1 gets f0 0\ndrain`, 'fail M1');

test(
  'M1 fails for messages delivered after their time (5:3.3.2-5)',
  judged,
  `${AWAY(13_000_000)}1 gets f0 0..3 left 0\ndrain`,
  'fail M1',
);

test(
  'M1 fails for them towards a subscriber at 3.1.1, too',
  judged,
  `${AWAY(13_000_000, 'v4')}1 gets f0 0..3\ndrain`,
  'fail M1',
);

test(
  'M1 passes for a delivery that began before the time was over, and is sent again after it (5:4.3.3-7)',
  judged,
  `
  flow 0 qos 2 topic a/b expires 10
  0 connect
  1 connect keep
  1 subscribe a/b 2
  sent f0 0
  1 gets f0 0 id 7 open left 10
  1 drops
  wait 13000000
  1 connect keep present
  1 gets f0 0 id 7 dup left 0
  drain
`,
  'pass',
);

test('M1 passes when what has expired does not come, and counts it', (t) => {
  const report = judge(`${AWAY(13_000_000)}drain`);
  t.is(report.verdict, 'pass');
  t.is(report.invariants.find(({ id }) => id === 'M1')?.exercised, 4);
});

test(
  'expiry excuses what the client was not there for in time',
  noted,
  `${AWAY(13_000_000)}drain`,
  'excused',
  ['Q1-1 4'],
);

test(
  'expiry is no excuse while the time has not passed',
  judged,
  `${AWAY(4_000_000)}1 gets f0 0..2 left 6\ndrain`,
  'fail Q1-1',
);

test(
  'expiry is no excuse when a later message of the flow arrived in time, however long the run goes on',
  judged,
  `${HERE}
  sent f0 0..3
  1 gets f0 0,1,3 left 10
  wait 60000000
  drain
`,
  'fail Q1-1',
);

test(
  'expiry is no excuse for a client that was there all the time',
  judged,
  `${HERE}
  sent f0 0..3
  wait 60000000
  drain
`,
  'fail Q1-1',
);

test(
  'expiry excuses a client that did not read in time',
  noted,
  `${HERE}
  1 stops
  sent f0 0..3
  wait 13000000
  1 reads
  wait 1000
  drain
`,
  'excused',
  ['Q1-1 4'],
);

const RETAINED = (waitUs: number, left: string): string => `
  flow 0 qos 1 topic a/b retain expires 10
  0 connect
  sent f0 0
  wait ${waitUs}
  1 connect
  1 subscribe a/b 1
  1 gets f0 0 retain ${left}
  drain complete
`;

test(
  'M1 passes for a retained message with what is left of it',
  judged,
  RETAINED(4_000_000, 'left 6'),
  'pass',
);
test(
  'M1 fails for a retained message that has expired (5:3.3.2-5)',
  judged,
  RETAINED(20_000_000, 'left 1'),
  'fail M1',
);
test(
  'M1 fails for a retained message with all of its interval left',
  judged,
  RETAINED(8_000_000, 'left 10'),
  'fail M1',
);

test(
  'M1 does not ask how much is left of a delivery that had begun and is sent again after its time (5:4.3.3-7)',
  judged,
  `
  flow 0 qos 1 topic a/b expires 10
  0 connect
  1 connect keep
  1 subscribe a/b 1
  sent f0 0
  1 gets f0 0 id 9 left 10
  1 drops
  wait 11000000
  1 connect keep present
  1 gets f0 0 dup id 9 waited 11000000
  drain
`,
  'pass',
);
