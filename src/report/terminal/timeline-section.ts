import { formatDurationUs } from '../../base/units.ts';
import type { RunResult, TimelineRow } from '../../results/model.ts';
import { faultsIn } from '../faults-in.ts';
import { formatCount, formatRate } from '../format.ts';
import { sparkline } from '../sparkline.ts';
import type { SectionContext } from './context.ts';
import { columns, indent } from './layout.ts';

interface Series {
  readonly label: string;
  readonly fold: 'mean' | 'max';
  readonly value: (row: TimelineRow, run: RunResult) => number;
  readonly format: (value: number) => string;
}

const SERIES: readonly Series[] = [
  { label: 'clients up', fold: 'max', value: (row) => row.connected, format: formatCount },
  { label: 'sent', fold: 'mean', value: (row) => row.sent, format: formatRate },
  { label: 'received', fold: 'mean', value: (row) => row.received, format: formatRate },
  { label: 'end to end p99', fold: 'max', value: (row) => row.e2eP99Us, format: formatDurationUs },
  { label: 'faults', fold: 'max', value: faultsIn, format: formatCount },
  { label: 'errors', fold: 'max', value: (row) => row.errors, format: formatRate },
];

const LABELS_WIDTH = 34;

/** One column a second, or more seconds where the terminal is too narrow. Series of zeros are left out. */
export function timelineSection(run: RunResult, { paint, width }: SectionContext): string[] {
  const { timeline } = run.metrics;
  const barsMax = Math.max(10, width - LABELS_WIDTH);
  const rows = SERIES.flatMap(({ label, fold, value, format }) => {
    const values = timeline.map((row) => value(row, run));
    // Not spread into Math.max: a run of days has more seconds than a call may have arguments.
    const highest = values.reduce((most, one) => Math.max(most, one), 0);
    return highest > 0
      ? [[label, sparkline(values, barsMax, fold), paint.dim(`max ${format(highest)}`)]]
      : [];
  });
  if (timeline.length < 2 || rows.length === 0) return [];
  const perColumn = Math.ceil(timeline.length / barsMax);
  const scale = perColumn === 1 ? 'one column a second' : `one column about ${perColumn} seconds`;
  return [
    `${paint.heading('Timeline')}  ${paint.dim(scale)}`,
    ...indent(columns(rows, ['left', 'left', 'left'])),
  ];
}
