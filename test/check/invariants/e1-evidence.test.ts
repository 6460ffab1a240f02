import test from 'ava';
import { judge, judged } from '../support/judge.ts';
import { QOS1 } from '../support/scenes.ts';

const LOSSY = `${QOS1}
  sent f0 0..9
  1 gets f0 0..8
  violation 1 5:4.3.2-4
  drain
`;

test(
  'E1: a fault of our own makes the run inconclusive',
  judged,
  `${QOS1}
  sent f0 0
  1 gets f0 0
  fault 0
  drain complete
`,
  'inconclusive E1',
);

test('E1: a fault of our own keeps everything from failing', (t) => {
  const report = judge(`${LOSSY} fault 0`);
  t.is(report.verdict, 'inconclusive');
  t.deepEqual(
    report.findings.filter((finding) => finding.status === 'fail'),
    [],
  );
  t.deepEqual(
    report.invariants.filter((invariant) => invariant.verdict === 'fail'),
    [],
  );
  t.true(report.findings.some((finding) => finding.invariant === 'Q1-1'));
});

test('E1: a part of the history that is missing keeps everything from failing', (t) => {
  const report = judge(LOSSY, { incomplete: ['worker 2 was lost'] });
  t.is(report.verdict, 'inconclusive');
  t.true(report.findings.some((finding) => finding.actual === 'worker 2 was lost'));
});

test('E1: the same history with whole evidence fails', judged, LOSSY, 'fail Q1-1 P');

test(
  'messages to subscribers of which none is judged make the run inconclusive, never pass',
  judged,
  `
  flow 0 qos 0 topic a/b
  0 connect
  1 connect
  1 subscribe a/b 0
  publish f0 0..9
`,
  'inconclusive E1',
);

test('a history without anything is inconclusive, never pass', judged, '', 'inconclusive');

test('a run that only connects can pass', judged, '1 connect \n 1 disconnects', 'pass');
