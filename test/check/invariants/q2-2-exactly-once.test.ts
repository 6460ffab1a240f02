import test from 'ava';
import { judged } from '../support/judge.ts';
import { persistent, QOS2 } from '../support/scenes.ts';

test(
  'Q2-2 fails for a second exchange of the same message',
  judged,
  `${QOS2}
  sent f0 0..3
  1 gets f0 0..3
  1 gets f0 1
  drain complete
`,
  'fail Q2-2',
);

test(
  'Q2-2 fails for a resend under another Packet Identifier, which is a second exchange',
  judged,
  `${persistent(2)}
  sent f0 0..3
  1 gets f0 0..2
  1 gets f0 3 id 13 open
  1 drops
  1 connect keep present
  1 gets f0 3 id 99 dup
  drain complete
`,
  'fail Q2-2',
);

test(
  'Q2-2 takes a resend before PUBREC arrived for the same exchange',
  judged,
  `${persistent(2)}
  sent f0 0..3
  1 gets f0 0..2
  1 gets f0 3 id 13 open
  1 pubrec 13
  1 drops
  1 connect keep present
  1 gets f0 3 id 13 dup
  drain complete
`,
  'pass',
);

const REFUSED = `${persistent(2)}
  sent f0 0..3
  1 gets f0 0..2
  1 gets f0 3 id 13 open
  1 refuses 13
`;

test(
  'Q2-2 takes a resend after a refusal that did not come through for the same exchange (5:4.4.0-1)',
  judged,
  `${REFUSED}
  1 drops
  1 connect keep present
  1 gets f0 3 id 13 dup
  drain complete
`,
  'pass',
);

test(
  'Q2-2 fails for a refused message that comes again on the same connection',
  judged,
  `${REFUSED}
  1 gets f0 3 id 13 dup
  drain complete
`,
  'fail Q2-2',
);

test(
  'Q2-2 fails for a refused message that comes again under another Packet Identifier',
  judged,
  `${REFUSED}
  1 drops
  1 connect keep present
  1 gets f0 3 id 99 dup
  drain complete
`,
  'fail Q2-2',
);

test(
  'Q2-2 allows one exchange for each overlapping subscription',
  judged,
  `
  flow 0 qos 2 topic a/b
  0 connect
  1 connect
  1 subscribe a/b 2
  1 subscribe a/# 2
  sent f0 0..2
  1 gets f0 0..2
  1 gets f0 0..2
  drain complete
`,
  'pass',
);

test(
  'Q2-2 fails for a third exchange with two overlapping subscriptions',
  judged,
  `
  flow 0 qos 2 topic a/b
  0 connect
  1 connect
  1 subscribe a/b 2
  1 subscribe a/# 2
  sent f0 0..2
  1 gets f0 0..2
  1 gets f0 0..2
  1 gets f0 1
  drain complete
`,
  'fail Q2-2',
);

test(
  'Q2-2 fails for a message delivered twice because its publisher sent it again with DUP (5:4.3.3-10)',
  judged,
  `
  flow 0 qos 2 topic a/b
  0 connect keep
  1 connect
  1 subscribe a/b 2
  publish f0 0
  0 drops
  0 connect keep present
  resend f0 0
  ok f0 0
  1 gets f0 0
  1 gets f0 0
  drain complete
`,
  'fail Q2-2',
);

test(
  'Q2-2 allows a second exchange of what was published again without its session',
  judged,
  `
  flow 0 qos 2 topic a/b
  0 connect
  1 connect
  1 subscribe a/b 2
  publish f0 0
  0 drops
  0 connect
  resend f0 0
  ok f0 0
  1 gets f0 0
  1 gets f0 0
  drain complete
`,
  'pass',
);

test(
  'Q2-6: exactly-once ends where the subscriber loses its session',
  judged,
  `
  flow 0 qos 2 topic a/b
  0 connect
  1 connect keep
  1 subscribe a/b 2
  publish f0 0
  1 gets f0 0 open
  1 drops
  1 connect
  1 subscribe a/b 2
  ok f0 0
  1 gets f0 0
  drain complete
`,
  'pass',
);
