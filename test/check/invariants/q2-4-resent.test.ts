import test from 'ava';
import { judged } from '../support/judge.ts';

const RESENT = `
  flow 0 qos 2 topic a/b
  0 connect keep
  1 connect
  1 subscribe a/b 2
  sent f0 0
  publish f0 1
  0 drops
  0 connect keep present
  resend f0 1
  ok f0 1`;

test(
  'Q2-4 passes when the message that was sent again arrives once',
  judged,
  `${RESENT}
  1 gets f0 0..1
  drain complete
`,
  'pass',
);

test(
  'Q2-4 fails when the message that was sent again is lost (5:4.3.3-8)',
  judged,
  `${RESENT}
  1 gets f0 0
  drain
`,
  'fail Q2-4',
);
