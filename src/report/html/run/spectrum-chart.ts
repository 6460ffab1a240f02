import { formatDurationUs } from '../../../base/units.ts';
import type { HistogramName } from '../../../results/model.ts';
import { percentileSpectrum } from '../../../results/spectrum.ts';
import type { Spectrum, SpectrumPoint } from '../../../results/spectrum.ts';
import { formatCount } from '../../format.ts';
import { chart } from '../charts/chart.ts';
import type { Axis, ChartTable, Limit } from '../charts/chart.ts';
import { linearScale } from '../charts/scale.ts';
import type { Html } from '../html.ts';
import type { RunContext } from './context.ts';
import { durationAxis, thresholdLimits } from './time-chart.ts';

export interface SpectrumSpec {
  readonly id: string;
  readonly title: string;
  readonly names: readonly (readonly [from: string, name: HistogramName])[];
}

interface Line {
  readonly label: string;
  readonly spectrum: Spectrum;
}

/** Latency against percentile, each nine as wide as the one before: where the tail begins, and how far it goes. */
export function spectrumChart({ run, prefix }: RunContext, { id, title, names }: SpectrumSpec): Html {
  const lines = names.flatMap(([from, name]) => {
    const latency = run.metrics.latencies[name];
    return latency === undefined ? [] : [{ label: from, spectrum: percentileSpectrum(latency.histogram) }];
  });
  const limits = names.flatMap(([, name]) => limitsOf(run, name));
  const all = lines.flatMap(({ spectrum }) => spectrum.points);
  const values = [...all.map(({ us }) => Math.max(us, 1)), ...limits.map(({ y }) => y)];
  return chart({
    id: `${prefix}chart-${id}`,
    title,
    description: lines.map(described).join(' '),
    x: ninesAxis(all.reduce((most, { nines }) => Math.max(most, nines), 1)),
    y: durationAxis('latency, logarithmic', values),
    series: lines.map(({ label, spectrum }) => ({
      label: label === '' ? title : label,
      shape: 'line',
      points: spectrum.points.map(({ nines, us }) => ({ x: nines, y: Math.max(us, 1) })),
    })),
    limits,
    notes: lines.slice(0, 1).map(({ spectrum }) => countNote(spectrum)),
    table: tableOf(lines),
  });
}

function countNote({ count, points }: Spectrum): string {
  const last = points.at(-2);
  const told =
    last === undefined || last.nines === 0 ? '' : ` So many can tell no percentile beyond ${named(last)}.`;
  return `${formatCount(count)} values; the line ends at the largest.${told}`;
}

function limitsOf(run: RunContext['run'], name: HistogramName): Limit[] {
  const metric = new RegExp(`^${name.replaceAll('.', '\\.')}\\.p\\d`, 'u');
  return thresholdLimits(run, metric, (threshold) => {
    const percentile = Number(threshold.slice(name.length + 2));
    return percentile < 100 ? -Math.log10(1 - percentile / 100) : undefined;
  });
}

function ninesAxis(most: number): Axis {
  const ticks = Array.from({ length: Math.floor(most) + 1 }, (_, nines) => ({
    at: nines,
    label: percentOf(nines),
  }));
  const last = ticks.at(-1);
  const hasRoom = last === undefined || most - last.at > 0.25;
  return {
    label: 'percentile',
    scale: linearScale(most, { isExact: true }),
    ticks: [...(hasRoom ? ticks : ticks.slice(0, -1)), { at: most, label: 'max' }],
  };
}

/** `90 %`, `99 %`, `99.9 %` by the number of nines. */
function percentOf(nines: number): string {
  if (nines === 0) return '0';
  if (nines === 1) return '90%';
  return `99${nines > 2 ? '.' : ''}${'9'.repeat(nines - 2)}%`;
}

/** Those percentiles that people name, and the maximum. */
function tableOf(lines: readonly Line[]): ChartTable {
  const [longest] = [...lines].sort((a, b) => b.spectrum.count - a.spectrum.count);
  const points = longest?.spectrum.points ?? [];
  const at = (spectrum: Spectrum, point: SpectrumPoint): string => {
    const same = spectrum.points.find(({ percentile }) => percentile === point.percentile);
    return same === undefined ? '–' : formatDurationUs(same.us);
  };
  return {
    columns: ['percentile', ...lines.map(({ label }) => label)].map((head, index) => ({
      head,
      kind: index === 0 ? 'text' : 'number',
    })),
    rows: points.map((point) => ({
      x: point.nines,
      cells: [named(point), ...lines.map(({ spectrum }) => at(spectrum, point))],
    })),
  };
}

/** `99.95 %`: as many digits as it takes to tell it from the next. */
function named({ percentile, nines }: SpectrumPoint): string {
  if (percentile === 100) return 'max';
  return `${Number(percentile.toFixed(Math.max(1, Math.floor(nines))))} %`;
}

function described({ label, spectrum: { count, points } }: Line): string {
  const of = (nines: number): string =>
    formatDurationUs(points.findLast((point) => point.nines <= nines)?.us ?? 0);
  const most = formatDurationUs(points.at(-1)?.us ?? 0);
  return `${label}: ${formatCount(count)} values, 90 % within ${of(1)}, 99 % within ${of(2)}, at most ${most}.`;
}
