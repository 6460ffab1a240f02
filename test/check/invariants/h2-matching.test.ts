import test from 'ava';
import { judged, noted } from '../support/judge.ts';
import { QOS0, QOS1, QOS2 } from '../support/scenes.ts';

test(
  'H2 fails when the topic matches no filter (5:3.3.2-3)',
  judged,
  `
  flow 0 qos 1 topic a/b
  flow 0 qos 1 topic c
  0 connect
  1 connect
  1 subscribe a/+ 1
  sent f0 0
  sent f1 0
  1 gets f0 0
  1 gets f1 0
  drain complete
`,
  'fail H2',
);

test(
  'H2 fails for a delivery on a refused subscription',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect
  1 subscribe a/b 1 granted 135
  sent f0 0
  1 gets f0 0
  drain complete
`,
  'fail H2',
);

test(
  'H2 fails for a message published after UNSUBACK (5:3.10.4-2)',
  judged,
  `${QOS1}
  sent f0 0..4
  1 gets f0 0..4
  drain complete
  1 unsubscribe a/b
  sent f0 5
  1 gets f0 5
`,
  'fail H2',
);

test(
  'H2 passes for a message published before UNSUBACK that comes after it (5:3.10.4-3)',
  judged,
  `${QOS1}
  sent f0 0..4
  1 unsubscribing a/b
  publish f0 5
  1 unsuback
  ok f0 5
  1 gets f0 0..5
`,
  'pass',
);

test(
  'H2 passes for buffered QoS 0 messages after UNSUBACK',
  judged,
  `${QOS0}
  publish f0 0..4
  1 unsubscribe a/b
  1 gets f0 0..4
`,
  'pass',
);

test(
  'H2 fails for a message completed before SUBSCRIBE',
  judged,
  `
  flow 0 qos 2 topic a/b
  0 connect
  1 connect
  sent f0 0..4
  1 subscribe a/b 2
  sent f0 5
  1 gets f0 4..5
  drain complete
`,
  'fail H2',
);

test(
  'H2 passes for a message published before SUBSCRIBE whose outcome is not known',
  judged,
  `
  flow 0 qos 0 topic a/b
  0 connect
  1 connect
  publish f0 0..4
  1 subscribe a/b 2
  publish f0 5
  1 gets f0 4..5
`,
  'pass',
);

test(
  'H2 passes for messages between SUBSCRIBE and SUBACK (3.8.4)',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect
  1 subscribing a/b 1
  sent f0 0..4
  1 gets f0 0..4
  1 suback 1
  sent f0 5
  1 gets f0 5
  drain complete
`,
  'pass',
);

test(
  'H2 fails for a leftover of a session that a Clean Start had ended, and S3 says why',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect keep
  1 subscribe a/b 1
  sent f0 0..1
  1 gets f0 0
  1 drops
  1 connect
  1 gets f0 1
`,
  'fail H2 S3',
);

test(
  'H2 makes no claim for a session that began before the history',
  noted,
  `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect keep present
  sent f0 0..1
  1 gets f0 0..1
  1 gets f0 0..1
`,
  'fail',
  [],
);

test(
  'H2 leaves own messages through a subscription with No Local to N1 (5:3.8.3-3)',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect
  0 subscribe a/b 1 nolocal
  1 connect
  1 subscribe a/b 1
  sent f0 0
  0 gets f0 0
  1 gets f0 0
  drain complete
`,
  'fail N1',
);

test(
  'H2 passes for own messages without No Local',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect
  0 subscribe a/b 1
  sent f0 0..3
  0 gets f0 0..3
  drain complete
`,
  'pass',
);

test(
  "H2 fails for a stranger's message whose topic matches no filter",
  judged,
  `${QOS2}
  sent f0 0
  1 gets f0 0
  1 strays unstamped weather
  drain complete
`,
  'fail H2',
);

test(
  'H2 passes for a replay of a retained message that is older than the subscription',
  judged,
  `
  flow 0 qos 1 topic a/b retain
  0 connect
  1 connect
  sent f0 0..4
  1 subscribe a/b 1
  1 gets f0 4 retain
  sent f0 5
  1 gets f0 5
  drain complete
`,
  'pass',
);

test(
  'H2 fails for a replay of a retained message that matches no filter',
  judged,
  `
  flow 0 qos 1 topic a/b retain
  0 connect
  1 connect
  sent f0 0
  1 subscribe c 1
  1 gets f0 0 retain
`,
  'fail H2',
);

test(
  'H2 fails for a message that matches nothing on the connection that Clean Start has replaced',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect
  1 subscribe other 1
  sent f0 0
  1 connecting
  1 connack
  1 gets f0 0 on 1
  1 is disconnected on 1
  drain complete
`,
  'fail H2',
);
