import test from 'ava';
import { judged, noted } from '../support/judge.ts';
import { persistent, QOS1, QOS1_V4, RETAINED_AND_CLEARED } from '../support/scenes.ts';

test(
  'Q1-1 fails for an acknowledged message that a drain waited for in vain (5:4.5.0-1)',
  judged,
  `${QOS1}
  sent f0 0..9
  1 gets f0 0..4,6..9
  drain
`,
  'fail Q1-1',
);

test(
  'Q1-1 fails in 3.1.1 as well (311:4.5.0-1)',
  judged,
  `${QOS1_V4}
  sent f0 0..9
  1 gets f0 0..8
  drain
`,
  'fail Q1-1',
);

test(
  'Q1-1 fails when nothing arrives at all',
  judged,
  `${QOS1}
  sent f0 0..9
  drain
`,
  'fail Q1-1',
);

test(
  'Q1-1 makes no claim for a message of unknown outcome',
  judged,
  `${QOS1}
  sent f0 0..3
  publish f0 4
  1 gets f0 0..3
  drain
`,
  'pass',
);

test(
  'Q1-1 makes no claim for a refused message',
  judged,
  `${QOS1}
  sent f0 0..3
  publish f0 4
  fail f0 4 code 151
  1 gets f0 0..3
  drain
`,
  'pass',
);

test(
  'Q1-1 makes no claim for a message published before SUBACK',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect
  1 subscribing a/b 1
  sent f0 0..4
  1 suback 1
  sent f0 5
  1 gets f0 5
  drain
`,
  'pass',
);

test(
  'Q1-1 makes no claim for a message acknowledged after UNSUBSCRIBE',
  judged,
  `${QOS1}
  sent f0 0
  1 gets f0 0
  drain complete
  publish f0 1
  1 unsubscribe a/b
  ok f0 1
  drain
`,
  'pass',
);

test(
  'Q1-1 makes no claim where QoS 0 was granted',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect
  1 subscribe a/b 1 granted 0
  sent f0 0..9
  1 gets f0 0..8 qos 0
  drain
`,
  'pass',
);

test(
  'Q1-1 makes no claim for a member of a shared subscription',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect
  1 subscribe $share/g/a/b 1
  2 connect
  2 subscribe $share/g/a/b 1
  sent f0 0..9
  1 gets f0 0,2,4,6,8
  2 gets f0 9,7,5,3,1
  drain complete
`,
  'pass',
);

test(
  'Q1-1 fails for what was queued for a session and never sent after its resume',
  judged,
  `${persistent(1)}
  sent f0 0..3
  1 gets f0 0..3
  1 drops
  sent f0 4..7
  1 connect keep present
  1 gets f0 4,5,7
  drain
`,
  'fail Q1-1',
);

test(
  'Q1-1 excuses what is queued for a client that never comes back',
  noted,
  `${persistent(1)}
  sent f0 0..3
  1 gets f0 0..3
  1 drops
  sent f0 4..7
  drain complete
`,
  'excused',
  ['Q1-1 4'],
);

test(
  'Q1-1 excuses what was under way to a session that we ended',
  noted,
  `${QOS1}
  sent f0 0..3
  1 gets f0 0..1
  1 disconnects
  drain complete
`,
  'excused',
  ['Q1-1 2'],
);

test(
  'Q1-1 is inconclusive when the broker closed the connection of a session that ends with it',
  judged,
  `${QOS1}
  sent f0 0..3
  1 gets f0 0..1
  1 is closed
  drain
`,
  'inconclusive Q1-1',
);

test(
  'Q1-1 is inconclusive when a drain thought that everything had arrived',
  judged,
  `${QOS1}
  sent f0 0..3
  1 gets f0 0..2
  drain complete
`,
  'inconclusive Q1-1',
);

test(
  'Q1-1 warns of messages that came after the drain had given them up',
  noted,
  `${QOS1}
  sent f0 0..3
  1 gets f0 0..1
  drain
  1 gets f0 2..3
`,
  'warning',
  ['Q1-1 2'],
);

test(
  'Q1-1 warns of messages that no drain waited for',
  noted,
  `${QOS1}
  sent f0 0..3
  1 gets f0 0..1
`,
  'warning',
  ['Q1-1 2'],
);

test(
  'Q1-1 excuses a packet larger than the client takes (5:3.1.2-25)',
  noted,
  `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect max 50
  1 subscribe a/b 1
  2 connect
  2 subscribe a/b 1
  sent f0 0..3
  2 gets f0 0..3
  drain
`,
  'excused',
  ['Q1-1 4'],
);

test(
  'Q1-1 fails when a subscription replaced by itself loses a message (5:3.8.4-4)',
  judged,
  `${QOS1}
  sent f0 0..3
  1 subscribing a/b 2
  sent f0 4
  1 suback 2
  sent f0 5
  1 gets f0 0..3,5
  drain
`,
  'fail Q1-1',
);

test(
  'Q1-1 counts a copy with RETAIN as received',
  judged,
  `
  flow 0 qos 1 topic a/b retain
  0 connect
  1 connect
  1 subscribe a/b 1 rap
  sent f0 0..3
  1 gets f0 0..2 retain
  1 gets f0 3 retain
  drain
`,
  'pass',
);

test(
  'Q1-1 is inconclusive when a drain runs out of time while messages are still coming in',
  judged,
  `${QOS1}
  sent f0 0..9
  draining
  1 gets f0 0..4
  wait 100000
  1 gets f0 5..7
  drained
`,
  'inconclusive Q1-1',
);

test(
  'Q1-1 fails for a message that later ones have passed, though messages are still coming in',
  judged,
  `${QOS1}
  sent f0 0..9
  draining
  wait 100000
  1 gets f0 0..4,6,7
  drained
`,
  'fail Q1-1',
);

test(
  'Q1-1 fails when nothing more came in the second half of a drain',
  judged,
  `${QOS1}
  sent f0 0..9
  draining
  wait 100000
  1 gets f0 0..4
  wait 500000
  drained
`,
  'fail Q1-1',
);

const OVERFULL = `${persistent(1)}
  sent f0 0..1
  1 gets f0 0..1
  1 drops
  sent f0 2..9
  1 connect keep present
`;

test(
  'Q1-1 excuses what a declared limit of the queue explains',
  noted,
  `${OVERFULL}
  1 gets f0 2..6
  drain
`,
  'excused',
  ['Q1-1 3'],
  { queuedMessagesMax: 5 },
);

test(
  'Q1-1 fails when more is missing than a declared limit of the queue explains',
  judged,
  `${OVERFULL}
  1 gets f0 2..5
  drain
`,
  'fail Q1-1',
  { queuedMessagesMax: 5 },
);

test(
  'Q1-1 fails for a message published while the client was there, whatever the limit of the queue',
  judged,
  `${OVERFULL}
  1 gets f0 2..6
  sent f0 10..11
  1 gets f0 11
  drain
`,
  'fail Q1-1',
  { queuedMessagesMax: 5 },
);

test(
  'Q1-1 makes no claim of a drain in which the subscriber did not read',
  noted,
  `${QOS1}
  sent f0 0..3
  1 gets f0 0
  1 stops
  drain
`,
  'warning',
  ['Q1-1 3'],
);

test(
  'Q1-1 fails when the subscriber read again, and through a whole drain',
  judged,
  `${QOS1}
  1 stops
  sent f0 0..3
  wait 5000
  1 reads
  1 gets f0 0..2
  drain
`,
  'fail Q1-1',
);

/** Client 1 is subscribed, and f1 clears the topic. */
const CLEARED = `${RETAINED_AND_CLEARED} 1 subscribe a 1 \n sent f0 0 \n 1 gets f0 0 \n`;
const CLEAR_CAME = '1 strays unclear a bytes 0';

test(
  'Q1-1 fails where an empty message, which clears a topic, is not passed on to those who are subscribed to it (5:3.3.1-6, 311:3.3.1-10)',
  judged,
  `${CLEARED} sent f1 0 \n drain`,
  'fail Q1-1',
);

test('and passes where it is', judged, `${CLEARED} sent f1 0 \n ${CLEAR_CAME} \n drain`, 'pass');

test(
  'with Retain As Published it comes with RETAIN',
  judged,
  `${CLEARED.replace('1 subscribe a 1', '1 subscribe a 1 rap').replace('gets f0 0', 'gets f0 0 retain')} sent f1 0 \n ${CLEAR_CAME} retain \n drain`,
  'pass',
);

test(
  'empty messages are counted: one of two is missing',
  judged,
  `${CLEARED} sent f1 0..1 \n ${CLEAR_CAME} \n drain`,
  'fail Q1-1',
);

test(
  'an empty message that no acknowledgement covers is owed to nobody',
  judged,
  `${CLEARED} publish f1 0 \n drain`,
  'pass',
);

test(
  'nor is one that came while the client unsubscribed',
  judged,
  `${CLEARED} publish f1 0 \n 1 unsubscribing a \n ok f1 0 \n 1 unsuback \n drain`,
  'pass',
);

test(
  'nor one for which the subscription has QoS 0',
  judged,
  `${RETAINED_AND_CLEARED} 1 subscribe a 0 \n 1 subscribe # 1 \n 1 unsubscribe # \n sent f1 0 \n drain \n 1 subscribe # 1 \n sent f0 0 \n 1 gets f0 0 \n drain`,
  'pass',
);

test(
  'an empty message is owed to a session whose client is away, too',
  judged,
  `${CLEARED.replace('1 connect', '1 connect keep')} 1 drops \n sent f1 0 \n 1 connect keep present \n drain`,
  'fail Q1-1',
);
