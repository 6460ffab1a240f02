import test from 'ava';
import { judged, noted } from '../support/judge.ts';
import { persistent } from '../support/scenes.ts';

test(
  'S4 passes when the old connection is disconnected with 0x8E (5:3.1.4-3)',
  judged,
  `
  1 connect keep
  1 connecting keep
  1 is disconnected on 1
  1 connack present
`,
  'pass',
);

test(
  'S4 passes when the end of the old connection is seen after the second CONNACK',
  judged,
  `
  1 connect keep
  1 connect keep present
  wait 300000
  1 is disconnected on 1
`,
  'pass',
);

test(
  'S4 fails when the old connection stays open (5:3.1.4-3)',
  judged,
  `
  1 connect keep
  1 connect keep present
  wait 5000000
  1 drops on 1
`,
  'fail S4',
);

test(
  'S4 fails in 3.1.1 as well, and with Clean Session (311:3.1.4-2)',
  judged,
  `
  1 connect v4
  1 connect v4
  wait 5000000
  1 drops on 1
`,
  'fail S4',
);

test(
  'S4 is inconclusive when we closed the old connection before the broker could',
  judged,
  `
  1 connect keep
  1 connect keep present
  wait 100000
  1 drops on 1
`,
  'inconclusive S4',
);

test(
  'S4 excuses what happens while the test disturbs the broker',
  noted,
  `
  1 connect keep
  1 connect keep present
  wait 5000000
  1 drops on 1
`,
  'excused',
  ['S4 1'],
  { disturbances: [{ fromUs: 0, toUs: 9e9, what: 'broker frozen' }] },
);

test(
  'S4 warns of a close without DISCONNECT 0x8E, which 5.0 describes',
  noted,
  `
  1 connect keep
  1 connect keep present
  1 is closed on 1
`,
  'warning',
  ['S4 1'],
);

test(
  'S4 warns of a DISCONNECT with another Reason Code',
  noted,
  `
  1 connect keep
  1 connect keep present
  1 is disconnected on 1 code 139
`,
  'warning',
  ['S4 1'],
);

test(
  'S4 has nothing to say of a bare close in 3.1.1, which has no other',
  noted,
  `
  1 connect keep v4
  1 connect keep v4 present
  1 is closed on 1
`,
  'warning',
  [],
);

test(
  'S4 makes no claim on a connection that we had closed ourselves before',
  noted,
  `
  1 connect keep
  1 connecting keep
  1 drops on 1
  1 connack present
`,
  'warning',
  [],
);

test(
  'S4 makes no claim when the second connection is refused',
  judged,
  `
  1 connect keep
  1 connecting keep
  1 connack code 136
  1 is closed on 2
  wait 5000000
  1 drops on 1
`,
  'pass',
);

test(
  'S4 passes for bytes that were on their way to the old connection',
  judged,
  `${persistent(1)}
  publish f0 0..4
  1 connect keep present
  1 gets f0 0..2 on 1
  1 gets f0 0..2 dup
  1 gets f0 3..4
  ok f0 0..4
  1 is disconnected on 1
  drain
`,
  'pass',
);

test(
  'S4 fails for a message on the old connection that was published after the second CONNACK (5:3.1.4-3)',
  judged,
  `${persistent(1)}
  1 connect keep present
  sent f0 0..4
  1 gets f0 0..1 on 1
  1 gets f0 2..4
  1 is disconnected on 1
  drain
`,
  'fail S4',
);

test(
  'S4 fails for such a message when the second connection began with Clean Start',
  judged,
  `${persistent(0)}
  1 connect
  1 subscribe a/b 0
  publish f0 0..4
  1 gets f0 0..4
  1 gets f0 0..1 on 1
  1 is disconnected on 1
`,
  'fail S4',
);
