import test from 'ava';
import { CheckFold } from '../../src/check/fold.ts';
import { finish } from '../../src/check/finish.ts';
import { INVARIANTS } from '../../src/check/invariants/index.ts';
import { replay } from '../../src/history/observation.ts';
import type { WitnessSource } from '../../src/history/witness.ts';
import { writtenHistory } from './support/history-language.ts';
import { judge, outcome } from './support/judge.ts';
import { QOS1 } from './support/scenes.ts';

const LOSSY = `${QOS1}
  sent f0 0..9
  1 gets f0 0..6
  drain
`;

test('every invariant has its result, in the order of the list, and ids are unique', (t) => {
  const ids = judge(LOSSY).invariants.map(({ id }) => id);
  t.deepEqual(
    ids,
    INVARIANTS.map(({ id }) => id),
  );
  t.is(new Set(ids).size, ids.length);
});

test('a finding says who, what and how much', (t) => {
  const [finding] = judge(LOSSY, { clientIdOf: (client) => `sensor-${client}` }).findings;
  t.like(finding, {
    invariant: 'Q1-1',
    status: 'fail',
    client: 'sensor-1',
    publisher: 'sensor-0',
    topic: 'a/b',
    qos: 1,
    sequences: [7, 8, 9],
    count: 3,
  });
});

test('the semantics table adds up', (t) => {
  t.deepEqual(judge(LOSSY).semantics, [
    {
      qos: 1,
      published: 10,
      acknowledged: 10,
      owed: 10,
      delivered: 7,
      lost: 3,
      duplicated: 0,
      reordered: 0,
      unexpected: 0,
      unjudged: 0,
    },
  ]);
});

test('the semantics table counts what is odd', (t) => {
  const report = judge(`${QOS1}
    sent f0 0..9
    publish f0 10
    1 gets f0 0..6,8,7,9
    1 gets f0 3
    drain
  `);
  t.like(report.semantics[0], { published: 11, duplicated: 1, reordered: 1, unjudged: 1, owed: 10 });
});

test('findings are bounded and the rest is counted', (t) => {
  const many = Array.from({ length: 30 }, (_, at) => `flow 0 qos 1 topic t/${at}`);
  const sent = many.map((_, at) => `sent f${at} 0..1`);
  const report = judge([...many, '0 connect', '1 connect', '1 subscribe # 1', ...sent, 'drain'].join('\n'));
  t.is(report.findings.length + report.findingsOmitted, 30);
  t.true(report.findingsOmitted > 0);
  t.is(report.invariants.find(({ id }) => id === 'Q1-1')?.failures, 60);
});

test('a checker that crashes makes the run inconclusive', (t) => {
  const report = judge(LOSSY, {
    clientIdOf: () => {
      throw new Error('no such client');
    },
  });
  t.is(outcome(report), 'inconclusive Q1-1');
  t.regex(report.findings[0]?.actual ?? '', /no such client/);
});

test('a history that cannot even be read makes the run inconclusive', (t) => {
  const { catalog, observations } = writtenHistory(LOSSY);
  const fold = new CheckFold({ catalog });
  replay(observations, fold);
  const broken = {
    ...catalog,
    topicOf: () => {
      throw new Error('no such topic');
    },
  };
  t.is(outcome(finish(fold.snapshot(), { catalog: broken, startedUs: 0 })), 'inconclusive E1');
});

test('a recording that crashes stops nothing and makes the run inconclusive', (t) => {
  const { catalog, observations } = writtenHistory(`${QOS1}
    1 strays unstamped a/b
    sent f0 0
    1 gets f0 0
  `);
  const fold = new CheckFold({
    catalog: {
      ...catalog,
      topicOf: () => {
        throw new Error('no such topic');
      },
    },
  });
  replay(observations, fold);
  t.regex(fold.snapshot().parts[0]?.crash ?? '', /no such topic/);
  const report = finish(fold.snapshot(), { catalog, startedUs: 0 });
  t.is(report.verdict, 'inconclusive');
});

test('findings bring the packets around what they are about', (t) => {
  const { catalog, observations } = writtenHistory(`${QOS1}
    sent f0 0..9
    1 gets f0 0..9
    1 gets f0 3
    drain complete
  `);
  const witness: WitnessSource = {
    packetsBefore: (client, tUs) => [{ client, tUs, connection: 1, direction: 'in', text: 'PUBLISH' }],
  };
  const fold = new CheckFold({ catalog, witness });
  replay(observations, fold);
  const [finding] = finish(fold.snapshot(), { catalog, startedUs: 0 }).findings;
  t.is(finding?.invariant, 'Q1-2');
  t.like(finding?.witness[0], { client: 1, text: 'PUBLISH' });
  t.is(finding?.witness[0]?.tUs, finding?.atUs);
});
