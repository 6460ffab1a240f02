import test from 'ava';
import { judged, noted } from '../support/judge.ts';
import { RETAINED, RETAINED_AND_CLEARED, RETAINED_BY_TWO } from '../support/scenes.ts';

test(
  'R1 passes for the last retained message',
  judged,
  `${RETAINED} sent f0 0..2 \n 1 subscribe a 1 \n 1 gets f0 2 retain \n drain`,
  'pass',
);

test(
  'R1 fails for one that had been replaced (5:3.3.1-5)',
  judged,
  `${RETAINED} sent f0 0..2 \n 1 subscribe a 1 \n 1 gets f0 1 retain \n drain`,
  'fail R1',
);

test(
  'R1 fails where a subscription is not answered (5:3.3.1-9, 311:3.3.1-6)',
  judged,
  `${RETAINED} sent f0 0 \n 1 subscribe a 1 \n drain`,
  'fail R1',
);

test(
  'R1 cannot want an answer at QoS 0',
  noted,
  `${RETAINED} sent f0 0 \n 1 subscribe a 0 \n drain \n 1 subscribe a 1 \n 1 gets f0 0 retain \n drain`,
  'warning',
  [],
);

test(
  'R1 wants no answer where Retain Handling says none',
  judged,
  `${RETAINED} sent f0 0 \n 1 subscribe a 1 rh 2 \n sent f0 1 \n 1 gets f0 1 \n drain`,
  'pass',
);

test(
  'R1 wants an answer to a new subscription with Retain Handling 1, and to that only',
  judged,
  `${RETAINED} sent f0 0 \n 1 subscribe a 1 rh 1 \n 1 gets f0 0 retain \n 1 subscribe a 1 rh 1 \n drain`,
  'pass',
);

test(
  'R1 wants an answer each time with Retain Handling 0',
  judged,
  `${RETAINED} sent f0 0 \n 1 subscribe a 1 \n 1 gets f0 0 retain \n 1 subscribe a 1 \n drain`,
  'fail R1',
);

test(
  'R1 passes for a value that was published around the SUBSCRIBE',
  judged,
  `${RETAINED} sent f0 0 \n publish f0 1 \n 1 subscribe a 1 \n 1 gets f0 1 retain \n ok f0 1 \n drain`,
  'pass',
);

test(
  'R1 passes for the value before it just as well',
  judged,
  `${RETAINED} sent f0 0 \n publish f0 1 \n 1 subscribe a 1 \n 1 gets f0 0 retain \n ok f0 1 \n 1 gets f0 1 \n drain`,
  'pass',
);

test(
  'R1 judges each answer by its own SUBSCRIBE',
  judged,
  `${RETAINED} sent f0 0 \n 1 subscribe a 1 \n 1 gets f0 0 retain \n sent f0 1 \n 1 gets f0 1 \n 1 subscribe a 1 \n 1 gets f0 0 retain \n drain`,
  'fail R1',
);

test(
  'R1 passes where a topic was cleared',
  judged,
  `${RETAINED_AND_CLEARED} sent f0 0 \n sent f1 0 \n 1 subscribe a 1 \n sent f0 1 \n 1 gets f0 1 \n drain`,
  'pass',
);

test(
  'R1 fails for a value that had been cleared (5:3.3.1-6, 311:3.3.1-10)',
  judged,
  `${RETAINED_AND_CLEARED} sent f0 0 \n sent f1 0 \n 1 subscribe a 1 \n 1 gets f0 0 retain \n drain`,
  'fail R1',
);

test(
  'R1 wants a value that was published after the clear',
  judged,
  `${RETAINED_AND_CLEARED} sent f0 0 \n sent f1 0 \n sent f0 1 \n 1 subscribe a 1 \n drain`,
  'fail R1',
);

test(
  'R1 wants none where a clear is unknown in outcome',
  judged,
  `${RETAINED_AND_CLEARED} sent f0 0 \n publish f1 0 \n 1 subscribe a 1 \n sent f0 1 \n 1 gets f0 1 \n drain`,
  'pass',
);

test(
  'R1 wants none where the clear may have come between SUBSCRIBE and answer',
  judged,
  `${RETAINED_AND_CLEARED} sent f0 0 \n 1 subscribe a 1 \n sent f1 0 \n 1 strays unclear a bytes 0 \n sent f0 1 \n 1 gets f0 1 \n drain`,
  'pass',
);

test(
  'R1 takes the value of either where two wrote at once',
  judged,
  `${RETAINED_BY_TWO} publish f0 0 \n publish f1 0 \n ok f0 0 \n ok f1 0 \n 1 subscribe a 1 \n 1 gets f0 0 retain \n 3 subscribe a 1 \n 3 gets f1 0 retain \n drain`,
  'pass',
);

test(
  'R1 fails for the older where two wrote one after the other',
  judged,
  `${RETAINED_BY_TWO} sent f0 0 \n sent f1 0 \n 1 subscribe a 1 \n 1 gets f0 0 retain \n drain`,
  'fail R1',
);

test(
  'R1 wants none where a message at QoS 0 may have been the last: 3.1.1 lets a broker discard it (311:3.3.1-7)',
  judged,
  `
  flow 0 qos 1 topic a retain
  flow 0 qos 0 topic a retain
  0 connect v4
  1 connect v4
  sent f0 0
  publish f1 0
  1 subscribe a 1
  sent f0 1
  1 gets f0 1
  drain
`,
  'pass',
);

test(
  'R1 wants none where the message may have expired (5:3.3.2-5)',
  judged,
  `
  flow 0 qos 1 topic a retain expires 1
  0 connect
  1 connect
  sent f0 0
  wait 2000000
  1 subscribe a 1
  sent f0 1
  1 gets f0 1 left 1
  drain
`,
  'pass',
);

test(
  'retained messages from before the run are nobody’s fault',
  noted,
  `${RETAINED} 1 subscribe a 1 \n 1 strays foreign a retain \n sent f0 0 \n 1 gets f0 0 \n drain`,
  'warning',
  ['H1 1'],
);

test(
  'one of somebody else in place of ours leaves it open',
  judged,
  `${RETAINED} sent f0 0 \n 1 subscribe a 1 \n 1 strays foreign a retain \n sent f0 1 \n 1 gets f0 1 \n drain`,
  'inconclusive R1',
);

test(
  'another run that publishes to the topic meanwhile may have cleared it: that is left open',
  judged,
  `${RETAINED} sent f0 0 \n 2 connect \n 2 subscribe a 1 \n 2 gets f0 0 retain \n 2 strays foreign a \n 1 subscribe a 1 \n sent f0 1 \n 1 gets f0 1 \n 2 gets f0 1 \n drain`,
  'inconclusive R1',
);

test(
  'a refused retained message is none',
  judged,
  `${RETAINED} publish f0 0 \n fail f0 0 code 154 \n 1 subscribe a 1 \n sent f0 1 \n 1 gets f0 1 \n drain`,
  'pass',
);

test(
  'a Will with Will Retain is retained like any message (5:3.1.2-15)',
  judged,
  `
  flow 0 qos 1 topic a will retain
  0 connect
  1 connect
  1 subscribe a 1
  0 drops
  1 gets f0 0
  2 connect
  2 subscribe a 1
  drain
`,
  'fail R1',
);

test(
  'a Will that nobody has seen, though somebody must have, was never published: that is W1’s, and no retained message is missing',
  judged,
  `
  flow 0 qos 1 topic a will retain
  0 connect
  1 connect
  1 subscribe a 1
  0 drops
  wait 2000000
  2 connect
  2 subscribe a 1
  drain
`,
  'fail W1',
);

test(
  'where nobody was there to see it, only the retained message is missing',
  judged,
  `
  flow 0 qos 1 topic a will retain
  0 connect
  1 connect
  0 drops
  wait 2000000
  1 subscribe a 1
  drain
`,
  'fail R1',
);

test(
  'and replaces what was there',
  judged,
  `
  flow 0 qos 1 topic a retain
  flow 0 qos 1 topic a will retain
  0 connect
  1 connect
  1 subscribe a 1
  sent f0 0
  1 gets f0 0
  0 drops
  1 gets f1 0
  2 connect
  2 subscribe a 1
  2 gets f0 0 retain
  drain
`,
  'fail R1',
);

test(
  'a broker that was disturbed may have forgotten',
  noted,
  `${RETAINED} sent f0 0 \n 1 subscribe a 1 \n sent f0 1 \n 1 gets f0 1 \n drain`,
  'excused',
  ['R1 1'],
  {
    disturbances: [{ fromUs: 0, toUs: 1e9, what: 'restart', forgets: true }],
  },
);

test(
  'R1 wants nothing where a Will without a stamp may have been the last',
  judged,
  `
  flow 0 qos 1 topic a retain
  flow 0 qos 1 topic a will retain bare
  0 connect
  1 connect
  sent f0 0
  0 drops
  1 subscribe a 1
  0 connect
  sent f0 1
  1 gets f0 1
  drain
`,
  'pass',
);

/** f1 clears f0's topic, or replaces what is there, at QoS 0; f2 is a message whose acknowledgement shows that it was read. */
const atQos0 = (what: string): string => `
  flow 0 qos 1 topic a retain
  flow 0 qos 0 topic a retain ${what}
  flow 0 qos 1 topic b
  0 connect
  1 connect
  sent f0 0
  publish f1 0
`;
const READ = 'sent f2 0 \n wait 1100000 \n';
const LATE_READER = '1 subscribe a 1 \n 1 gets f0 0 retain \n drain';

for (const what of ['clears', ''])
  test(
    `R1 fails for a value that was ${what === '' ? 'replaced' : 'cleared'} at QoS 0, where a later PUBACK shows that the broker had read that (5:3.3.1-5, 5:3.3.1-6, 311:3.3.1-7)`,
    judged,
    `${atQos0(what)} ${READ} ${LATE_READER}`,
    'fail R1',
  );

test(
  'nothing shows that a clear at QoS 0 was ever read: R1 passes',
  judged,
  `${atQos0('clears')} wait 1100000 \n ${LATE_READER}`,
  'pass',
);

test(
  'nor does an acknowledgement on another connection',
  judged,
  `${atQos0('clears')} 0 drops \n 0 connect \n ${READ} ${LATE_READER}`,
  'pass',
);

test(
  'nor that of a message from before it',
  judged,
  `${atQos0('clears').replace('publish f1 0', 'publish f2 0 \n publish f1 0 \n ok f2 0')} wait 1100000 \n ${LATE_READER}`,
  'pass',
);

test(
  'a clear at QoS 0 that was read just before SUBSCRIBE may still be on its way through the broker',
  judged,
  `${atQos0('clears')} sent f2 0 \n ${LATE_READER}`,
  'pass',
);

test(
  'a clear at QoS 0 of a client that never wrote there may have been refused without a word',
  judged,
  `${atQos0('clears').replace('flow 0 qos 1 topic a', 'flow 1 qos 1 topic a')} ${READ} ${LATE_READER}`,
  'pass',
);
