import test from 'ava';
import { judged } from '../support/judge.ts';
import { persistent, QOS0, QOS1, QOS2 } from '../support/scenes.ts';

test(
  'O1 fails for two messages swapped at QoS 0 (5:4.6.0-5)',
  judged,
  `${QOS0}
  publish f0 0..9
  1 gets f0 0..3,5,4,6..9
`,
  'fail O1',
);

test(
  'O1 fails for two messages swapped at QoS 1',
  judged,
  `${QOS1}
  sent f0 0..9
  1 gets f0 1,0,2..9
  drain complete
`,
  'fail O1',
);

test(
  'O1 fails for two messages swapped at QoS 2',
  judged,
  `${QOS2}
  sent f0 0..9
  1 gets f0 0..7,9,8
  drain complete
`,
  'fail O1',
);

test(
  'O1 makes no claim across topics, QoS levels and publishers (O3)',
  judged,
  `
  flow 0 qos 1 topic a/b
  flow 0 qos 1 topic a/c
  flow 0 qos 0 topic a/b
  flow 2 qos 1 topic a/b
  0 connect
  1 connect
  2 connect
  1 subscribe a/+ 2
  sent f0 0
  sent f1 0
  publish f2 0
  sent f3 0
  1 gets f3 0
  1 gets f2 0
  1 gets f1 0
  1 gets f0 0
  drain complete
`,
  'pass',
);

test(
  'O1 looks at first copies only: resends after a resume may start again',
  judged,
  `${persistent(1)}
  sent f0 0..3
  1 gets f0 0
  1 gets f0 1 id 11
  1 gets f0 2 id 12
  1 drops
  1 connect keep present
  1 gets f0 1 id 11 dup
  1 gets f0 2 id 12 dup
  1 gets f0 3
  drain complete
`,
  'pass',
);

test(
  'O1 allows the second of two copies to fill what the first lost at QoS 0',
  judged,
  `
  flow 0 qos 0 topic a/b
  0 connect
  1 connect
  1 subscribe a/b 0
  1 subscribe a/+ 0
  publish f0 0..2
  1 gets f0 1,0,1,2
`,
  'pass',
);

test(
  'O1 allows a copy from a publisher resend behind messages that a later subscription caught first',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect keep
  1 connect
  publish f0 0..1
  1 subscribe a/b 1
  0 drops
  0 connect keep present
  resend f0 0..1
  ok f0 0..1
  1 gets f0 1
  1 gets f0 0
  1 gets f0 1
  drain complete
`,
  'pass',
);

test(
  'O1 makes no claim for QoS 0 messages on two connections of their publisher',
  judged,
  `
  flow 0 qos 0 topic a/b
  0 connect
  1 connect
  1 subscribe a/b 0
  publish f0 0
  0 drops
  0 connect
  publish f0 1
  1 gets f0 1,0
`,
  'pass',
);

test(
  'O1 makes no claim for what is read from a connection that was taken over',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect keep
  1 subscribe a/b 1
  sent f0 0..2
  1 gets f0 0
  1 connect keep present
  1 gets f0 2
  1 gets f0 1 on 1
  drain complete
`,
  'pass',
);
