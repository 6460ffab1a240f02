import test from 'ava';
import { judged, noted } from '../support/judge.ts';

test(
  'S1 passes for a session that is resumed in time',
  judged,
  `
  1 connect keep
  1 drops
  1 connect keep present
`,
  'pass',
);

test(
  'S1 fails when a session is lost before it expires (5:3.2.2-3)',
  judged,
  `
  1 connect keep
  1 disconnects
  1 connect keep
`,
  'fail S1',
);

test(
  'S1 fails when a session is lost in a takeover',
  judged,
  `
  1 connect keep
  1 connect keep
`,
  'fail S1',
);

test(
  'S1 passes when the session had time to expire',
  judged,
  `
  1 connect keep expiry 1
  1 drops
  wait 1000000
  1 connect keep expiry 1
`,
  'pass',
);

test(
  'S1 passes for a session that is kept a little longer than its interval',
  judged,
  `
  1 connect keep expiry 1
  1 drops
  wait 5000000
  1 connect keep expiry 1 present
`,
  'pass',
);

test(
  'S1 fails for a session that is kept long after its interval (5:4.1.0-2)',
  judged,
  `
  1 connect keep expiry 1
  1 drops
  wait 7000000
  1 connect keep expiry 1 present
`,
  'fail S1',
);

test(
  'S1 holds a target to the tolerance that it declares',
  judged,
  `
  1 connect keep expiry 1
  1 drops
  wait 7000000
  1 connect keep expiry 1 present
`,
  'pass',
  { sessionExpiryToleranceUs: 1_800_000_000 },
);

test(
  'S1 knows the interval that DISCONNECT sets (5:3.1.2-23)',
  judged,
  `
  1 connect keep expiry 3600
  1 disconnects expiry 1
  wait 7000000
  1 connect keep expiry 1 present
`,
  'fail S1',
);

test(
  'S1 makes no claim on the interval of a half-open connection, which the broker may take for alive',
  judged,
  `
  1 connect keep expiry 1
  1 drops half-open
  wait 7000000
  1 connect keep expiry 1 present
`,
  'pass',
);

test(
  'S1 excuses a session that outlived its interval while the test disturbed the broker',
  noted,
  `
  1 connect keep expiry 1
  1 drops
  wait 7000000
  1 connect keep expiry 1 present
`,
  'excused',
  ['S1 1'],
  { disturbances: [{ fromUs: 0, toUs: 9e9, what: 'broker frozen' }] },
);

test(
  'S1 fails when a session comes back after an orderly end',
  judged,
  `
  1 connect
  1 disconnects
  1 connect keep present
`,
  'fail S1',
);

test(
  'S1 fails for Session Present on Clean Start (5:3.2.2-2)',
  judged,
  `
  1 connect keep
  1 drops
  1 connect present
`,
  'fail S1',
);

test(
  'S1 passes for a session from before the history',
  judged,
  `
  1 connect keep present
`,
  'pass',
);

test(
  'S1 is inconclusive when connections were lost meanwhile: the broker may have failed',
  judged,
  `
  1 connect keep
  2 connect
  1 drops
  2 is closed
  1 connect keep
`,
  'inconclusive S1',
);

test(
  'S1 excuses a session lost while the test disturbed the broker',
  noted,
  `
  1 connect keep
  1 drops
  1 connect keep
`,
  'excused',
  ['S1 1'],
  { disturbances: [{ fromUs: 0, toUs: 9e9, what: 'broker restarted', forgets: true }] },
);

test(
  'S1 makes no claim after a CONNECT with Clean Start that was never answered',
  judged,
  `
  1 connect keep
  1 drops
  1 connecting
  1 drops
  1 connect keep
`,
  'pass',
);

test(
  'S1 fails in 3.1.1 as well (311:3.2.2-2)',
  judged,
  `
  1 connect keep v4
  1 drops
  1 connect keep v4
`,
  'fail S1',
);
