import test from 'ava';
import { judged, noted } from '../support/judge.ts';
import { shared } from '../support/scenes.ts';

for (const qos of [0, 1, 2])
  test(
    `G2 fails when a QoS ${qos} message goes to two members (5:U-4.8.2-1)`,
    judged,
    `${shared(qos)}
  sent f0 0..9
  1 gets f0 0..5
  2 gets f0 5..9
  drain
`,
    'fail G2',
  );

test(
  'G2 passes when another member gets what was not acknowledged on a broken connection (§4.8.2)',
  judged,
  `${shared(1)}
  sent f0 0..4
  1 gets f0 0..4
  1 drops
  2 gets f0 3..4
  drain
`,
  'pass',
);

test(
  'G2 fails when the connection only broke after the other member had got the message',
  judged,
  `${shared(1)}
  sent f0 0..4
  1 gets f0 0..4
  2 gets f0 3..4
  drain
  1 drops
`,
  'fail G2',
);

test(
  'G2 fails for a message that was published after the connection had broken',
  judged,
  `${shared(1)}
  sent f0 0..4
  1 gets f0 0..4
  1 drops
  1 connect keep present
  sent f0 5..9
  1 gets f0 5..9
  2 gets f0 9
  drain
`,
  'fail G2',
);

test(
  'G2 fails when an unfinished QoS 2 message goes to another member, though its session has ended (5:4.8.2-5)',
  judged,
  `${shared(2)}
  sent f0 0
  1 gets f0 0 open
  1 disconnects expiry 0
  2 gets f0 0
  drain
`,
  'fail G2',
);

test(
  'G2 passes for a message that its publisher sent twice: the broker may take it for two',
  judged,
  `${shared(1)}
  publish f0 0
  0 drops
  0 connect keep present
  resend f0 0
  ok f0 0
  1 gets f0 0
  2 gets f0 0
  drain
`,
  'pass',
);

test(
  'G2 makes no claim where a member has a plain subscription as well',
  judged,
  `${shared(1)}
  1 subscribe a/b 1
  sent f0 0..4
  1 gets f0 0..4
  2 gets f0 0..4
  drain
`,
  'pass',
);

test(
  'G2 passes for two groups that both get every message',
  judged,
  `${shared(1)}
  3 connect
  3 subscribe $share/h/a/# 1
  sent f0 0..4
  1 gets f0 0..4
  3 gets f0 0..4
  drain
`,
  'pass',
);

test(
  'G2 takes the same name with another filter for another group',
  judged,
  `${shared(1)}
  3 connect
  3 subscribe $share/g/a/b 1
  sent f0 0..4
  1 gets f0 0..4
  3 gets f0 0..4
  drain
`,
  'pass',
);

test(
  'G2 only warns in 3.1.1, which defines no Shared Subscriptions',
  noted,
  `${shared(1, 'v4')}
  sent f0 0..4
  1 gets f0 0..4
  2 gets f0 0..4
  drain
`,
  'warning',
  ['G2 5'],
);
