import test from 'ava';
import { judge, noted } from '../support/judge.ts';
import { QOS0 } from '../support/scenes.ts';

test(
  'Q0-2 says how much was lost and fails nothing',
  noted,
  `${QOS0}
  publish f0 0..9
  1 gets f0 0..4
  drain
  1 disconnects
`,
  'warning',
  ['Q0-2 5'],
);

test('Q0-2: a message that was on its way when the run ended is neither owed nor lost', (t) => {
  const report = judge(`${QOS0}
    publish f0 0..9
    1 gets f0 0..3
    1 gets f0 6
  `);
  t.like(report.semantics[0], { owed: 7, delivered: 5, lost: 2, unjudged: 3 });
});

test('Q0-2 counts nothing that was published while the client was away', (t) => {
  const report = judge(`
    flow 0 qos 0 topic a/b
    0 connect
    1 connect keep
    1 subscribe a/b 0
    publish f0 0..4
    1 gets f0 0..4
    1 drops
    publish f0 5..9
    1 connect keep present
    publish f0 10..12
    1 gets f0 10..12
    1 disconnects
  `);
  t.is(report.verdict, 'pass');
  t.is(report.semantics[0]?.lost, 0);
  t.is(report.semantics[0]?.owed, 8);
});
