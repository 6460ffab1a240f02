import test from 'ava';
import { judged } from '../support/judge.ts';

const REFUSED = `
  flow 0 qos 1 topic w will
  1 connect
  1 subscribe w 1
  0 connect code 135
  0 is closed unanswered
`;

test('W5 passes without a Will of a refused connection', judged, `${REFUSED} drain`, 'pass');

test(
  'W5 fails for the Will of a refused connection (5:3.1.4-6)',
  judged,
  `${REFUSED} 1 gets f0 0 \n drain`,
  'fail W5',
);
