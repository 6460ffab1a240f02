import test from 'ava';
import { judged } from '../support/judge.ts';
import { QOS1, RETAINED, RETAINED_AND_CLEARED, RETAINED_BY_TWO } from '../support/scenes.ts';

test(
  'R3 fails for RETAIN on a message that was published without it (5:3.3.1-8)',
  judged,
  `${QOS1} sent f0 0..1 \n 1 gets f0 0 \n 1 gets f0 1 retain \n drain complete`,
  'fail R3',
);

test(
  'R3 passes for one replay in answer to SUBSCRIBE',
  judged,
  `${RETAINED} sent f0 0 \n 1 subscribe a 1 \n 1 gets f0 0 retain \n sent f0 1 \n 1 gets f0 1 \n drain`,
  'pass',
);

test(
  'R3 fails for a replay without RETAIN (5:U-3.3.1.3-1, 311:3.3.1-8)',
  judged,
  `${RETAINED} sent f0 0 \n 1 subscribe a 1 \n 1 gets f0 0 \n drain`,
  'fail R3',
);

test(
  'R3 fails for two replays in answer to one SUBSCRIBE',
  judged,
  `${RETAINED} sent f0 0 \n 1 subscribe a 1 \n 1 gets f0 0 retain \n 1 gets f0 0 retain \n drain`,
  'fail R3',
);

test(
  'R3 passes for one in answer to each SUBSCRIBE',
  judged,
  `${RETAINED} sent f0 0 \n 1 subscribe a 1 \n 1 gets f0 0 retain \n 1 subscribe a 1 \n 1 gets f0 0 retain \n drain`,
  'pass',
);

test(
  'R3 passes for one in answer to each of two overlapping filters',
  judged,
  `${RETAINED} sent f0 0 \n 1 subscribe a 1 \n 1 gets f0 0 retain \n 1 subscribe # 1 \n 1 gets f0 0 retain \n drain`,
  'pass',
);

test(
  'R3 fails for a replay that Retain Handling 2 forbids (5:3.3.1-11)',
  judged,
  `${RETAINED} sent f0 0 \n 1 subscribe a 1 rh 2 \n 1 gets f0 0 retain \n drain`,
  'fail R3',
);

test(
  'R3 fails for a replay to a subscription that stood, with Retain Handling 1 (5:3.3.1-10)',
  judged,
  `${RETAINED} sent f0 0 \n 1 subscribe a 1 rh 1 \n 1 gets f0 0 retain \n 1 subscribe a 1 rh 1 \n 1 gets f0 0 retain \n drain`,
  'fail R3',
);

test(
  'R3 fails for a replay to a Shared Subscription (5:U-3.8.4-2)',
  judged,
  `${RETAINED} sent f0 0 \n 1 subscribe $share/g/a 1 \n 1 gets f0 0 retain \n drain`,
  'fail R3',
);

test(
  'R3 fails for a replay on a resume without SUBSCRIBE',
  judged,
  `
  flow 0 qos 1 topic a retain
  0 connect
  1 connect keep
  sent f0 0
  1 subscribe a 1
  1 gets f0 0 retain
  1 drops
  1 connect keep present
  1 gets f0 0 retain
  drain
`,
  'fail R3',
);

test(
  'a replay that is sent again on a resume counts once',
  judged,
  `
  flow 0 qos 1 topic a retain
  0 connect
  1 connect keep
  sent f0 0
  1 subscribe a 1
  1 gets f0 0 retain
  1 drops
  1 connect keep present
  1 gets f0 0 retain dup
  drain
`,
  'pass',
);

test(
  'R3 fails for an empty message with RETAIN (5:3.3.1-7, 311:3.3.1-11)',
  judged,
  `${RETAINED_AND_CLEARED} sent f0 0 \n sent f1 0 \n 1 subscribe a 1 \n 1 strays unclear a retain bytes 0 \n drain`,
  'fail R3',
);

test(
  'an empty message passed on without RETAIN is in order',
  judged,
  `${RETAINED_AND_CLEARED} 1 subscribe a 1 \n sent f0 0 \n 1 gets f0 0 \n sent f1 0 \n 1 strays unclear a bytes 0 \n drain`,
  'pass',
);

test(
  'with Retain As Published it keeps RETAIN',
  judged,
  `${RETAINED_AND_CLEARED} 1 subscribe a 1 rap \n sent f0 0 \n 1 gets f0 0 retain \n sent f1 0 \n 1 strays unclear a retain bytes 0 \n drain`,
  'pass',
);

test(
  'with Retain As Published what is passed on is no replay',
  judged,
  `${RETAINED} sent f0 0 \n 1 subscribe a 1 rap \n 1 gets f0 0 retain \n sent f0 1..3 \n 1 gets f0 1..3 retain \n drain`,
  'pass',
);

test(
  'R3 counts the replays of several writers in the order in which they came',
  judged,
  `${RETAINED_BY_TWO}
  sent f0 0
  1 subscribe a 1
  1 gets f0 0 retain
  sent f1 0
  1 gets f1 0
  1 subscribe a 1
  1 gets f1 0 retain
  sent f0 1
  1 gets f0 1
  1 subscribe a 1
  1 gets f0 1 retain
  drain
`,
  'pass',
);

const RESUMED = `
  flow 0 qos 1 topic a retain
  0 connect
  1 connect keep
`;

test(
  'R3 fails for a replay on a resume, where the SUBSCRIBE of the session had found nothing (5:3.3.1-9, 311:3.3.1-6)',
  judged,
  `${RESUMED} 1 subscribe a 1 \n 1 drops \n sent f0 0 \n 1 connect keep present \n 1 gets f0 0 \n 1 gets f0 0 retain \n drain`,
  'fail R3',
);

test(
  'R3 fails for a replay of what was published long after a SUBSCRIBE that had found nothing',
  judged,
  `${RESUMED} 1 subscribe a 1 \n wait 10100000 \n sent f0 0 \n 1 gets f0 0 \n 1 gets f0 0 retain \n drain`,
  'fail R3',
);

test(
  'R3 fails for a replay of what was published when a drain had shown that the SUBSCRIBE found nothing',
  judged,
  `${RESUMED} 1 subscribe a 1 \n drain complete \n sent f0 0 \n 1 gets f0 0 \n 1 gets f0 0 retain \n drain`,
  'fail R3',
);

test(
  'a broker that takes seconds to look through its retained messages may find what came meanwhile',
  judged,
  `${RESUMED} 1 subscribe a 1 \n wait 5000000 \n sent f0 0 \n 1 gets f0 0 \n 1 gets f0 0 retain \n drain`,
  'pass',
);

test(
  'a broker that looks for retained messages when it has answered may find one that is new',
  judged,
  `${RESUMED} 1 subscribe a 1 \n sent f0 0 \n 1 gets f0 0 \n 1 gets f0 0 retain \n drain`,
  'pass',
);

test(
  'a replay that the client was cut off from waits in its session',
  judged,
  `${RESUMED} sent f0 0 \n 1 subscribe a 1 \n 1 drops \n wait 2000000 \n 1 connect keep present \n 1 gets f0 0 retain \n drain`,
  'pass',
);

test(
  'each replay takes the SUBSCRIBE that fits it',
  judged,
  `${RESUMED} 1 subscribe a 1 \n 1 drops \n sent f0 0 \n 1 connect keep present \n 1 gets f0 0 \n 1 subscribe a 1 \n 1 gets f0 0 retain \n drain`,
  'pass',
);

test(
  '3.1.1 knows no Shared Subscriptions, and so no rule about their retained messages',
  judged,
  `${RETAINED.replaceAll('connect', 'connect v4')} sent f0 0 \n 1 subscribe $share/g/a 1 \n 1 gets f0 0 retain \n sent f0 1 \n 1 gets f0 1 \n drain`,
  'pass',
);
