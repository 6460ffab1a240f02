import test from 'ava';
import { costOf } from '../../src/capacity/cost.ts';
import { fitLine } from '../../src/capacity/line.ts';
import type { Estimate, TrialCost } from '../../src/results/capacity.ts';
import { sampleTrial } from './samples.ts';

const trials = (costs: readonly TrialCost[], verdict: 'held' | 'missed' = 'held') =>
  costs.map((cost, i) => sampleTrial({ load: i + 1, number: i + 1, verdict, cost }));

function reasonOf(estimate: Estimate): string {
  return estimate.measured ? 'measured' : estimate.reason;
}

test('a line through points computed by hand', (t) => {
  const result = fitLine([
    { x: 1, y: 3 },
    { x: 2, y: 5 },
    { x: 3, y: 7 },
    { x: 4, y: 9 },
  ]);
  t.true(result.ok);
  if (!result.ok) return;
  t.true(Math.abs(result.line.slope - 2) < 1e-9 && Math.abs(result.line.intercept - 1) < 1e-9);
  // y = 0, 2, 1 at 0, 1, 2: slope 1/2, residuals -1/2, 1, -1/2, s² = 1.5, standard error √(1.5 / 2).
  const noisy = fitLine([
    { x: 1, y: 0 },
    { x: 2, y: 2 },
    { x: 3, y: 1 },
  ]);
  t.true(noisy.ok);
  if (!noisy.ok) return;
  t.true(Math.abs(noisy.line.slope - 0.5) < 1e-9);
  t.true(Math.abs(noisy.line.slopeHigh - (0.5 + 12.706 * Math.sqrt(0.75))) < 1e-9);
});

test('CPU a message is a slope: what is there without messages is left out', (t) => {
  const cost = costOf(
    trials(
      [1_000, 2_000, 4_000, 8_000].map((rate) => ({
        cpuPerSecond: 0.1 + rate * 25e-6,
        messagesPerSecond: rate,
      })),
    ),
    'process',
  );
  const { cpuSecondsPerMillion: cpu, messagesPerCpuSecond: messages, idleCpu = 0 } = cost;
  t.true(cpu.measured && Math.abs(cpu.value - 25) < 1e-6 && cpu.count === 4);
  t.true(messages.measured && Math.abs(messages.value - 40_000) < 1e-3);
  t.true(Math.abs(idleCpu - 0.1) < 1e-9);
});

test('trials that failed tell nothing of what a message costs, and too few readings are no figure', (t) => {
  const readings = [1_000, 2_000, 4_000].map((rate) => ({
    cpuPerSecond: rate * 25e-6,
    messagesPerSecond: rate,
  }));
  t.regex(reasonOf(costOf(trials(readings, 'missed'), 'process').cpuSecondsPerMillion), /did not tell/u);
  t.regex(
    reasonOf(costOf(trials(readings.slice(1)), 'process').cpuSecondsPerMillion),
    /2 readings are too few/u,
  );
  const flat = readings.map((one, i) => ({ ...one, cpuPerSecond: 0.5 + 0.01 * (i % 2) }));
  t.regex(reasonOf(costOf(trials(flat), 'process').messagesPerCpuSecond), /did not grow/u);
  t.regex(reasonOf(costOf(trials(readings), undefined).bytesPerConnection), /not asked for/u);
});

test('memory a connection comes from trials with more connections than any before', (t) => {
  const kept = 1_000_000;
  const cost = costOf(
    trials([
      { connections: 100, memoryBytes: kept + 500_000 },
      { connections: 200, memoryBytes: kept + 1_000_000 },
      { connections: 400, memoryBytes: kept + 2_000_000 },
      // The process keeps what it has once had.
      { connections: 150, memoryBytes: kept + 2_000_000 },
      { connections: 300, memoryBytes: kept + 2_000_000 },
    ]),
    '$SYS',
  );
  const { bytesPerConnection: memory } = cost;
  t.true(memory.measured && Math.abs(memory.value - 5_000) < 1e-6 && memory.count === 3);
  t.regex(reasonOf(cost.cpuSecondsPerMillion), /did not tell its CPU time/u);
  const same = trials([1, 2, 3].map(() => ({ connections: 100, memoryBytes: kept })));
  t.regex(reasonOf(costOf(same, 'process').bytesPerConnection), /hardly varied/u);
});
