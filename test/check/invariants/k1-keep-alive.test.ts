import test from 'ava';
import { judge, judged, noted } from '../support/judge.ts';

const HISTORY = `
  1 connect
  1 pinged
`;

test('K1 passes for PINGREQs that are answered, and counts them', (t) => {
  const result = judge(HISTORY).invariants.find(({ id }) => id === 'K1');
  t.like(result, { verdict: 'pass', exercised: 1 });
});

for (const clause of ['5:3.12.4-1', '311:3.12.4-1'])
  test(
    `K1, and not P, fails for a violation of ${clause}`,
    judged,
    `${HISTORY}violation 1 ${clause}`,
    'fail K1',
  );

test(
  'K1 passes when the broker ends a silence in time (5:3.1.2-22)',
  judged,
  `${HISTORY}1 silent closed-by-broker 3100000`,
  'pass',
);

test(
  'K1 passes when the broker ends a silence early: it may at any time',
  judged,
  `${HISTORY}1 silent closed-by-broker 100000`,
  'pass',
);

test(
  'K1 says that a silence was ended late, by a broker that looks every few seconds',
  noted,
  `${HISTORY}1 silent closed-by-broker 9000000`,
  'warning',
  ['K1 1'],
);

test(
  'K1 fails when a silence was ended far too late',
  judged,
  `${HISTORY}1 silent closed-by-broker 13100000`,
  'fail K1',
);

test(
  'K1 fails when nobody ended a silence (311:3.1.2-24)',
  judged,
  `1 connect v4\n1 silent left-open 13100000`,
  'fail K1',
);

test(
  'K1 makes no claim of a silence that we ended ourselves too early to know',
  judged,
  `${HISTORY}1 silent left-open 12900000`,
  'pass',
);

test(
  'K1 makes no claim without a Keep Alive',
  judged,
  `${HISTORY}1 silent left-open 99000000 keepalive 0`,
  'pass',
);

const EARLY = 'keepalive 4 atmost 4900000';

test(
  'K1 fails when DISCONNECT says Keep Alive to a client that was heard of in time (5:3.2.2-22)',
  judged,
  `${HISTORY}1 silent given-up 4900000 ${EARLY} code 141`,
  'fail K1',
);

test(
  'K1 fails when a silent client is told so too early (5:3.2.2-22)',
  judged,
  `${HISTORY}1 silent closed-by-broker 4900000 ${EARLY} code 141`,
  'fail K1',
);

test(
  'K1 says that a silent client was closed early without a word: a broker may at any time',
  noted,
  `1 connect v4\n1 silent closed-by-broker 4900000 ${EARLY}`,
  'warning',
  ['K1 1'],
);

test(
  'K1 leaves a broker a second, for clocks that tick in seconds',
  judged,
  `${HISTORY}1 silent given-up 5000000 keepalive 4 atmost 5000000 code 141`,
  'pass',
);

test(
  'K1 fails when DISCONNECT says Keep Alive where there is none',
  judged,
  `${HISTORY}1 silent given-up 90000000 keepalive 0 atmost 90000000 code 141`,
  'fail K1',
);

const late = (count: number, apartUs: number, lateUs: number): string =>
  HISTORY +
  Array.from(
    { length: count },
    () => `1 silent closed-by-broker ${3_000_000 + lateUs}\nwait ${apartUs}`,
  ).join('\n');

test(
  'K1 fails when all of many silent clients were found late, at different times',
  judged,
  late(5, 1_300_000, 5_000_000),
  'fail K1',
);
test(
  'K1 only warns of them where a broker may have looked once for all',
  judged,
  late(5, 500_000, 5_000_000),
  'pass',
);
test('K1 only warns of a few', judged, late(4, 2_000_000, 5_000_000), 'pass');
test(
  'K1 only warns where one of them was found soon',
  judged,
  `${late(5, 1_300_000, 5_000_000)}\n1 silent closed-by-broker 3100000`,
  'pass',
);
