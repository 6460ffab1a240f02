import test from 'ava';
import { judged, noted } from '../support/judge.ts';

const DELAYED = `
  flow 0 qos 1 topic w will
  1 connect
  1 subscribe w 1
  0 connect expiry 100 delay 5
`;

test(
  'W2 passes for a Will after its delay (5:3.1.2-8)',
  judged,
  `${DELAYED} 0 drops \n wait 5000000 \n 1 gets f0 0 \n drain`,
  'pass',
);

test(
  'W2 fails for a Will without its delay',
  judged,
  `${DELAYED} 0 drops \n 1 gets f0 0 \n drain`,
  'fail W2',
);

test(
  'W2 only warns of less than a second, for intervals are whole seconds',
  noted,
  `${DELAYED} 0 drops \n wait 4300000 \n 1 gets f0 0 \n drain`,
  'warning',
  ['W2 1'],
);

test(
  'W2 passes where the session ended before the delay was over',
  judged,
  `
  flow 0 qos 1 topic w will
  1 connect
  1 subscribe w 1
  0 connect expiry 2 delay 50
  0 drops
  wait 2000000
  1 gets f0 0
  drain
`,
  'pass',
);

test(
  'W2 passes at once where the session ends with its connection',
  judged,
  `
  flow 0 qos 1 topic w will
  1 connect
  1 subscribe w 1
  0 connect delay 50
  0 drops
  1 gets f0 0
  drain
`,
  'pass',
);

test(
  'W2 passes at once where Clean Start ends the session',
  judged,
  `${DELAYED} 0 drops \n 0 connect \n 1 gets f0 0 \n drain`,
  'pass',
);

test(
  'a Will is due at once where Clean Start ends the session',
  judged,
  `${DELAYED} 0 drops \n 0 connect \n drain`,
  'fail W1',
);

test(
  'W2 fails for a Will long after its time at a client that was there',
  judged,
  `${DELAYED} 0 drops \n wait 20000000 \n 1 gets f0 0 \n drain`,
  'fail W2',
);

test(
  'W2 says nothing of one that had to wait for its subscriber',
  judged,
  `
  flow 0 qos 1 topic w will
  1 connect keep
  1 subscribe w 1
  0 connect
  1 drops
  0 drops
  wait 20000000
  1 connect keep present
  1 gets f0 0
  drain
`,
  'pass',
);

test(
  'W2 fails for a Will before a silent client can be missed',
  judged,
  `
  flow 0 qos 1 topic w will
  1 connect
  1 subscribe w 1
  0 connect alive 10 expiry 100 delay 5
  0 drops silent
  wait 1000000
  1 gets f0 0
  drain
`,
  'fail W2',
);

test(
  'a Will that comes a little early is no stranger to a subscriber who leaves before its time (H2)',
  noted,
  `${DELAYED} 0 drops \n wait 4300000 \n 1 gets f0 0 \n 1 disconnects \n drain`,
  'warning',
  ['W2 1'],
);
