import test from 'ava';
import { judged } from '../support/judge.ts';
import { QOS2, QOS2_V4, RETAINED_AND_CLEARED } from '../support/scenes.ts';

test(
  'Q2-1 passes when all completed messages arrive',
  judged,
  `${QOS2}
  sent f0 0..9
  1 gets f0 0..9
  drain complete
`,
  'pass',
);

test(
  'Q2-1 fails for a completed message that a drain waited for in vain (5:4.3.3-8)',
  judged,
  `${QOS2}
  sent f0 0..9
  1 gets f0 0..8
  drain
`,
  'fail Q2-1',
);

test(
  'Q2-1 fails in 3.1.1 as well',
  judged,
  `${QOS2_V4}
  sent f0 0..9
  1 gets f0 1..9
  drain
`,
  'fail Q2-1',
);

test(
  'Q2-1 judges by the published QoS, whatever was granted',
  judged,
  `
  flow 0 qos 2 topic a/b
  0 connect
  1 connect
  1 subscribe a/b 1
  sent f0 0..9
  1 gets f0 0..8 qos 1
  drain
`,
  'fail Q2-1',
);

test(
  'Q2-1 makes no claim for a message without PUBCOMP',
  judged,
  `${QOS2}
  sent f0 0..3
  publish f0 4
  1 gets f0 0..3
  drain
`,
  'pass',
);

test(
  'Q2-1 fails where an empty message, which clears a topic, is not passed on (5:3.3.1-6)',
  judged,
  `${RETAINED_AND_CLEARED.replaceAll('qos 1', 'qos 2')} 1 subscribe a 2 \n sent f0 0 \n 1 gets f0 0 \n sent f1 0 \n drain`,
  'fail Q2-1',
);
