import test from 'ava';
import { judged } from '../support/judge.ts';
import { persistent, QOS0, QOS1 } from '../support/scenes.ts';

test(
  'D1 fails for DUP on a QoS 0 message (5:3.3.1-2)',
  judged,
  `${QOS0}
  publish f0 0..1
  1 gets f0 0
  1 gets f0 1 dup
`,
  'fail D1',
);

test(
  'D1 fails for DUP on the first copy in a new session (5:3.3.1-3)',
  judged,
  `${QOS1}
  sent f0 0
  1 gets f0 0 dup
  drain complete
`,
  'fail D1',
);

test(
  'D1 passes for DUP on a first copy after a resume',
  judged,
  `${persistent(1)}
  sent f0 0
  1 drops
  1 connect keep present
  1 gets f0 0 dup
  drain complete
`,
  'pass',
);

test(
  'D1 fails for a QoS 2 resend without DUP (5:3.3.1-1)',
  judged,
  `${persistent(2)}
  sent f0 0
  1 gets f0 0 id 12 open
  1 drops
  1 connect keep present
  1 gets f0 0 id 12
  drain complete
`,
  'fail D1',
);
