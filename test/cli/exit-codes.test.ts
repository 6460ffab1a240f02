import test from 'ava';
import { exitCodeOf, exitCodeOfError, worstExitCode } from '../../src/cli/exit-codes.ts';
import { initHistograms } from '../../src/metrics/histogram.ts';
import { buildResults } from '../../src/results/build.ts';
import { badHealth, failedCheck, sampleInput, sampleRun, unreachableRun } from '../results/samples.ts';

test.before(() => initHistograms());

test('an exit code for each way a run can end', (t) => {
  const code = (...runs: Parameters<typeof sampleInput>[0]): number =>
    exitCodeOf(buildResults(sampleInput(runs)));
  t.is(code(sampleRun()), 0);
  t.is(code(sampleRun({ check: failedCheck })), 1);
  t.is(code(unreachableRun()), 3);
  t.is(code(sampleRun({ health: badHealth })), 4);
  t.is(code(sampleRun({ stopReason: 'failed' })), 4);
  t.is(code(sampleRun({ stopReason: 'aborted' })), 1);
  t.is(code(sampleRun({ stopReason: 'interrupted', check: failedCheck })), 130);
  t.is(code(sampleRun(), unreachableRun()), 3);
  t.is(code(sampleRun({ check: failedCheck }), unreachableRun()), 1);
  t.is(code(), 4);
});

test('interruption and failure outweigh the rest, and a pass never hides anything', (t) => {
  t.is(worstExitCode([0, 4, 3, 1]), 1);
  t.is(worstExitCode([1, 130]), 130);
  t.is(worstExitCode([0, 4]), 4);
  t.is(worstExitCode([0, 3, 4]), 3);
  t.is(worstExitCode([0, 0]), 0);
});

test('errors by whom they concern', (t) => {
  t.is(exitCodeOfError('usage'), 2);
  t.is(exitCodeOfError('scenario'), 2);
  t.is(exitCodeOfError('unreachable'), 3);
  t.is(exitCodeOfError('environment'), 4);
  t.is(exitCodeOfError('internal'), 4);
});
