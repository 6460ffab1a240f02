import { formatDurationUs } from '../../../base/units.ts';
import type { RunResult } from '../../../results/model.ts';
import { formatAmount, formatCount, formatRate, formatShare } from '../../format.ts';
import { chart } from '../charts/chart.ts';
import { html, join, NOTHING } from '../html.ts';
import type { Html } from '../html.ts';
import { dataTable } from '../table.ts';
import type { Column } from '../table.ts';
import type { RunContext } from './context.ts';
import {
  bandNotes,
  countAxis,
  countSteps,
  faultBands,
  formatSeconds,
  thresholdLimits,
  timeAxis,
} from './time-chart.ts';
import { courseOf } from './timeline.ts';
import type { Course, Moment } from './timeline.ts';

/** Intended against achieved, in all and second by second. */
export function ratePart(context: RunContext): Html | undefined {
  const { run } = context;
  const course = courseOf(run);
  const isMoved = course.moments.some(({ sent, received }) => sent.high + received.high > 0);
  if (run.metrics.rates === undefined && !isMoved) return undefined;
  return join([rateTable(run), course.moments.length > 1 ? rateChart(context, course) : NOTHING]);
}

const COLUMNS: readonly Column[] = [
  { head: 'all clients together', kind: 'text' },
  { head: 'rate', kind: 'number' },
  { head: 'of intended', kind: 'number' },
  { head: 'in all', kind: 'number' },
];

function rateTable({ metrics: { rates, counters, steadyUs } }: RunResult): Html {
  if (rates === undefined) return NOTHING;
  const { publishIntended: intended, publishSent: sent } = rates;
  const rows = [
    {
      cells: ['intended', formatRate(intended), '', formatCount(counters['publish.intended'])],
      tone: 'intended',
    },
    {
      cells: [
        'sent',
        formatRate(sent),
        intended > 0 ? formatShare(sent / intended) : '–',
        formatCount(counters['publish.sent']),
      ],
    },
    {
      cells: [
        'acknowledged',
        formatRate(rates.publishAcknowledged),
        '',
        formatCount(counters['publish.acknowledged']),
      ],
    },
    { cells: ['received', formatRate(rates.received), '', formatCount(counters['receive.count'])] },
  ];
  const short = (['publish.late', 'publish.dropped', 'publish.failed'] as const).filter(
    (name) => counters[name] > 0,
  );
  const shortfalls = short.map(
    (name) => `${formatAmount(counters[name], 'messages')} ${name.slice('publish.'.length)}`,
  );
  return html`${dataTable({ caption: 'Rates of the whole run', columns: COLUMNS, rows })}
    ${shortfalls.length > 0 && html`<p class="note"><strong>${shortfalls.join(', ')}</strong>.</p>`}
    <p class="note">
      Rates are over ${formatDurationUs(steadyUs)} in which messages were due, without warm-up and cool-down;
      “in all” counts the whole run.
    </p>`;
}

function rateChart({ run, prefix }: RunContext, course: Course): Html {
  const lines: readonly (readonly [string, (moment: Moment) => Moment['intended']])[] = [
    ['intended', (moment) => moment.intended],
    ['sent', (moment) => moment.sent],
    ['acknowledged', (moment) => moment.acknowledged],
    ['received', (moment) => moment.received],
  ];
  const known = lines.filter(([, value]) => course.moments.some((moment) => (value(moment)?.high ?? 0) > 0));
  const most = course.moments.reduce(
    (highest, moment) => Math.max(highest, ...known.map(([, value]) => value(moment)?.high ?? 0)),
    0,
  );
  const limits = thresholdLimits(run, /^(?:publish|receive|acknowledge)\.rate$/u);
  return chart({
    id: `${prefix}chart-rates`,
    title: 'Messages per second',
    description: `Messages per second over ${formatSeconds(course.endS)}: ${known.map(([label]) => label).join(', ')}; at most ${formatCount(most)} in a second.`,
    x: timeAxis(course),
    y: countAxis(
      'messages per second',
      limits.reduce((highest, { y }) => Math.max(highest, y), most),
    ),
    series: known.map(([label, value]) => countSteps(label, course, value)),
    bands: faultBands(run, course),
    limits,
    notes: [...course.notes, ...bandNotes(run)],
    table: {
      columns: ['time', ...known.map(([label]) => label), 'errors'].map((head, at) => ({
        head,
        kind: at === 0 ? 'text' : 'number',
      })),
      rows: course.moments.map((moment) => ({
        x: (moment.fromS + moment.toS) / 2,
        cells: [
          formatSeconds(moment.fromS),
          ...known.map(([, value]) => formatCount(value(moment)?.mean ?? 0)),
          formatCount(moment.errors),
        ],
      })),
    },
  });
}
