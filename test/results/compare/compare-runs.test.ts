import test from 'ava';
import { present } from '../../../src/base/assert.ts';
import { initHistograms } from '../../../src/metrics/histogram.ts';
import { compareRuns } from '../../../src/results/compare/compare-runs.ts';
import type { Comparison } from '../../../src/results/comparison.ts';
import { buildResults } from '../../../src/results/build.ts';
import type { Results } from '../../../src/results/model.ts';
import { compareInput, p99Gate, scaledResults } from '../comparison-samples.ts';
import { badHealth, failedCheck, nothingChecked, sampleInput, sampleRun } from '../samples.ts';

await initHistograms();

const SLOW = scaledResults(1.2);
const USUAL = scaledResults(1);

function changeOf(comparison: Comparison, metric: string) {
  return present(
    comparison.runs[0]?.metrics.find((one) => one.metric === metric),
    metric,
  );
}

function compared(
  base: readonly Results[],
  now: readonly Results[],
  ...gates: Parameters<typeof compareInput>[2] & object
): Comparison {
  return compareRuns(compareInput(base, now, gates));
}

test('a metric has both values, the difference, and what part of the base that is', (t) => {
  const change = changeOf(compared([USUAL], [SLOW]), 'e2e.latency.max');
  t.is(change.base?.median, 2000);
  t.is(change.new?.median, 2401);
  t.is(change.difference, 401);
  t.is(change.relative, 401 / 2000);
});

test('what is 0 on both sides is left out, unless a gate asks for it', (t) => {
  const names = (comparison: Comparison): string[] =>
    comparison.runs[0]?.metrics.map(({ metric }) => metric) ?? [];
  t.false(names(compared([USUAL], [SLOW])).includes('messages.lost'));
  const gate = { ...p99Gate('value', 0), metric: 'messages.lost' };
  const asked = compared([USUAL], [SLOW], gate);
  t.true(names(asked).includes('messages.lost'));
  t.is(asked.verdict, 'pass');
});

test('a gate fails where the new median is beyond its bound, and passes within it', (t) => {
  const verdict = (...args: Parameters<typeof p99Gate>) =>
    compared([USUAL], [SLOW], p99Gate(...args)).verdict;
  t.is(verdict('share', 0.1), 'fail');
  t.is(verdict('share', 0.3), 'pass');
  t.is(verdict('difference', 100), 'fail');
  t.is(verdict('difference', 1000), 'pass');
  t.is(verdict('value', 2000), 'fail');
  t.is(verdict('value', 5000), 'pass');
});

test('without a gate nothing is judged', (t) => {
  t.is(compared([USUAL], [SLOW]).verdict, 'skipped');
});

test('one run a side: nothing is known of the noise, so that nothing is called worse, and that is said', (t) => {
  t.is(changeOf(compared([USUAL], [SLOW]), 'e2e.latency.p99').change, 'unclear');
  t.true(compared([USUAL], [SLOW]).notes.some((note) => note.includes('nothing is known of the noise')));
});

test('repeats: the medians count, and a difference within what they differ by is no failure', (t) => {
  const gate = p99Gate('share', 0.1);
  const noisy = compared(
    [1, 1.1, 1.4].map((scale) => scaledResults(scale)),
    [1.2, 1.3, 1.5].map((scale) => scaledResults(scale)),
    gate,
  );
  t.is(noisy.verdict, 'inconclusive');
  t.regex(noisy.gates[0]?.explanation ?? '', /within what the repeats differ by/u);
  t.is(changeOf(noisy, 'e2e.latency.p99').change, 'within the noise');
  const clear = compared(
    [1, 1.05, 1.1].map((scale) => scaledResults(scale)),
    [1.5, 1.6, 1.7].map((scale) => scaledResults(scale)),
    gate,
  );
  t.is(clear.verdict, 'fail');
  t.is(changeOf(clear, 'e2e.latency.p99').change, 'worse');
  t.is(changeOf(clear, 'publish.rate').change, 'same');
  t.is(changeOf(clear, 'e2e.latency.max').base?.median, 2101);
  t.is(changeOf(clear, 'e2e.latency.max').new?.max, 3401);
  t.false(clear.notes.some((note) => note.includes('noise')));
});

const changed = (results: Results, change: Partial<Results['runs'][number]>): Results => ({
  ...results,
  runs: results.runs.map((run) => ({ ...run, ...change })),
});

const OBSTACLES: readonly (readonly [string, Results, RegExp])[] = [
  [
    'another scenario',
    { ...SLOW, scenario: { ...SLOW.scenario, hash: 'f'.repeat(64) } },
    /^these are different scenarios: qos2 \(0123456789ab\) and qos2 \(ffffffffffff\)/u,
  ],
  [
    'an overloaded generator',
    scaledResults(1.2, { health: badHealth }),
    /bottleneck .*: event-loop delay p99/u,
  ],
  [
    'an interrupted run',
    scaledResults(1.2, { stopReason: 'interrupted' }),
    /did not end as planned: interrupted/u,
  ],
  ['another number of clients', changed(SLOW, { clients: 41 }), /different numbers of clients/u],
  ['another number of flows', changed(SLOW, { flows: 41 }), /different numbers of flows/u],
  ['a target of another kind', changed(SLOW, { target: 'mqtt://x' }), /one side ran on the embedded broker/u],
];

for (const [title, now, message] of OBSTACLES) {
  test(`a gate proves nothing where runs cannot be held against each other: ${title}`, (t) => {
    const comparison = compared([USUAL], [now], p99Gate('share', 0.1));
    t.is(comparison.verdict, 'inconclusive');
    t.true(
      comparison.obstacles.some((one) => message.test(one)),
      comparison.obstacles.join(),
    );
    t.is(changeOf(comparison, 'e2e.latency.p99').change, 'unclear');
    // Nor that all is well.
    t.is(compared([USUAL], [now], p99Gate('share', 9)).verdict, 'inconclusive');
  });
}

test('another machine is told, and does not keep a gate from failing', (t) => {
  const now = { ...SLOW, host: { ...SLOW.host, cpuCount: 64 } };
  const comparison = compared([USUAL], [now], p99Gate('share', 0.1));
  t.is(comparison.verdict, 'fail');
  t.true(comparison.notes.some((note) => note.includes('different machines')));
});

test('versions are compared with their like; one that ran on one side only is told', (t) => {
  const both = buildResults(sampleInput([sampleRun(), sampleRun({}, { protocol: '3.1.1' })]));
  const comparison = compared([both], [SLOW], p99Gate('share', 0.1));
  t.deepEqual(
    comparison.runs.map(({ protocol }) => protocol),
    ['5.0'],
  );
  t.true(comparison.notes.includes('MQTT 3.1.1 ran only before'));
  const apart = compared([changed(USUAL, { protocol: '3.1.1' })], [SLOW], p99Gate('share', 0.1));
  t.is(apart.verdict, 'inconclusive');
  t.is(apart.gates[0]?.explanation, 'no protocol version ran on both sides');
});

test('a metric that was not measured is inconclusive', (t) => {
  const gate = { ...p99Gate('share', 0.1), metric: 'request.latency.p99' };
  t.is(compared([USUAL], [SLOW], gate).verdict, 'inconclusive');
});

test('verdict and new-failures are gates; a promise that broke is told', (t) => {
  const gates = [
    { kind: 'verdict', text: 'verdict' },
    { kind: 'new-failures', text: 'new-failures' },
  ] as const;
  const broken = compared([USUAL], [scaledResults(1, { check: failedCheck })], ...gates);
  t.deepEqual(
    broken.gates.map(({ verdict }) => verdict),
    ['fail', 'fail'],
  );
  t.deepEqual(broken.runs[0]?.promises, [
    { id: 'Q2-2', title: 'QoS 2 exactly once', base: 'pass', new: 'fail' },
  ]);
  const known = scaledResults(1, { check: failedCheck });
  t.is(compared([known], [known], ...gates).verdict, 'pass');
  const blind = compared([USUAL], [scaledResults(1, { check: nothingChecked })], ...gates);
  t.deepEqual(
    blind.gates.map(({ verdict }) => verdict),
    ['inconclusive', 'inconclusive'],
  );
});
