import test from 'ava';
import { judged } from '../support/judge.ts';

const DELAYED = `
  flow 0 qos 1 topic w will
  1 connect
  1 subscribe w 1
  0 connect keep expiry 100 delay 5
  0 drops
`;

test(
  'W3 passes where no Will comes for who is back in time (5:3.1.3-9)',
  judged,
  `${DELAYED} 0 connect keep present expiry 100 delay 5 \n wait 9000000 \n drain`,
  'pass',
);

test(
  'W3 fails for a Will although the session was resumed in time',
  judged,
  `${DELAYED} 0 connect keep present expiry 100 delay 5 \n wait 4000000 \n 1 gets f0 0 \n drain`,
  'fail W3',
);

test(
  'W3 says nothing where the session was resumed as its delay ran out',
  judged,
  `${DELAYED} wait 5000000 \n 0 connect keep present expiry 100 delay 5 \n 1 gets f0 0 \n drain`,
  'pass',
);

test(
  'a Will is due where the session was resumed long after',
  judged,
  `${DELAYED} wait 7000000 \n 0 connect keep present expiry 100 delay 5 \n drain`,
  'fail W1',
);

test(
  'a refused CONNECT does not hold the Will back',
  judged,
  `${DELAYED} 0 connect keep code 135 \n 0 is closed unanswered \n wait 7000000 \n drain`,
  'fail W1',
);

test(
  'a CONNECT without an answer may have held it back',
  judged,
  `${DELAYED} 0 connecting keep \n 0 is closed unanswered \n wait 7000000 \n drain`,
  'inconclusive E1',
);
