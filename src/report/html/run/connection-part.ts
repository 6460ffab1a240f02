import { formatDurationUs } from '../../../base/units.ts';
import type { RunResult } from '../../../results/model.ts';
import { formatAmount, formatCount } from '../../format.ts';
import { chart } from '../charts/chart.ts';
import { factList } from '../page.ts';
import type { Fact } from '../page.ts';
import { join, NOTHING } from '../html.ts';
import type { Html } from '../html.ts';
import type { RunContext } from './context.ts';
import { spectrumChart } from './spectrum-chart.ts';
import { bandNotes, countAxis, countSteps, faultBands, formatSeconds, timeAxis } from './time-chart.ts';
import { courseOf } from './timeline.ts';
import type { Course, Moment } from './timeline.ts';

/** How clients came in and stayed: the connect storm and its latency. */
export function connectionPart(context: RunContext): Html | undefined {
  const { run } = context;
  const { counters, latencies } = run.metrics;
  if (counters['connect.attempted'] === 0) return undefined;
  const course = courseOf(run);
  return join([
    factList(factsOf(run)),
    course.moments.length > 0 ? connectionChart(context, course) : NOTHING,
    latencies['connect.latency'] === undefined
      ? NOTHING
      : spectrumChart(context, {
          id: 'connect-spectrum',
          title: 'Connect latency by percentile',
          names: [['CONNECT to CONNACK', 'connect.latency']],
        }),
  ]);
}

const COUNTS = [
  ['attempted', 'connect.attempted'],
  ['accepted', 'connect.ok'],
  ['failed', 'connect.failed'],
  ['retried', 'connect.retried'],
  ['lost', 'connection.lost'],
  ['reconnects tried', 'reconnect.attempted'],
] as const;

function factsOf({ metrics: { counters, latencies }, steps }: RunResult): Fact[] {
  const latency = latencies['connect.latency'];
  const stormUs = steps
    .filter(({ label }) => label.startsWith('connect'))
    .reduce((sum, one) => sum + one.durationUs, 0);
  return [
    ...COUNTS.filter(([, name], at) => at < 3 || counters[name] > 0).map(([label, name]) => ({
      label,
      value: formatCount(counters[name]),
    })),
    ...(latency === undefined
      ? []
      : [
          {
            label: 'connect latency',
            value: `p50 ${formatDurationUs(latency.p50Us)} · p99 ${formatDurationUs(latency.p99Us)} · max ${formatDurationUs(latency.maxUs)}`,
          },
        ]),
    ...(stormUs > 0 ? [{ label: 'connect steps took', value: formatDurationUs(stormUs) }] : []),
  ];
}

function connectionChart({ run, prefix }: RunContext, course: Course): Html {
  const lines: readonly (readonly [string, (moment: Moment) => Moment['connects']])[] = [
    ['connected at the end of the second', (moment) => moment.connected],
    ['accepted in the second', (moment) => moment.connects],
    ['refused or failed in the second', (moment) => moment.connectFailures],
  ];
  const known = lines.filter(
    ([, value], at) => at === 0 || course.moments.some((moment) => (value(moment)?.high ?? 0) > 0),
  );
  const most = course.moments.reduce(
    (highest, moment) => Math.max(highest, ...known.map(([, value]) => value(moment)?.high ?? 0)),
    run.clients,
  );
  return chart({
    id: `${prefix}chart-connections`,
    title: 'Connections over time',
    description: `Connections over ${formatSeconds(course.endS)}, of ${formatAmount(run.clients, 'clients')}.`,
    x: timeAxis(course),
    y: countAxis('clients', most),
    series: known.map(([label, value]) => countSteps(label, course, value)),
    bands: faultBands(run, course),
    limitWord: 'clients of the scenario',
    limits: [{ y: run.clients, label: `all ${formatAmount(run.clients, 'clients')}` }],
    notes: [...course.notes, ...bandNotes(run)],
    table: {
      columns: ['time', ...known.map(([label]) => label)].map((head, at) => ({
        head,
        kind: at === 0 ? 'text' : 'number',
      })),
      rows: course.moments.map((moment) => ({
        x: (moment.fromS + moment.toS) / 2,
        cells: [
          formatSeconds(moment.fromS),
          ...known.map(([, value]) => formatCount(value(moment)?.mean ?? 0)),
        ],
      })),
    },
  });
}
