import test from 'ava';
import { describePlan } from '../../src/plan/describe.ts';
import { planText } from './support.ts';

for (const [payload, text] of [
  ['100B..2KiB', /100 B to 2 KiB/u],
  ['{ size: { normal: { mean: 100B, deviation: 10B, min: 50B } } }', /50 B to 140 B, normal around 100 B/u],
  ['{ size: [{ size: 100B, weight: 9 }, { size: 1KiB }] }', /100 B × 9 or 1 KiB × 1/u],
  ['{ text: hello }', /text, stamp in a User Property/u],
  ['{ json: { a: 1 }, stamp: none }', /JSON, no stamp: not judged/u],
  ['{ file: image.bin, stamp: payload }', /file image\.bin.*reads: image\.bin/su],
] as const)
  test(`a dry run describes the payload ${payload}`, (t) => {
    const plan = planText(`name: test
clients: { sensor: { count: 2 } }
steps:
  - connect: all
  - repeat:
      times: 2
      steps:
        - publish: { clients: sensor, topic: "t/\${index}", qos: 1, payload: ${payload}, rate: 1/s, for: 1s }
`);
    t.regex(describePlan(plan), text);
  });

test('a dry run names the files of keys, and shows no keys', (t) => {
  const plan = planText(`name: test
clients:
  a: { count: 1, username: a, password: { jwt: { algorithm: ES256, key-file: keys/a.pem } } }
  b: { count: 1, username: b, password: { jwt: { algorithm: HS256, key: hunter2 } } }
steps:
  - connect: all
`);
  t.regex(describePlan(plan), /reads: keys\/a\.pem/u);
  t.notRegex(describePlan(plan), /hunter2/u);
});
