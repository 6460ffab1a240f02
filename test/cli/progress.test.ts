import test from 'ava';
import { Progress, progressLines } from '../../src/cli/progress.ts';
import type { ProgressSample, StepOutcome } from '../../src/run/types.ts';

const sample: ProgressSample = {
  elapsedUs: 12_340_000,
  step: 'publish publisher',
  stepIndex: 4,
  stepCount: 6,
  clientsConnected: 1999,
  clientsTotal: 2000,
  sentPerSecond: 400.4,
  receivedPerSecond: 398,
  sent: 4800,
  received: 4790,
  e2eP99Us: 1250,
};

const failed: StepOutcome = {
  path: 'steps[0]',
  label: 'connect publisher',
  startedUs: 0,
  durationUs: 1,
  status: 'failed',
  problems: ['cannot connect \u001b[2J', 'b', 'c', 'd'],
};

function written(isTty: boolean, columns = 100): { progress: Progress; text: () => string } {
  let text = '';
  const progress = new Progress({ isTty, columns, title: 'qos2, MQTT 5.0', write: (more) => (text += more) });
  return { progress, text: () => text };
}

test('two lines say where the run stands and how it goes', (t) => {
  t.deepEqual(progressLines({ ...sample, remainingUs: 8_100_000 }, 'qos2, MQTT 5.0'), [
    'qos2, MQTT 5.0  step 4 of 6: publish publisher  12s, about 8s left',
    'clients 1,999 of 2,000  sent 4,800 (400/s)  received 4,790 (398/s)  p99 1.25ms',
  ]);
  t.deepEqual(progressLines({ ...sample, elapsedUs: 0, e2eP99Us: 0 }, 'x'), [
    'x  step 4 of 6: publish publisher  0s',
    'clients 1,999 of 2,000  sent 4,800 (400/s)  received 4,790 (398/s)',
  ]);
});

test('without a terminal there is a line every ten seconds', (t) => {
  const { progress, text } = written(false);
  for (let second = 1; second <= 25; second += 1) {
    progress.listen({ kind: 'progress', sample: { ...sample, elapsedUs: second * 1_000_000 } });
  }
  progress.stop();
  const lines = text().trimEnd().split('\n');
  t.is(lines.length, 2);
  t.regex(lines[0] ?? '', /10s {2}clients/u);
  t.regex(lines[1] ?? '', /20s {2}clients/u);
  t.false(text().includes('\u001b'));
});

test('on a terminal two lines are redrawn in place, never wider than it, and erased at the end', (t) => {
  const { progress, text } = written(true, 30);
  progress.listen({ kind: 'progress', sample });
  const first = text();
  t.deepEqual(
    first.split('\n').map((line) => line.length),
    [29, 29],
  );
  progress.listen({ kind: 'progress', sample });
  const erase = '\r\u001b[2K\u001b[1A\r\u001b[2K';
  t.is(text(), `${first}${erase}${first}`);
  progress.stop();
  progress.stop();
  t.is(text(), `${first}${erase}${first}${erase}`);
});

test('failed steps and warnings stay, first problems only, harmless to the terminal', (t) => {
  const { progress, text } = written(false);
  progress.listen({ kind: 'step-started', path: 'steps[0]', label: 'connect publisher' });
  progress.listen({ kind: 'step-ended', outcome: failed });
  progress.listen({ kind: 'step-ended', outcome: { ...failed, status: 'done' } });
  progress.listen({ kind: 'warning', message: 'slow' });
  t.is(text(), 'connect publisher (steps[0]) failed:\n  cannot connect \\x1b[2J\n  b\n  c\nwarning: slow\n');
});
