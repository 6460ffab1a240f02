import test from 'ava';
import { judged, noted } from '../support/judge.ts';
import { shared } from '../support/scenes.ts';

for (const qos of [1, 2]) {
  test(
    `G3 passes when a refused QoS ${qos} message goes to nobody else (5:4.8.2-6)`,
    judged,
    `${shared(qos)}
  sent f0 0..4
  1 gets f0 0..1 declined
  2 gets f0 2..4
  drain
`,
    'pass',
  );

  test(
    `G3 fails when a refused QoS ${qos} message goes to another member (5:4.8.2-6)`,
    judged,
    `${shared(qos)}
  sent f0 0..4
  1 gets f0 0..1 declined
  2 gets f0 1..4
  drain
`,
    'fail G3',
  );
}

test(
  'G3 fails once for a message that one member after the other refuses',
  (t, history: string) => {
    judged(t, history, 'fail G3');
  },
  `${shared(1)}
  sent f0 0
  1 gets f0 0 declined
  2 gets f0 0 declined
  drain
`,
);

test(
  'G3 makes no claim where the connection broke: the refusal may not have arrived',
  noted,
  `${shared(1)}
  sent f0 0..4
  1 gets f0 0..1 declined
  1 drops
  2 gets f0 1..4
  drain
`,
  'fail',
  [],
);

test(
  'G3 fails also where the other member has refused something else before (5:4.8.2-6)',
  judged,
  `${shared(1)}
  sent f0 0..1
  1 gets f0 0 declined
  2 gets f0 1 declined
  1 gets f0 1
  drain
`,
  'fail G3',
);
