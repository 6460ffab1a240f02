import test from 'ava';
import { judged } from '../support/judge.ts';

function one(published: number, requested: number, granted: number, delivered: number): string {
  return `
    flow 0 qos ${published} topic a/b
    0 connect
    1 connect
    1 subscribe a/b ${requested} granted ${granted}
    sent f0 0..2
    1 gets f0 0..2 qos ${delivered}
    drain complete
  `;
}

test('H3 passes at min(published, granted): 2 and 1', judged, one(2, 1, 1, 1), 'pass');
test('H3 passes at min(published, granted): 1 and 2', judged, one(1, 2, 2, 1), 'pass');
test('H3 passes when the broker granted less than was asked for', judged, one(2, 2, 0, 0), 'pass');
test(
  'H3 fails when a message arrives at its published QoS instead (5:3.8.4-8)',
  judged,
  one(2, 1, 1, 2),
  'fail H3',
);
test('H3 fails when a message arrives at less than was granted', judged, one(2, 2, 2, 1), 'fail H3');
test('H3 fails when a QoS 0 message arrives at QoS 1', judged, one(0, 1, 1, 1), 'fail H3');
test('H3 fails when more is granted than was asked for (5:3.8.4-7)', judged, one(1, 1, 2, 1), 'fail H3');
test(
  'H3 fails when more is granted than was asked for, be anything delivered or not (311:3.8.4-5)',
  judged,
  '1 connect v4\n1 subscribe a/b 0 granted 1\ndrain',
  'fail H3',
);
test(
  'H3 passes when a subscription is refused',
  judged,
  '1 connect\n1 subscribe a/b 0 granted 128\ndrain',
  'pass',
);

const OVERLAP = `
  flow 0 qos 2 topic a/b
  0 connect
  1 connect
  1 subscribe a/b 1
  1 subscribe a/# 2
  sent f0 0..2`;

test(
  'H3 passes with one copy at the highest QoS of overlapping subscriptions',
  judged,
  `${OVERLAP}
  1 gets f0 0..2 qos 2
  drain complete
`,
  'pass',
);

test(
  'H3 passes with one copy for each overlapping subscription',
  judged,
  `${OVERLAP}
  1 gets f0 0..2 qos 2
  1 gets f0 0..2 qos 1
  drain complete
`,
  'pass',
);

test(
  'H3 fails when only the copy at the lower QoS comes (5:3.3.4-2)',
  judged,
  `${OVERLAP}
  1 gets f0 0..2 qos 1
  drain
`,
  'fail H3',
);

test(
  'H3 allows either QoS while a second SUBSCRIBE changes the granted one',
  judged,
  `
  flow 0 qos 2 topic a/b
  0 connect
  1 connect
  1 subscribe a/b 1
  sent f0 0..2
  1 subscribe a/b 2
  sent f0 3..5
  1 gets f0 0..2 qos 1
  1 gets f0 3..5 qos 2
  drain complete
`,
  'pass',
);

const RETAINED = (delivered: number): string => `
  flow 0 qos 2 topic a/b retain
  0 connect
  sent f0 0
  1 connect
  1 subscribe a/+ 1
  1 gets f0 0 retain qos ${delivered}
  drain complete
`;

test('H3 passes for a retained message at min(published, granted)', judged, RETAINED(1), 'pass');
test(
  'H3 fails for a retained message at its published QoS instead (5:3.8.4-8)',
  judged,
  RETAINED(2),
  'fail H3',
);
test('H3 fails for a retained message at less than was granted', judged, RETAINED(0), 'fail H3');

const AGAIN = `
  flow 0 qos 2 topic a/b
  0 connect
  1 connect
  1 subscribe a/b 2
  1 subscribe a/b 1
`;

test(
  'H3 passes at the QoS that the newest SUBSCRIBE for the filter was granted',
  judged,
  `${AGAIN} sent f0 0..2 \n 1 gets f0 0..2 qos 1 \n drain complete`,
  'pass',
);
test(
  'H3 fails at the QoS of an older one (5:3.8.4-3, 311:3.8.4-3)',
  judged,
  `${AGAIN} sent f0 0..2 \n 1 gets f0 0..2 qos 2 \n drain complete`,
  'fail H3',
);
test(
  'H3 passes at either for what was published around the newer one',
  judged,
  `${AGAIN.replace('1 subscribe a/b 1', 'publish f0 0..2 \n 1 subscribe a/b 1 \n ok f0 0..2')} 1 gets f0 0..1 qos 2 \n 1 gets f0 2 qos 1 \n drain complete`,
  'pass',
);
