import test from 'ava';
import { judged, noted } from '../support/judge.ts';
import { QOS0 } from '../support/scenes.ts';

test(
  'Q0-1 passes with gaps',
  noted,
  `${QOS0}
  publish f0 0..9
  1 gets f0 0..3,5..9
  1 disconnects
`,
  'warning',
  ['Q0-2 1'],
);

test(
  'Q0-1 fails for a second copy',
  judged,
  `${QOS0}
  publish f0 0..9
  1 gets f0 0..9
  1 gets f0 4
`,
  'fail Q0-1',
);

test(
  'Q0-1 allows one copy for each overlapping subscription',
  judged,
  `
  flow 0 qos 0 topic a/b
  0 connect
  1 connect
  1 subscribe a/b 0
  1 subscribe a/+ 0
  publish f0 0..9
  1 gets f0 0,0,1,1,2..9
`,
  'pass',
);

test(
  'Q0-1 fails for a third copy with two overlapping subscriptions',
  judged,
  `
  flow 0 qos 0 topic a/b
  0 connect
  1 connect
  1 subscribe a/b 0
  1 subscribe a/+ 0
  publish f0 0..9
  1 gets f0 0,0,0,1..9
`,
  'fail Q0-1',
);

test(
  'Q0-1 allows two copies of a QoS 1 message that its publisher sent twice',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect keep
  1 connect
  1 subscribe a/b 0
  publish f0 0
  0 drops
  0 connect keep present
  resend f0 0
  ok f0 0
  1 gets f0 0,0 qos 0
`,
  'pass',
);

test(
  'Q0-1 fails for two copies of a QoS 2 message that its publisher sent twice in one session',
  judged,
  `
  flow 0 qos 2 topic a/b
  0 connect keep
  1 connect
  1 subscribe a/b 0
  publish f0 0
  0 drops
  0 connect keep present
  resend f0 0
  ok f0 0
  1 gets f0 0,0 qos 0
`,
  'fail Q0-1',
);
