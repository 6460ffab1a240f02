import {
  pointFigures,
  scalabilityAt,
  type CapacityReport,
  type PointFigures,
  type ScalabilityFit,
} from '../../../results/capacity.ts';
import { formatDurationUs } from '../../../base/units.ts';
import { formatLoad } from '../../capacity/words.ts';
import { formatCount, formatRate } from '../../format.ts';
import { chart } from '../charts/chart.ts';
import type { Axis, ChartTable, Limit, Series } from '../charts/chart.ts';
import type { Point } from '../charts/path.ts';
import { linearScale, logScale } from '../charts/scale.ts';
import type { Html } from '../html.ts';
import { countAxis, durationAxis, shortCount } from '../run/time-chart.ts';

interface Shown extends PointFigures {
  readonly load: number;
}

/** What came, against what was to be sent: they part where the target can no more. */
export function throughputChart(report: CapacityReport): Html {
  const shown = shownOf(report);
  const { answer, search } = report;
  const most = Math.max(
    0,
    ...shown.flatMap(({ intended = 0, published = 0, delivered = 0 }) => [intended, published, delivered]),
  );
  const { held } = answer;
  const flow = answer.deliveredPerSecond ?? answer.publishedPerSecond;
  const limits: Limit[] =
    held === undefined || flow === undefined
      ? []
      : [{ x: held, y: flow, label: `${search.variable} ${formatLoad(held)} holds: ${formatRate(flow)}` }];
  return chart({
    id: 'chart-throughput',
    title: 'Throughput against load',
    description: `Messages delivered, intended and published, each second, for ${shown.length} loads.`,
    ...{ x: loadAxis(report, shown), y: countAxis('messages each second', most), limits },
    limitWord: 'highest load that holds',
    series: [
      line('delivered', shown, ({ delivered }) => delivered),
      line('intended', shown, ({ intended }) => intended),
      line('published', shown, ({ published }) => published),
    ],
    notes: ['Loads whose trials were all inconclusive are left out.'],
    table: table(shown, ['load', 'intended', 'published', 'delivered'], (one) => [
      rate(one.intended),
      rate(one.published),
      rate(one.delivered),
    ]),
  });
}

export function latencyChart(report: CapacityReport): Html | undefined {
  const shown = shownOf(report).filter(({ e2eP99Us }) => e2eP99Us !== undefined);
  if (shown.length === 0) return undefined;
  const bound = report.need?.p99MaxUs;
  const limits: Limit[] =
    bound === undefined ? [] : [{ y: bound, label: `needed p99 < ${formatDurationUs(bound)}` }];
  const values = shown.flatMap(({ e2eP50Us = 0, e2eP99Us = 0 }) => [e2eP50Us, e2eP99Us]);
  return chart({
    id: 'chart-latency',
    title: 'End to end latency against load, intended',
    description: `Median and 99th percentile for ${shown.length} loads.`,
    x: loadAxis(report, shown),
    y: durationAxis('latency, logarithmic', [...values, ...limits.map(({ y }) => y)]),
    series: [line('p99', shown, ({ e2eP99Us }) => e2eP99Us), line('p50', shown, ({ e2eP50Us }) => e2eP50Us)],
    limits,
    limitWord: 'need',
    table: table(shown, ['load', 'p50', 'p99'], ({ e2eP50Us, e2eP99Us }) => [
      duration(e2eP50Us),
      duration(e2eP99Us),
    ]),
  });
}

export function cpuChart(report: CapacityReport): Html | undefined {
  const shown = shownOf(report).filter(({ cpuPerSecond }) => cpuPerSecond !== undefined);
  if (shown.length === 0) return undefined;
  const percent = ({ cpuPerSecond = 0 }: Shown): number => cpuPerSecond * 100;
  return chart({
    id: 'chart-cpu',
    title: 'CPU of the target against load',
    description: `CPU time of the target in percent of one core, for ${shown.length} loads.`,
    x: loadAxis(report, shown),
    y: countAxis('% of one core', Math.max(...shown.map(percent))),
    series: [line('CPU', shown, percent)],
    table: table(shown, ['load', 'CPU'], (one) => [`${Math.round(percent(one))} %`]),
  });
}

/** Beyond the points by half, or as far as the peak where that is near. */
const BEYOND = 1.5;
const PEAK_NEAR = 4;
const STEPS = 60;
/** The highest concurrency in parts of the lowest above which only a logarithmic axis shows both. */
const WIDE = 30;

/** Throughput over concurrency: what was measured, the law through it, and, dashed, where it would lead. */
export function scalabilityChart(fit: ScalabilityFit): Html {
  const samples = [...fit.samples].sort((a, b) => a.n - b.n);
  const nMax = Math.max(...samples.map(({ n }) => n));
  const nMin = Math.min(...samples.map(({ n }) => n));
  const peakN = fit.peak?.n ?? 0;
  const end = Math.max(nMax * BEYOND, peakN <= PEAK_NEAR * nMax ? peakN * 1.2 : 0);
  const isWide = nMax > WIDE * nMin;
  const inside = curve(fit, { from: nMin, to: nMax, isWide });
  const beyond = curve(fit, { from: nMax, to: end, isWide });
  const most = Math.max(...samples.map(({ x }) => x), ...[...inside, ...beyond].map(({ y }) => y));
  const what = fit.concurrency === 'clients' ? 'clients' : 'messages under way at once';
  const scale = isWide ? logScale([nMin, end]) : linearScale(end, { isExact: true });
  return chart({
    id: 'chart-scalability',
    title: `Throughput against ${what}`,
    description: `${samples.length} trials, the law fitted to them up to ${formatCount(nMax)}, and its extrapolation up to ${formatCount(end)}.`,
    x: {
      label: isWide ? `${what}, logarithmic` : what,
      scale,
      ticks: scale.ticks.map((at) => ({ at, label: shortCount(at) })),
    },
    y: countAxis('messages each second', most),
    series: [
      { label: 'measured', shape: 'line', points: samples.map(({ n, x }) => ({ x: n, y: x })) },
      { label: 'extrapolation, not measured', shape: 'line', points: beyond },
      { label: 'fitted', shape: 'line', points: inside },
    ],
    table: {
      columns: [
        { head: what, kind: 'number' },
        { head: 'measured', kind: 'number' },
        { head: 'fitted', kind: 'number' },
        { head: 'residual', kind: 'number' },
      ],
      rows: samples.map(({ n, x, fitted }) => ({
        x: n,
        cells: [shortCount(n), formatRate(x), formatRate(fitted), formatCount(x - fitted)],
      })),
    },
  });
}

function curve(
  fit: ScalabilityFit,
  { from, to, isWide }: { readonly from: number; readonly to: number; readonly isWide: boolean },
): Point[] {
  return Array.from({ length: STEPS + 1 }, (_, step) => {
    const share = step / STEPS;
    const n = isWide ? from * (to / from) ** share : from + (to - from) * share;
    return { x: n, y: Math.max(0, scalabilityAt(fit, n)) };
  });
}

function shownOf({ points }: CapacityReport): Shown[] {
  return points
    .filter(({ verdict }) => verdict !== 'inconclusive')
    .map((point) => ({ load: point.load, ...pointFigures(point) }));
}

function loadAxis({ search }: CapacityReport, shown: readonly Shown[]): Axis {
  const scale = linearScale(Math.max(1, ...shown.map(({ load }) => load)), { ticksWanted: 7, isExact: true });
  return { label: search.variable, scale, ticks: scale.ticks.map((at) => ({ at, label: shortCount(at) })) };
}

function line(label: string, shown: readonly Shown[], value: (one: Shown) => number | undefined): Series {
  return {
    label,
    shape: 'line',
    points: shown.map((one) => {
      const y = value(one);
      return y === undefined ? undefined : { x: one.load, y };
    }),
  };
}

function table(
  shown: readonly Shown[],
  heads: readonly string[],
  cells: (one: Shown) => readonly string[],
): ChartTable {
  return {
    columns: heads.map((head) => ({ head, kind: 'number' })),
    rows: shown.map((one) => ({ x: one.load, cells: [formatLoad(one.load), ...cells(one)] })),
  };
}

function rate(value: number | undefined): string {
  return value === undefined ? '–' : formatRate(value);
}

function duration(value: number | undefined): string {
  return value === undefined ? '–' : formatDurationUs(value);
}
