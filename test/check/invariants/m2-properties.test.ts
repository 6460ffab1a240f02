import test from 'ava';
import { judge, judged } from '../support/judge.ts';

const HISTORY = (published: string, version = 'v5'): string => `
  flow 0 qos 1 topic a/b ${published}
  0 connect
  1 connect ${version}
  1 subscribe a/b 1
  sent f0 0..3
`;

const CASES = [
  ['passes for what was said', 'type text user a=1,b=2', 'type text user a=1,b=2', 'pass'],
  ['passes for User Properties that the broker adds', 'user a=1,b=2', 'user x=9,a=1,b=2,y=9', 'pass'],
  ['fails for a Content Type that is lost (5:3.3.2-20)', 'type text', '', 'fail M2'],
  ['fails for another Content Type', 'type text', 'type json', 'fail M2'],
  ['fails for a Content Type that nobody had set', '', 'type json', 'fail M2'],
  ['fails for a User Property that is lost (5:3.3.2-17)', 'user a=1,b=2', 'user a=1', 'fail M2'],
  ['fails for a User Property that is altered', 'user a=1,b=2', 'user a=1,b=3', 'fail M2'],
  ['fails for one of two equal User Properties that is lost', 'user a=1,a=1', 'user a=1', 'fail M2'],
  ['fails for User Properties in another order (5:3.3.2-18)', 'user a=1,b=2', 'user b=2,a=1', 'fail M2'],
] as const;

for (const [title, published, arrived, expected] of CASES)
  test(`M2 ${title}`, judged, `${HISTORY(published)}1 gets f0 0..3 ${arrived}\ndrain`, expected);

test(
  'M2 makes no claim of subscribers at 3.1.1, which knows no properties',
  judged,
  `${HISTORY('type text', 'v4')}1 gets f0 0..3\ndrain`,
  'pass',
);

test('M2 says which statement is broken, what was sent and what came', (t) => {
  const report = judge(`${HISTORY('user a=1,b=2')}1 gets f0 0..3 user b=2,a=1\ndrain`);
  t.like(report.findings[0], {
    invariant: 'M2',
    clauses: ['5:3.3.2-18'],
    count: 4,
    expected: '[["a","1"],["b","2"]]',
    actual: '[["b","2"],["a","1"]]',
    client: 'client 1',
    publisher: 'client 0',
  });
});

test('M2 is skipped where nobody sends properties', (t) => {
  const report = judge(`${HISTORY('')}1 gets f0 0..3\ndrain`);
  t.is(report.invariants.find(({ id }) => id === 'M2')?.verdict, 'skipped');
});

const WILL = (arrived: string): string => `
  flow 0 qos 1 topic w will type text user a=1,b=2
  1 connect
  1 subscribe w 1
  0 connect
  0 drops
  1 gets f0 0 ${arrived}
  drain
`;

test('M2 passes for a Will that comes as it was left', judged, WILL('type text user a=1,b=2'), 'pass');
for (const [what, arrived, clause] of [
  ['has lost its Content Type', 'user a=1,b=2', '5:U-3.1.3.2-2'],
  ['has its User Properties in another order', 'type text user b=2,a=1', '5:3.1.3-10'],
] as const)
  test(`M2 fails for a Will that ${what} (${clause})`, (t) => {
    const report = judge(WILL(arrived));
    t.deepEqual(
      report.findings.map(({ invariant, clauses }) => [invariant, ...clauses]),
      [['M2', clause]],
    );
  });
