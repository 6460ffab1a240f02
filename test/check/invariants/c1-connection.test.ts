import test from 'ava';
import { judged, noted } from '../support/judge.ts';

test(
  'C1 passes when connections end as we want',
  judged,
  `
  1 connect
  2 connect
  1 disconnects
  2 drops
`,
  'pass',
);

test(
  'C1 warns of connections that the broker closed',
  noted,
  `
  1 connect
  2 connect
  1 is closed
  2 is closed
`,
  'warning',
  ['C1 2'],
);

test(
  'C1 does not count a connection that we took over',
  noted,
  `
  1 connect
  1 connecting
  1 is closed
`,
  'warning',
  [],
);

test(
  'C1 excuses what the test itself disturbed',
  noted,
  `
  1 connect
  1 is closed
`,
  'excused',
  ['C1 1'],
  { disturbances: [{ fromUs: 0, toUs: 9e9, what: 'proxy cut' }] },
);
