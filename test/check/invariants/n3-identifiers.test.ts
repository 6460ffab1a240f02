import test from 'ava';
import { judge, judged } from '../support/judge.ts';

const BEGIN = `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect
`;
const ONE = `${BEGIN}
  1 subscribe a/b 1 ident 7
  sent f0 0..3
`;
const TWO = `${BEGIN}
  1 subscribe a/b 1 ident 7
  1 subscribe a/# 1 ident 8
  sent f0 0..3
`;

test(
  'N3 passes for the identifier of the one subscription',
  judged,
  `${ONE}1 gets f0 0..3 idents 7\ndrain`,
  'pass',
);

test(
  'N3 fails for a message without the identifier (5:3.3.4-3)',
  judged,
  `${ONE}1 gets f0 0..2 idents 7\n1 gets f0 3\ndrain`,
  'fail N3',
);

test(
  'N3 fails for an identifier that nobody asked for',
  judged,
  `${ONE}1 gets f0 0..3 idents 7,9\ndrain`,
  'fail N3',
);

test(
  'N3 fails for an identifier where none was asked for',
  judged,
  `${BEGIN}1 subscribe a/b 1\nsent f0 0\n1 gets f0 0 idents 1\ndrain`,
  'fail N3',
);

test(
  'N3 passes for one copy with the identifiers of both, in any order',
  judged,
  `${TWO}1 gets f0 0..3 idents 8,7\ndrain`,
  'pass',
);

test(
  'N3 passes for a copy for each subscription with its own',
  judged,
  `${TWO}1 gets f0 0 idents 7\n1 gets f0 0 idents 8\n1 gets f0 1..3 idents 7,8\ndrain`,
  'pass',
);

test(
  'N3 fails for one copy with one of two identifiers (5:3.3.4-4)',
  judged,
  `${TWO}1 gets f0 0..3 idents 7\ndrain`,
  'fail N3',
);

test(
  'N3 fails for a copy without any beside one with both (5:3.3.4-5)',
  judged,
  `${TWO}1 gets f0 0..3 idents 7,8\n1 gets f0 3\ndrain`,
  'fail N3',
);

test(
  'N3 passes for a message without where the subscription without identifier may have brought it',
  judged,
  `${BEGIN}
  1 subscribe a/b 1 ident 7
  1 subscribe a/# 1
  sent f0 0..1
  1 gets f0 0 idents 7
  1 gets f0 0
  1 gets f0 1 idents 7
  drain
`,
  'pass',
);

test(
  'N3 follows an identifier that a new SUBSCRIBE replaces',
  judged,
  `${ONE}1 gets f0 0..3 idents 7
  1 subscribe a/b 1 ident 9
  sent f0 4
  1 gets f0 4 idents 9
  drain
`,
  'pass',
);

test(
  'N3 fails for the old identifier after a new SUBSCRIBE has replaced it',
  judged,
  `${ONE}1 gets f0 0..3 idents 7
  1 subscribe a/b 1 ident 9
  sent f0 4
  1 gets f0 4 idents 7
  drain
`,
  'fail N3',
);

test('N3 is skipped where nobody uses identifiers', (t) => {
  const report = judge(`${BEGIN}1 subscribe a/b 1\nsent f0 0\n1 gets f0 0\ndrain`);
  t.is(report.invariants.find(({ id }) => id === 'N3')?.verdict, 'skipped');
});

const RETAINED = (identifiers: string, others = ''): string => `
  flow 0 qos 1 topic a/b retain
  0 connect
  sent f0 0
  1 connect
  ${others}
  1 subscribe a/+ 1 ident 7
  1 gets f0 0 retain ${identifiers}
  drain
`;

test(
  'N3 passes for a retained message with the identifier of the SUBSCRIBE',
  judged,
  RETAINED('idents 7'),
  'pass',
);
test('N3 fails for a retained message without it (5:3.3.4-3)', judged, RETAINED(''), 'fail N3');
test('N3 fails for a retained message with an identifier of nobody', judged, RETAINED('idents 9'), 'fail N3');
test(
  'N3 makes no claim where another subscription without one may have brought it',
  judged,
  RETAINED('', '1 subscribe a/# 1 rh 2'),
  'pass',
);

const AGAIN = (arrived: string): string => `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect
  1 subscribe a/b 1 ident 9
  sent f0 0
  1 gets f0 0 idents 9
  1 subscribe a/b 1
  sent f0 1..3
  1 gets f0 1..3 ${arrived}
  drain
`;

test('N3 fails for the identifier of an earlier SUBSCRIBE (5:3.8.4-3)', judged, AGAIN('idents 9'), 'fail N3');
test('N3 passes when the filter has none any more', judged, AGAIN(''), 'pass');
