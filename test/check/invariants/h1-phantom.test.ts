import test from 'ava';
import { judged, noted } from '../support/judge.ts';
import { QOS0, QOS1, QOS2 } from '../support/scenes.ts';

test(
  'H1 passes when all that arrives was published',
  judged,
  `${QOS1} sent f0 0..9 \n 1 gets f0 0..9 \n drain complete`,
  'pass',
);

test(
  'H1 fails for a message that was never published',
  judged,
  `${QOS1}
  sent f0 0..9
  1 gets f0 0..10
  drain
`,
  'fail H1',
);

test(
  'H1 fails for a message of a flow that published nothing at all',
  judged,
  `
  flow 0 qos 1 topic a/b
  flow 0 qos 1 topic a/c
  0 connect
  1 connect
  1 subscribe a/+ 1
  sent f0 0
  1 gets f0 0
  1 gets f1 0
  drain
`,
  'fail H1',
);

test(
  'H1 passes for a message of unknown outcome',
  judged,
  `${QOS1}
  sent f0 0
  publish f0 1
  1 gets f0 0..1
  drain
`,
  'pass',
);

test(
  'H1 fails for a message of which not one byte was written',
  judged,
  `${QOS0}
  publish f0 0..1
  fail f0 1
  1 gets f0 0..1
`,
  'fail H1',
);

test(
  'H1 fails for a message that was refused as not authorized',
  judged,
  `${QOS1}
  sent f0 0
  publish f0 1
  fail f0 1 code 135
  1 gets f0 0..1
  drain
`,
  'fail H1',
);

test(
  'H1 warns of a message that was refused for another reason',
  noted,
  `${QOS1}
  sent f0 0
  publish f0 1
  fail f0 1 code 151
  1 gets f0 0..1
  drain
`,
  'warning',
  ['H1 1'],
);

test(
  'H1 fails for a message under another topic (5:4.7.3-4)',
  judged,
  `${QOS1}
  sent f0 0..1
  1 gets f0 0..1
  1 gets f0 1 renamed
  drain
`,
  'fail H1',
);

test(
  'H1 fails for an altered payload',
  judged,
  `${QOS2}
  sent f0 0..1
  1 gets f0 0..1
  1 strays damaged a/b
  drain complete
`,
  'fail H1',
);

test(
  'H1 takes a single altered payload among many foreign ones for a coincidence',
  judged,
  `${QOS2}
  sent f0 0..1
  1 gets f0 0..1
  1 strays unstamped a/b
  1 strays damaged a/b
  drain complete
`,
  'inconclusive H1',
);

test(
  'H1 is inconclusive when somebody else publishes to a topic of the run',
  judged,
  `${QOS1}
  sent f0 0..1
  1 gets f0 0..1
  1 strays unstamped a/b
  drain complete
`,
  'inconclusive H1',
);

test(
  'H1 is inconclusive for a payload that is too short to tell whose it is',
  judged,
  `${QOS1}
  sent f0 0..1
  1 gets f0 0..1
  1 strays unclear a/b bytes 3
  drain complete
`,
  'inconclusive H1',
);

test(
  'H1 only warns of retained messages from before the run',
  noted,
  `${QOS1}
  1 strays unstamped a/b retain
  sent f0 0..1
  1 gets f0 0..1
  drain complete
`,
  'warning',
  ['H1 1'],
);

test(
  'H1 only warns of messages of another run',
  noted,
  `${QOS1}
  1 strays foreign a/b
  sent f0 0..1
  1 gets f0 0..1
  drain complete
`,
  'warning',
  ['H1 1'],
);

test(
  'H1 does not mind traffic of others on other topics',
  noted,
  `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect
  1 subscribe # 1
  1 strays unstamped weather
  sent f0 0..1
  1 gets f0 0..1
  drain complete
`,
  'inconclusive',
  [],
);

test(
  'H1 does not mind payloads without a stamp on a topic of ours that has such',
  noted,
  `
  flow 0 qos 1 topic a/b
  flow 0 qos 0 topic a/c bare
  0 connect
  1 connect
  1 subscribe a/+ 1
  1 strays unstamped a/c
  1 strays unclear a/c bytes 3
  sent f0 0..1
  1 gets f0 0..1
  drain complete
`,
  'inconclusive',
  [],
);

test(
  'a QoS 1 message under another topic was not lost: exactly H1 fails',
  judged,
  `${QOS1} sent f0 0..2 \n 1 gets f0 0 \n 1 gets f0 1 renamed \n 1 gets f0 2 \n drain`,
  'fail H1',
);

test(
  'nor was one whose payload was altered',
  judged,
  `${QOS1} sent f0 0..2 \n 1 gets f0 0 \n 1 strays damaged a/b \n 1 gets f0 2 \n drain`,
  'fail H1',
);

test(
  'where more are missing than came altered, some were lost, too',
  judged,
  `${QOS1} sent f0 0..3 \n 1 gets f0 0 \n 1 strays damaged a/b \n 1 gets f0 3 \n drain`,
  'fail H1 Q1-1',
);
