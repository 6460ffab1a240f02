import test from 'ava';
import { judged } from '../support/judge.ts';
import { QOS1 } from '../support/scenes.ts';

test(
  'R3 fails for RETAIN on a message that was published without it',
  judged,
  `${QOS1}
  sent f0 0..1
  1 gets f0 0
  1 gets f0 1 retain
  drain complete
`,
  'fail R3',
);

test(
  'R3 passes for RETAIN on a message that was published with it',
  judged,
  `
  flow 0 qos 1 topic a/b retain
  0 connect
  1 connect
  1 subscribe a/b 1 rap
  sent f0 0..1
  1 gets f0 0..1 retain
  drain complete
`,
  'pass',
);
