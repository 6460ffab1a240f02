import test from 'ava';
import { judged, noted } from '../support/judge.ts';
import { persistent, QOS1, QOS1_V4 } from '../support/scenes.ts';

const RESUMED = (version: string): string => `${persistent(1, version)}
  sent f0 0..3
  1 gets f0 0,1
  1 gets f0 2 id 12
  1 gets f0 3 id 13
  1 drops
  1 connect keep present ${version}
`;

test(
  'Q1-2 passes for resends after a resume',
  judged,
  `${RESUMED('v5')}
  1 gets f0 2 id 12 dup
  1 gets f0 3 id 13 dup
  drain complete
`,
  'pass',
);

test(
  'Q1-2 passes when the first copy is the resend, its original lost',
  judged,
  `${persistent(1)}
  sent f0 0..3
  1 gets f0 0..2
  1 drops
  1 connect keep present
  1 gets f0 3 dup
  drain complete
`,
  'pass',
);

test(
  'Q1-2 fails for a second copy without DUP',
  judged,
  `${QOS1}
  sent f0 0..3
  1 gets f0 0..3
  1 gets f0 1
  drain complete
`,
  'fail Q1-2',
);

test(
  'Q1-2 fails for a resend after a resume without DUP (5:3.3.1-1)',
  judged,
  `${RESUMED('v5')}
  1 gets f0 2 id 12
  drain complete
`,
  'fail Q1-2',
);

test(
  'Q1-2 fails for a resend after a resume under another Packet Identifier (5:4.4.0-1)',
  judged,
  `${RESUMED('v5')}
  1 gets f0 2 id 55 dup
  drain complete
`,
  'fail Q1-2',
);

test(
  'Q1-2 fails for a resend on an open connection in 5.0 (5:4.4.0-1)',
  judged,
  `${QOS1}
  sent f0 0..3
  1 gets f0 0..2
  1 gets f0 3 id 13
  1 gets f0 3 id 13 dup
  drain complete
`,
  'fail Q1-2',
);

test(
  'Q1-2 only warns of a resend on an open connection in 3.1.1',
  noted,
  `${QOS1_V4}
  sent f0 0..3
  1 gets f0 0..2
  1 gets f0 3 id 13
  1 gets f0 3 id 13 dup
  drain complete
`,
  'warning',
  ['Q1-2 1'],
);

test(
  'Q1-2 fails for two resends after one resume in 5.0',
  judged,
  `${RESUMED('v5')}
  1 gets f0 3 id 13 dup
  1 gets f0 3 id 13 dup
  drain complete
`,
  'fail Q1-2',
);

test(
  'Q1-2 allows a second copy of a message that its publisher sent twice',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect keep
  1 connect
  1 subscribe a/b 1
  publish f0 0..2
  0 drops
  0 connect keep present
  resend f0 0..2
  ok f0 0..2
  1 gets f0 0..2
  1 gets f0 0..2
  drain complete
`,
  'pass',
);

test(
  'Q1-2 fails for a third copy of a message that its publisher sent twice',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect keep
  1 connect
  1 subscribe a/b 1
  publish f0 0..2
  0 drops
  0 connect keep present
  resend f0 0..2
  ok f0 0..2
  1 gets f0 0..2
  1 gets f0 0..2
  1 gets f0 2
  drain complete
`,
  'fail Q1-2',
);

test(
  'Q1-2 allows one copy for each overlapping subscription, and no more',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect
  1 subscribe a/b 1
  1 subscribe a/# 1
  sent f0 0..2
  1 gets f0 0..2
  1 gets f0 0..2
  drain complete
`,
  'pass',
);

test(
  'Q1-2 makes no claim for shared subscriptions',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect
  1 subscribe $share/g/a/b 1
  sent f0 0..2
  1 gets f0 0..2
  1 gets f0 0..2
  drain complete
`,
  'pass',
);
