import { formatDurationUs } from '../../../base/units.ts';
import type { HistogramName, LatencyResult, RunResult } from '../../../results/model.ts';
import { formatCount } from '../../format.ts';
import { chart } from '../charts/chart.ts';
import { html, join, NOTHING } from '../html.ts';
import type { Html } from '../html.ts';
import { dataTable } from '../table.ts';
import type { Column } from '../table.ts';
import type { RunContext } from './context.ts';
import { spectrumChart } from './spectrum-chart.ts';
import {
  bandNotes,
  durationAxis,
  faultBands,
  formatSeconds,
  latencySteps,
  thresholdLimits,
  timeAxis,
} from './time-chart.ts';
import { courseOf } from './timeline.ts';
import type { Course } from './timeline.ts';

interface Family {
  readonly label: string;
  readonly names: readonly (readonly [from: string, name: HistogramName])[];
}

/** `intended` counts from when a message was due and comes first; `raw` from when it was sent. */
const FAMILIES: readonly Family[] = [
  {
    label: 'end to end',
    names: [
      ['intended', 'e2e.latency'],
      ['raw', 'e2e.raw'],
    ],
  },
  {
    label: 'publish to acknowledgement',
    names: [
      ['intended', 'publish.latency'],
      ['raw', 'publish.raw'],
    ],
  },
  {
    label: 'request to answer',
    names: [
      ['intended', 'request.latency'],
      ['raw', 'request.raw'],
    ],
  },
  { label: 'subscribe', names: [['', 'subscribe.latency']] },
  { label: 'send lag', names: [['', 'send.lag']] },
];

export function latencyPart(context: RunContext): Html | undefined {
  const { run } = context;
  const families = FAMILIES.map((family) => ({
    ...family,
    names: family.names.filter(([, name]) => run.metrics.latencies[name] !== undefined),
  })).filter(({ names }) => names.length > 0);
  if (families.length === 0) return undefined;
  const course = courseOf(run);
  const spectra = families
    .filter(({ names }) => names.some(([from]) => from !== ''))
    .map(({ label, names }, at) =>
      spectrumChart(context, { id: `spectrum-${at}`, title: `Latency by percentile, ${label}`, names }),
    );
  return join([
    latencyTable(families, run),
    html`<p class="note">
      <strong>Intended</strong> counts from when a message was due, so a generator or a broker that falls
      behind shows in it. <strong>Raw</strong> counts from when it was written to the connection, and hides
      that wait.
    </p>`,
    ...spectra,
    course.moments.some(({ maxUs }) => maxUs > 0) ? latencyChart(context, course) : NOTHING,
  ]);
}

const FIGURES = [
  ['p50', 'p50Us'],
  ['p90', 'p90Us'],
  ['p95', 'p95Us'],
  ['p99', 'p99Us'],
  ['p99.9', 'p999Us'],
  ['p99.99', 'p9999Us'],
  ['max', 'maxUs'],
] as const satisfies readonly (readonly [string, keyof LatencyResult])[];

const COLUMNS: readonly Column[] = [
  { head: 'latency', kind: 'text' },
  { head: 'counted from', kind: 'short' },
  ...FIGURES.map(([head]): Column => ({ head, kind: 'number' })),
  { head: 'count', kind: 'number' },
];

function latencyTable(families: readonly Family[], { metrics }: RunResult): Html {
  const rows = families.flatMap(({ label, names }) =>
    names.flatMap(([from, name]) => {
      const latency = metrics.latencies[name];
      if (latency === undefined) return [];
      const figures = FIGURES.map(([, key]) => formatDurationUs(latency[key]));
      return [
        {
          cells: [label, from, ...figures, formatCount(latency.count)],
          ...(from === 'intended' && { tone: 'intended' }),
        },
      ];
    }),
  );
  return dataTable({ caption: 'Latency', columns: COLUMNS, rows });
}

/** Statistics that a second by second chart shows. */
const OVER_TIME = /^e2e\.latency\.(?:p50|p99|max)$/u;

function latencyChart({ run, prefix }: RunContext, course: Course): Html {
  const limits = thresholdLimits(run, OVER_TIME);
  const values = course.moments.flatMap(({ p50Us, p99Us, maxUs }) => [p50Us, p99Us, maxUs]);
  const shown = (us: number): string => (us > 0 ? formatDurationUs(us) : '–');
  const highest = values.reduce((most, one) => Math.max(most, one), 0);
  return chart({
    id: `${prefix}chart-latency`,
    title: 'End to end latency over time, intended',
    description: `Per second: median, 99th percentile and maximum, over ${formatSeconds(course.endS)}; at most ${formatDurationUs(highest)}.`,
    x: timeAxis(course),
    y: durationAxis('latency, logarithmic', [...values, ...limits.map(({ y }) => y)]),
    series: [
      latencySteps('p99', course, ({ p99Us }) => p99Us),
      latencySteps('max', course, ({ maxUs }) => maxUs),
      latencySteps('p50', course, ({ p50Us }) => p50Us),
    ],
    bands: faultBands(run, course),
    limits,
    notes: [
      ...(limits.length > 0 ? ['Thresholds hold for the whole run, not for each second.'] : []),
      ...(course.moments.some(({ maxUs }) => maxUs === 0) ? ['A gap is time in which nothing arrived.'] : []),
      ...course.notes,
      ...bandNotes(run),
    ],
    table: {
      columns: ['time', 'p50', 'p99', 'max'].map((head, at) => ({
        head,
        kind: at === 0 ? 'text' : 'number',
      })),
      rows: course.moments.map((moment) => ({
        x: (moment.fromS + moment.toS) / 2,
        cells: [formatSeconds(moment.fromS), shown(moment.p50Us), shown(moment.p99Us), shown(moment.maxUs)],
      })),
    },
  });
}
