import test from 'ava';
import { judged } from '../support/judge.ts';
import { persistent } from '../support/scenes.ts';

for (const version of ['v5', 'v4']) {
  test(
    `S2 passes for a session that is resumed with subscription and queue, ${version}`,
    judged,
    `${persistent(1, version)}
  sent f0 0..4
  1 gets f0 0..4
  1 drops
  sent f0 5..9
  1 connect keep present ${version}
  1 gets f0 5..9
  sent f0 10..14
  1 gets f0 10..14
  drain
`,
    'pass',
  );

  test(
    `S2 fails when a resumed session has lost its subscription, ${version} (5:3.1.2-5, 311:3.1.2-4)`,
    judged,
    `${persistent(1, version)}
  sent f0 0..4
  1 gets f0 0..4
  1 drops
  1 connect keep present ${version}
  sent f0 5..9
  drain
`,
    'fail Q1-1 S2',
  );

  test(
    `S2 fails when nothing of what came meanwhile is there, ${version} (5:4.5.0-1, 311:3.1.2-5)`,
    judged,
    `${persistent(2, version)}
  1 drops
  sent f0 0..4
  1 connect keep present ${version}
  sent f0 5..9
  1 gets f0 5..9
  drain
`,
    'fail Q2-1 S2',
  );
}

test(
  'S2 makes no claim about single messages, which are lost one by one',
  judged,
  `${persistent(1)}
  1 drops
  sent f0 0..4
  1 connect keep present
  1 gets f0 0,1,2,4
  sent f0 5..6
  drain
`,
  'fail Q1-1',
);

test(
  'S2 makes no claim on what a subscription of the new connection brings',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect keep
  1 drops
  1 connect keep present
  1 subscribe a/b 1
  sent f0 0..4
  drain
`,
  'fail Q1-1',
);
