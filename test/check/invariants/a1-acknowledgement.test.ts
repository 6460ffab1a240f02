import test from 'ava';
import { judged } from '../support/judge.ts';
import { QOS1, QOS1_V4, QOS2 } from '../support/scenes.ts';

for (const [name, scene] of [
  ['QoS 1 (5:3.3.4-1)', QOS1],
  ['QoS 1 (311:3.3.4-1)', QOS1_V4],
  ['QoS 2 (5:4.3.3-8)', QOS2],
] as const) {
  test(
    `A1 fails when a message is not answered on a connection that lives: ${name}`,
    judged,
    `${scene}
  sent f0 0..3
  publish f0 4
  1 gets f0 0..3
  wait 6000000
  drain
`,
    'fail A1',
  );

  test(
    `A1 makes no claim when the connection ended meanwhile: ${name}`,
    judged,
    `${scene}
  sent f0 0..3
  publish f0 4
  1 gets f0 0..3
  0 is closed
  wait 6000000
  drain
`,
    'pass',
  );

  test(
    `A1 makes no claim while the answer may still be on its way: ${name}`,
    judged,
    `${scene}
  sent f0 0..3
  publish f0 4
  1 gets f0 0..3
  wait 1000000
  drain
`,
    'pass',
  );
}

test(
  'A1 takes a refusal for an answer',
  judged,
  `${QOS1}
  sent f0 0..3
  publish f0 4
  fail f0 4 code 151
  1 gets f0 0..3
  wait 6000000
  drain
`,
  'pass',
);

test(
  'A1 makes no claim of answers that the publisher did not read',
  judged,
  `${QOS1}
  0 stops
  sent f0 0..3
  publish f0 4
  1 gets f0 0..3
  wait 6000000
  drain
`,
  'pass',
);
