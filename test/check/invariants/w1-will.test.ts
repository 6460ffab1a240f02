import test from 'ava';
import { judge, judged, noted } from '../support/judge.ts';
import { WILL, WILL_V4, WILLS_SEEN_BY_TWO } from '../support/scenes.ts';

test(
  'W1 passes for the Will of a dropped connection (5:3.1.2-8)',
  judged,
  `${WILL} 0 drops \n 1 gets f0 0 \n drain`,
  'pass',
);

test('W1 fails for a Will that was due and that nobody saw', judged, `${WILL} 0 drops \n drain`, 'fail W1');

test('W1 fails in 3.1.1 as well (311:3.1.2-8)', judged, `${WILL_V4} 0 drops \n drain`, 'fail W1');

test(
  'a Will that one subscriber saw and another missed is lost, not unpublished',
  judged,
  `${WILLS_SEEN_BY_TWO} 0 drops \n 1 gets f0 0 \n drain`,
  'fail Q1-1',
);

test(
  'W1 fails for a Will after DISCONNECT with 0x00 (5:3.14.4-3)',
  judged,
  `${WILL} 0 disconnects \n 1 gets f0 0 \n drain`,
  'fail W1',
);

test(
  'W1 passes without a Will after DISCONNECT with 0x00',
  judged,
  `${WILL} 0 disconnects \n drain `,
  'pass',
);

test(
  'W1 wants a Will after DISCONNECT with 0x04',
  judged,
  `${WILL} 0 disconnects code 4 \n drain`,
  'fail W1',
);

test(
  'W1 wants none after any DISCONNECT in 3.1.1',
  judged,
  `${WILL_V4} 0 disconnects code 4 \n drain`,
  'pass',
);

test('W1 fails for a Will while its connection stands', judged, `${WILL} 1 gets f0 0 \n drain`, 'fail W1');

test(
  'W1 fails for a Will that comes twice',
  judged,
  `${WILL} 0 drops \n 1 gets f0 0 \n 1 gets f0 0 \n drain`,
  'fail W1',
);

test(
  'W1 does not want a Will that was due after UNSUBSCRIBE',
  judged,
  `${WILL} 1 unsubscribe w \n 0 drops \n drain`,
  'pass',
);

test(
  'W4: a connection that the broker closes may leave a Will or not',
  judged,
  `${WILL} 0 is closed \n drain`,
  'inconclusive E1',
);

test(
  'W4: neither is wrong where DISCONNECT may never have been read',
  judged,
  `${WILL} 0 disconnects broken \n 1 gets f0 0 \n drain`,
  'pass',
);

test(
  'W4: a CONNECT without an answer may leave a Will',
  judged,
  `
  flow 0 qos 1 topic w will
  1 connect
  1 subscribe w 1
  0 connecting
  0 drops unanswered
  1 gets f0 0
  drain
`,
  'pass',
);

test(
  'W1 wants the Will of a connection that was taken over with Clean Start (5:3.1.4-3)',
  judged,
  `${WILL} 0 connect \n 0 is closed on 1 \n drain`,
  'fail W1',
);

test(
  'W4: a session that goes on under a takeover may keep a Will without delay back',
  judged,
  `
  flow 0 qos 1 topic w will
  1 connect
  1 subscribe w 1
  0 connect keep
  0 connect keep present
  0 is closed on 1
  drain
`,
  'inconclusive E1',
);

test(
  'W1 wants the Will of a taken over connection in 3.1.1, whatever Clean Session says',
  judged,
  `
  flow 0 qos 1 topic w will
  1 connect v4
  1 subscribe w 1
  0 connect keep v4
  0 connect keep present v4
  0 is closed on 1
  drain
`,
  'fail W1',
);

test(
  'W1 wants the Will of a client that fell silent, once Keep Alive shows it (5:3.1.2-22)',
  judged,
  `
  flow 0 qos 1 topic w will
  1 connect
  1 subscribe w 1
  0 connect alive 2
  0 drops silent
  wait 10000000
  drain
`,
  'fail W1',
);

test(
  'W1 cannot want it before',
  judged,
  `
  flow 0 qos 1 topic w will
  1 connect
  1 subscribe w 1
  0 connect alive 20
  0 drops silent
  wait 10000000
  drain
`,
  'inconclusive E1',
);

test(
  'W1 wants nothing of a silent client without Keep Alive',
  judged,
  `
  flow 0 qos 1 topic w will
  1 connect
  1 subscribe w 1
  0 connect alive 0
  0 drops silent
  wait 1000000000
  drain
`,
  'inconclusive E1',
);

test(
  'a Will that is not due when the drain ends is not lost',
  judged,
  `
  flow 0 qos 1 topic w will
  1 connect
  1 subscribe w 1
  0 connect expiry 100 delay 50
  0 drops
  drain
`,
  'inconclusive E1',
);

test(
  'a Will that was due while the drain lasted is lost',
  judged,
  `
  flow 0 qos 1 topic w will
  1 connect
  1 subscribe w 1
  0 connect expiry 100 delay 5
  draining
  0 drops
  wait 8000000
  drained
`,
  'fail W1',
);

test(
  'at QoS 0 a Will may be lost',
  noted,
  `
  flow 0 qos 0 topic w will
  1 connect
  1 subscribe w 1
  0 connect
  0 drops
  drain
  0 connect
  0 drops
  1 gets f0 1
`,
  'warning',
  ['Q0-2 1'],
);

test(
  'each connection has a Will of its own',
  judged,
  `${WILL} 0 drops \n 1 gets f0 0 \n 0 connect \n 0 drops \n 1 gets f0 1 \n drain`,
  'pass',
);

test(
  'the Will of an earlier connection does not stand for that of a later one',
  judged,
  `${WILL} 0 drops \n 1 gets f0 0 \n 0 connect \n 0 drops \n 1 gets f0 0 \n drain`,
  'fail W1',
);

test('Wills that were withdrawn are exercised by who was there to see none', (t) => {
  const report = judge(`${WILL} 0 disconnects \n 0 connect \n 0 drops \n 1 gets f0 1 \n drain`);
  t.is(report.verdict, 'pass');
  t.is(report.invariants.find(({ id }) => id === 'W1')?.exercised, 2);
});

test(
  'more than two connections are remembered',
  judged,
  `${WILL} 0 drops \n 1 gets f0 0 \n 0 connect \n 0 disconnects \n 0 connect \n 0 drops \n 0 connect \n 0 disconnects \n drain`,
  'fail W1',
);
