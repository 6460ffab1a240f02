import test from 'ava';
import { counted, judge, judged, noted } from '../support/judge.ts';
import { shared } from '../support/scenes.ts';

for (const qos of [1, 2]) {
  test(
    `G1 passes when each QoS ${qos} message reaches one of the members`,
    judged,
    `${shared(qos)}
  sent f0 0..9
  1 gets f0 0,2,4,6,8
  2 gets f0 1,3,5,7,9
  drain
`,
    'pass',
  );

  test(
    `G1 fails when a QoS ${qos} message reaches no member (5:4.5.0-1)`,
    judged,
    `${shared(qos)}
  sent f0 0..9
  1 gets f0 0,2,4,6,8
  2 gets f0 1,3,7,9
  drain
`,
    'fail G1',
  );
}

test(
  'G1 does not care who gets what, or in which order: no fairness is promised',
  judged,
  `${shared(1)}
  sent f0 0..9
  1 gets f0 9
  1 gets f0 0..8
  drain
`,
  'pass',
);

test(
  'G1 fails in each group that misses a message: groups are independent',
  judged,
  `${shared(1)}
  3 connect
  3 subscribe $share/other/a/# 1
  sent f0 0..9
  1 gets f0 0..9
  3 gets f0 0..8
  drain
`,
  'fail G1',
);

test(
  'G1 passes for groups and plain subscriptions that each have their copy',
  judged,
  `${shared(1)}
  3 connect
  3 subscribe $share/other/a/# 1
  4 connect
  4 subscribe a/b 1
  sent f0 0..9
  1 gets f0 0..4
  2 gets f0 5..9
  3 gets f0 0..9
  4 gets f0 0..9
  drain
`,
  'pass',
);

test(
  'G1 fails where the plain subscription has its copy and the group has none',
  judged,
  `${shared(1)}
  4 connect
  4 subscribe a/b 1
  sent f0 0..9
  4 gets f0 0..9
  1 gets f0 0..8
  drain
`,
  'fail G1',
);

test(
  'G1 makes no claim where a copy may have come through either of two subscriptions of one session',
  judged,
  `${shared(1)}
  1 subscribe a/b 1
  sent f0 0..9
  1 gets f0 0..9
  2 gets f0 5..9
  drain
`,
  'pass',
);

test(
  'G1 excuses what a member that is gone may have taken along',
  noted,
  `${shared(1)}
  sent f0 0..9
  1 gets f0 0..4
  2 drops
  sent f0 10..14
  1 gets f0 10..14
  drain
`,
  'excused',
  ['G1 5'],
);

test(
  'G1 fails for what was published after that member had left',
  judged,
  `${shared(1)}
  sent f0 0..9
  1 gets f0 0..4
  2 gets f0 5..9
  2 unsubscribe $share/g/a/#
  sent f0 10..14
  1 gets f0 11..14
  drain
`,
  'fail G1',
);

test(
  'G1 makes no claim where a member takes QoS 0, which may be lost',
  noted,
  `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect
  2 connect
  1 subscribe $share/g/a/# 1
  2 subscribe $share/g/a/# 0
  sent f0 0..9
  1 gets f0 0..4
  2 gets f0 5..8 qos 0
  drain
`,
  'excused',
  ['G1 1'],
);

test(
  'G1 counts a message that its member refused as delivered (5:4.8.2-6)',
  judged,
  `${shared(1)}
  sent f0 0..9
  1 gets f0 0..4 declined
  2 gets f0 5..9
  drain
`,
  'pass',
);

test(
  'G1 is inconclusive when the drain thought that everything had arrived',
  judged,
  `${shared(1)}
  sent f0 0..9
  1 gets f0 0..8
  drain complete
`,
  'inconclusive G1',
);

test(
  'G1 only warns in 3.1.1, which defines no Shared Subscriptions',
  noted,
  `${shared(1, 'v4')}
  sent f0 0..9
  1 gets f0 0..8
  drain
`,
  'warning',
  ['G1 1'],
);

test('the report tells how a group was shared, without a verdict on it', (t) => {
  const report = judge(`${shared(1)}
  sent f0 0..9
  1 gets f0 0..6
  2 gets f0 7..9
  drain
`);
  t.deepEqual(counted(report, 'fail'), []);
  t.deepEqual(report.groups, [
    { filter: '$share/g/a/#', members: 2, messages: 10, fewest: 3, median: 7, most: 7 },
  ]);
  t.like(report.semantics[0], { owed: 10, delivered: 10, lost: 0 });
});
