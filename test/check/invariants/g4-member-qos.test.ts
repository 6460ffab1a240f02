import test from 'ava';
import { judged } from '../support/judge.ts';

const MEMBERS = `
  flow 0 qos 2 topic a/b
  0 connect
  1 connect
  2 connect
  1 subscribe $share/g/a/# 1
  2 subscribe $share/g/a/# 2
`;

test(
  'G4 passes when each member gets its messages at the QoS granted to it (5:4.8.2-3)',
  judged,
  `${MEMBERS}
  sent f0 0..3
  1 gets f0 0..1 qos 1
  2 gets f0 2..3
  drain
`,
  'pass',
);

test(
  'G4 fails when a member gets a message above the QoS granted to it (5:4.8.2-3)',
  judged,
  `${MEMBERS}
  sent f0 0..3
  1 gets f0 0..1 qos 2
  2 gets f0 2..3
  drain
`,
  'fail G4',
);

test(
  'G4 fails when a member gets a message below the QoS granted to it',
  judged,
  `${MEMBERS}
  sent f0 0..3
  1 gets f0 0..1 qos 1
  2 gets f0 2..3 qos 1
  drain
`,
  'fail G4',
);
