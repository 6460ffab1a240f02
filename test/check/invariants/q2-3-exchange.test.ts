import test from 'ava';
import { judged, noted } from '../support/judge.ts';
import { persistent, QOS2, QOS2_V4 } from '../support/scenes.ts';

test(
  'Q2-3 fails for a PUBLISH again after its PUBREL (5:4.3.3-6)',
  judged,
  `${persistent(2)}
  sent f0 0
  1 gets f0 0 id 12 open
  1 pubrec 12
  1 pubrel 12
  1 drops
  1 connect keep present
  1 gets f0 0 id 12 dup
  drain complete
`,
  'fail Q2-3',
);

test(
  'Q2-3 fails for a PUBLISH again after its PUBCOMP, with DUP and its old Packet Identifier',
  judged,
  `${persistent(2)}
  sent f0 0
  1 gets f0 0 id 12
  1 drops
  1 connect keep present
  1 gets f0 0 id 12 dup
  drain complete
`,
  'fail Q2-3',
);

test(
  'Q2-3 fails for a resend on an open connection in 5.0 (5:4.4.0-1)',
  judged,
  `${QOS2}
  sent f0 0
  1 gets f0 0 id 12 open
  1 gets f0 0 id 12 dup
  drain complete
`,
  'fail Q2-3',
);

test(
  'Q2-3 only warns of a resend on an open connection in 3.1.1',
  noted,
  `${QOS2_V4}
  sent f0 0
  1 gets f0 0 id 12 open
  1 gets f0 0 id 12 dup
  drain complete
`,
  'warning',
  ['Q2-3 1'],
);

test(
  'Q2-3 fails for a Packet Identifier that is used for another message before PUBCOMP (5:4.3.3-1)',
  judged,
  `${QOS2}
  sent f0 0..1
  1 gets f0 0 id 12 open
  1 gets f0 1 id 12
  drain complete
`,
  'fail Q2-3',
);

test(
  'Q2-3 passes for a Packet Identifier that is used again after PUBCOMP',
  judged,
  `${QOS2}
  sent f0 0..9
  1 gets f0 0..9 id 12
  drain complete
`,
  'pass',
);

test(
  'Q2-3 passes for a Packet Identifier that is used again after PUBREC 0x80 (5:4.3.3-9)',
  judged,
  `${QOS2}
  sent f0 0..1
  1 gets f0 0 id 12 open
  1 refuses 12
  1 gets f0 1 id 12
  drain complete
`,
  'pass',
);

test(
  'Q2-3 fails for a PUBREC that gets no PUBREL (5:4.3.3-4)',
  judged,
  `${QOS2}
  sent f0 0
  1 gets f0 0 id 12 open
  1 pubrec 12
  drain
`,
  'fail Q2-3',
);

test(
  'Q2-3 waits for a PUBREL that comes after the drain',
  judged,
  `${QOS2}
  sent f0 0
  1 gets f0 0 id 12 open
  1 pubrec 12
  drain
  1 pubrel 12
`,
  'pass',
);

test(
  'Q2-3 makes no claim where a drain ended early',
  judged,
  `${QOS2}
  sent f0 0
  1 gets f0 0 id 12 open
  1 pubrec 12
  drain complete
`,
  'pass',
);

const RESUMED = `${persistent(2)}
  sent f0 0
  1 gets f0 0 id 12 open
  1 pubrec 12
  1 drops
  1 connect keep present
`;

test(
  'Q2-3 fails for an exchange that is not carried on after a resume (5:4.4.0-1)',
  judged,
  `${RESUMED} drain`,
  'fail Q2-3',
);

test(
  'Q2-3 passes where the broker goes on with PUBREL, or with the PUBLISH where PUBREC was lost',
  judged,
  `${RESUMED} 1 pubrel 12 \n 1 pubcomp 12 \n drain`,
  'pass',
);

test('Q2-3 makes no claim of an exchange that may still go on', judged, `${RESUMED} drain complete`, 'pass');

const REFUSED = `
  flow 0 qos 2 topic a/b
  0 connect
  1 connect
  1 subscribe a/b 2
  sent f0 0
  1 gets f0 0 id 7 declined
`;

test(
  'Q2-3 fails for a PUBREL after a refusal (5:4.4.0-2)',
  judged,
  `${REFUSED}1 pubrel 7\ndrain`,
  'fail Q2-3',
);
test(
  'Q2-3 passes when the Packet Identifier of a refused message is used for another',
  judged,
  `${REFUSED}sent f0 1\n1 gets f0 1 id 7\ndrain`,
  'pass',
);
