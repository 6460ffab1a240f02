import test from 'ava';
import { renderCapacityMarkdown } from '../../src/report/capacity/markdown.ts';
import { renderCapacityTerminal } from '../../src/report/capacity/terminal.ts';
import { renderCapacityHtml } from '../../src/report/html/capacity-page.ts';
import { parseNeed } from '../../src/capacity/need.ts';
import { sampleCapacity, sampleTrial } from '../capacity/samples.ts';
import { golden } from './golden.ts';

const OPTIONS = { colorLevel: 0, width: 100 } as const;

test('a knee and a need that is not met, on a terminal', (t) => {
  const actual = renderCapacityTerminal(sampleCapacity(), { ...OPTIONS, files: ['reports/x/capacity.json'] });
  t.is(actual, golden('capacity', actual));
});

test('the same as Markdown', (t) => {
  const actual = renderCapacityMarkdown(sampleCapacity());
  t.is(actual, golden('capacity-markdown', actual));
});

test('where the generator was the limit, no report speaks of the target’s limit', (t) => {
  const trials = [10, 20, 20, 40, 40, 40].map((load, i) =>
    sampleTrial({
      ...{ load, number: i + 1 },
      ...(load === 40 && {
        verdict: 'inconclusive',
        reasons: ['the load generator itself was the bottleneck: CPU'],
      }),
    }),
  );
  const report = sampleCapacity({ trials, need: parseNeed('devices=50, every=1s') });
  for (const text of [
    renderCapacityTerminal(report, OPTIONS),
    renderCapacityMarkdown(report),
    renderCapacityHtml(report),
  ]) {
    t.regex(text, /at least\s+rate\s+20/u);
    t.regex(text, /more was not to be had from the load\s+generator/u);
    t.notRegex(text, /no longer does/u);
    t.notRegex(text, /Interval/u);
  }
});

test('the page has the need first, three charts, the law with its extrapolation named, and every trial', (t) => {
  const report = sampleCapacity();
  const page = renderCapacityHtml(report);
  const at = (text: string): number => {
    const index = page.indexOf(text, page.indexOf('<main'));
    t.true(index >= 0, text);
    return index;
  };
  t.true(at('500,000 devices') < at('The target holds'));
  for (const id of ['chart-throughput', 'chart-latency', 'chart-cpu', 'chart-scalability']) at(`id="${id}"`);
  at('extrapolation, not measured');
  at('needed p99 &lt; 100ms');
  for (const { replay } of report.points.flatMap(({ trials }) => trials)) t.true(page.includes(replay));
});

test('texts from outside only show', (t) => {
  const evil = '<script>alert(1)</script>\u001b[31m';
  const trials = [sampleTrial({ load: 10, verdict: 'missed', reasons: [evil], replay: evil })];
  const report = sampleCapacity({ trials, target: evil, variable: evil });
  t.false(renderCapacityHtml(report).includes('<script>alert'));
  t.false(renderCapacityMarkdown(report).includes('<script>alert(1)</script>\n'));
  t.false(renderCapacityTerminal(report, OPTIONS).includes('\u001b'));
});

test('a search without a single trial still has reports', (t) => {
  const report = sampleCapacity({ trials: [], target: '', ended: 'interrupted' });
  for (const text of [
    renderCapacityTerminal(report, OPTIONS),
    renderCapacityMarkdown(report),
    renderCapacityHtml(report),
  ])
    t.regex(text, /Nothing is known of the target’s\s+capacity/u);
});
