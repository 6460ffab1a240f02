import test from 'ava';
import { judged } from '../support/judge.ts';
import { persistent } from '../support/scenes.ts';

test(
  'S3 passes for a session that begins empty',
  judged,
  `${persistent(1)}
  1 drops
  sent f0 0..4
  1 connect
  1 subscribe a/b 1
  sent f0 5..9
  1 gets f0 5..9
  drain
`,
  'pass',
);

test(
  'S3 fails when what waited for the old session comes (5:3.1.2-4)',
  judged,
  `${persistent(1)}
  1 drops
  sent f0 0..4
  1 connect
  1 gets f0 0..4
  1 subscribe a/b 1
  sent f0 5..9
  1 gets f0 5..9
  drain
`,
  'fail H2 S3',
);

test(
  'S3 fails in 3.1.1 as well (311:3.1.2-6)',
  judged,
  `${persistent(2, 'v4')}
  1 drops
  sent f0 0..4
  1 connect v4
  1 gets f0 0..4
  drain
`,
  'fail H2 S3',
);

test(
  'S3 fails when the old session is resumed against Clean Start, and brings what waited',
  judged,
  `${persistent(1)}
  1 drops
  sent f0 0..4
  1 connect present
  1 gets f0 0..4
  drain
`,
  'fail S1 S3',
);

test(
  'S3 fails for a PUBREL of the old session (5:3.1.2-4)',
  judged,
  `${persistent(2)}
  sent f0 0
  1 gets f0 0 open id 9
  1 pubrec 9
  1 drops
  1 connect
  1 pubrel 9
  1 pubcomp 9
  drain
`,
  'fail S3',
);

test(
  'S3 passes for a PUBREL of a new exchange under an old Packet Identifier',
  judged,
  `${persistent(2)}
  sent f0 0
  1 gets f0 0 open id 9
  1 pubrec 9
  1 drops
  1 connect
  1 subscribe a/b 2
  sent f0 1
  1 gets f0 1 id 9
  drain
`,
  'pass',
);

test(
  'S3 passes for that PUBREL where the session is resumed',
  judged,
  `${persistent(2)}
  sent f0 0
  1 gets f0 0 open id 9
  1 pubrec 9
  1 drops
  1 connect keep present
  1 pubrel 9
  1 pubcomp 9
  drain
`,
  'pass',
);

test(
  'S3 makes no claim on messages that may have been under way',
  judged,
  `${persistent(1)}
  publish f0 0..4
  1 drops
  1 connect
  1 subscribe a/b 1
  ok f0 0..4
  1 gets f0 3..4
  drain
`,
  'pass',
);

test(
  'S3 passes when a message that was under way comes on the connection that Clean Start has replaced',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect
  1 subscribe a/+ 1
  sent f0 0
  1 connecting
  1 connack
  1 gets f0 0 on 1
  1 is disconnected on 1
  drain
`,
  'pass',
);
