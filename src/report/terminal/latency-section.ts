import { formatDurationUs } from '../../base/units.ts';
import type { LatencyResult, RunResult } from '../../results/model.ts';
import { formatCount } from '../format.ts';
import { LATENCY_ROWS } from '../latency-rows.ts';
import type { SectionContext } from './context.ts';
import type { Align } from './layout.ts';
import { columns, firstThatFits, indent } from './layout.ts';
import type { Paint } from './paint.ts';

type Figure = Exclude<keyof LatencyResult, 'histogram' | 'count'>;

/** `narrow` ones stay on narrow terminals: the tail is what must not get lost. */
const FIGURES: readonly { readonly head: string; readonly key: Figure; readonly narrow: boolean }[] = [
  { head: 'p50', key: 'p50Us', narrow: true },
  { head: 'p90', key: 'p90Us', narrow: false },
  { head: 'p95', key: 'p95Us', narrow: false },
  { head: 'p99', key: 'p99Us', narrow: true },
  { head: 'p99.9', key: 'p999Us', narrow: true },
  { head: 'p99.99', key: 'p9999Us', narrow: true },
  { head: 'max', key: 'maxUs', narrow: true },
];

export function latencySection(run: RunResult, { paint, width }: SectionContext): string[] {
  if (LATENCY_ROWS.every(([, , name]) => run.metrics.latencies[name] === undefined)) return [];
  const table = latencyTable(FIGURES, run, paint);
  const narrow = latencyTable(
    FIGURES.filter((figure) => figure.narrow),
    run,
    paint,
  );
  return [paint.heading('Latency'), ...indent(firstThatFits([table, narrow], width - 2))];
}

function latencyTable(figures: typeof FIGURES, run: RunResult, paint: Paint): string[] {
  const rows = LATENCY_ROWS.flatMap(([label, from, name]) => {
    const latency = run.metrics.latencies[name];
    if (latency === undefined) return [];
    return [
      [label, from, ...figures.map(({ key }) => formatDurationUs(latency[key])), formatCount(latency.count)],
    ];
  });
  const head = ['', '', ...figures.map((figure) => figure.head), 'count'].map((text) => paint.dim(text));
  const aligns: Align[] = ['left', 'left', ...figures.map((): Align => 'right'), 'right'];
  return columns([head, ...rows], aligns);
}
