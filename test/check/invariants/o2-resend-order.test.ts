import test from 'ava';
import { judged } from '../support/judge.ts';
import { persistent } from '../support/scenes.ts';

function resumed(version: string): string {
  return `${persistent(1, version)}
    sent f0 0..4
    1 gets f0 0
    1 gets f0 1 id 11
    1 gets f0 2 id 12
    1 gets f0 3 id 13
    1 drops
    1 connect keep present ${version}
  `;
}

for (const version of ['v4', 'v5']) {
  test(
    `O2 passes for resends in their old order, ${version}`,
    judged,
    `${resumed(version)}
    1 gets f0 2 id 12 dup
    1 gets f0 3 id 13 dup
    1 gets f0 4
    drain complete
  `,
    'pass',
  );

  test(
    `O2 fails for resends in reverse order, ${version}`,
    judged,
    `${resumed(version)}
    1 gets f0 3 id 13 dup
    1 gets f0 2 id 12 dup
    1 gets f0 1 id 11 dup
    1 gets f0 4
    drain complete
  `,
    'fail O2',
  );

  test(
    `O2 fails for a resend behind a later new message, ${version}`,
    judged,
    `${resumed(version)}
    1 gets f0 4
    1 gets f0 3 id 13 dup
    drain complete
  `,
    'fail O2',
  );
}

test(
  'O2 fails for QoS 2 resends in reverse order',
  judged,
  `${persistent(2)}
  sent f0 0..1
  1 gets f0 0 id 10 open
  1 gets f0 1 id 11 open
  1 drops
  1 connect keep present
  1 gets f0 1 id 11 dup
  1 gets f0 0 id 10 dup
  drain complete
`,
  'fail O2',
);
