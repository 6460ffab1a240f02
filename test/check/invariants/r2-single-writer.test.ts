import test from 'ava';
import { judged } from '../support/judge.ts';
import { RETAINED } from '../support/scenes.ts';

const PIPELINED = `${RETAINED} publish f0 0..1 \n ok f0 0..1 \n 1 subscribe a 1`;

test(
  'R2 passes for the last message of a stream',
  judged,
  `${PIPELINED} \n 1 gets f0 1 retain \n drain`,
  'pass',
);

test(
  'R2 fails for the one before it, although both were on their way at once',
  judged,
  `${PIPELINED} \n 1 gets f0 0 retain \n drain`,
  'fail R2',
);

test(
  'R2 says nothing where the last one is unknown in outcome',
  judged,
  `${RETAINED} publish f0 0..1 \n ok f0 0 \n 1 subscribe a 1 \n 1 gets f0 0 retain \n drain`,
  'pass',
);

test(
  'R2 says nothing across connections',
  judged,
  `${RETAINED} publish f0 0 \n 0 drops \n 0 connect \n publish f0 1 \n ok f0 1 \n 1 subscribe a 1 \n 1 gets f0 0 retain \n drain`,
  'pass',
);

test(
  'R2 says nothing where others write too',
  judged,
  `
  flow 0 qos 1 topic a retain
  flow 2 qos 1 topic a retain
  0 connect
  1 connect
  2 connect
  publish f0 0..1
  publish f1 0
  ok f0 0..1
  1 subscribe a 1
  1 gets f0 0 retain
  drain
`,
  'pass',
);
