import { formatDurationUs } from '../../base/units.ts';
import type { FaultResult, HealthItemResult, LatencyResult, RunResult } from '../../results/model.ts';
import { formatAmount, formatCount, formatHealth, formatRate, formatShare } from '../format.ts';
import { LATENCY_ROWS } from '../latency-rows.ts';
import { code, prose } from './escape.ts';
import { table } from './table.ts';
import { icon } from './verdict.ts';

const FIGURES = [
  ['p50', 'p50Us'],
  ['p90', 'p90Us'],
  ['p95', 'p95Us'],
  ['p99', 'p99Us'],
  ['p99.9', 'p999Us'],
  ['p99.99', 'p9999Us'],
  ['max', 'maxUs'],
] as const satisfies readonly (readonly [string, keyof LatencyResult])[];

/** From the intended time and from the actual send, side by side. */
export function latencyLines({ metrics }: RunResult): string[] {
  const rows = LATENCY_ROWS.flatMap(([label, from, name]) => {
    const latency = metrics.latencies[name];
    if (latency === undefined) return [];
    return [
      [label, from, ...FIGURES.map(([, key]) => formatDurationUs(latency[key])), formatCount(latency.count)],
    ];
  });
  return table(['latency', 'from', ...FIGURES.map(([head]) => head), 'count'], rows, {
    aligns: ['left', 'left', ...FIGURES.map(() => 'right' as const), 'right'],
  });
}

export function rateLines({ metrics: { rates, steadyUs } }: RunResult): string[] {
  if (rates === undefined) return [];
  const { publishIntended, publishSent, publishAcknowledged, received } = rates;
  const share = publishIntended > 0 ? formatShare(publishSent / publishIntended) : '';
  const rows = [
    ['published', publishIntended > 0 ? formatRate(publishIntended) : '–', formatRate(publishSent), share],
    ['acknowledged', '', formatRate(publishAcknowledged), ''],
    ['received', '', formatRate(received), ''],
  ];
  return [
    ...table(['rate', 'intended', 'achieved', ''], rows, { aligns: ['left', 'right', 'right', 'right'] }),
    '',
    `all clients together, over ${formatDurationUs(steadyUs)} in which messages were due`,
  ];
}

export function faultLines({ faults = [] }: RunResult): string[] {
  const count = (value: number | undefined): string => (value === undefined ? '–' : formatCount(value));
  const rows = faults.map(({ name, kind, times, connections, ended, spans }: FaultResult) => [
    `${code(name)} ${prose(kind)}`,
    formatCount(times),
    count(connections),
    count(ended),
    spans[0] === undefined ? '–' : formatDurationUs(spans[0].fromUs),
  ]);
  return table(['fault of this test', 'times', 'connections', 'ended', 'first'], rows, {
    aligns: ['left', 'right', 'right', 'right', 'right'],
    more: 'faults',
  });
}

/** Whether the numbers are the target's, or the generator's own limit. */
export function healthLines({ health }: RunResult): string[] {
  const exceeded = health.items.filter((item) => item.exceeded);
  if (health.items.length === 0 && health.verdict === 'pass') return [];
  if (exceeded.length === 0)
    return [`${icon(health.verdict)} Generator health: ${health.items.map(measured).join(' · ')}`];
  return [
    `${icon('inconclusive')} **The load generator itself was the bottleneck:**`,
    '',
    ...exceeded.map(
      (item) => `- ${measured(item)}${item.advice === undefined ? '' : `: ${prose(item.advice)}`}`,
    ),
  ];
}

function measured({ name, value, limit, unit }: HealthItemResult): string {
  return `${prose(name)} ${formatHealth(value, unit)} (limit ${formatHealth(limit, unit)})`;
}

export function invariantLines({ check }: RunResult): string[] {
  const judged = check.invariants.filter(({ verdict }) => verdict !== 'skipped');
  const skipped = check.invariants.filter(({ verdict }) => verdict === 'skipped').map(({ id }) => prose(id));
  const rows = judged.map(({ verdict, id, title, exercised, unit, failures }) => [
    icon(verdict),
    prose(id),
    prose(title),
    formatAmount(exercised, prose(unit)),
    failures === 0 ? '' : formatCount(failures),
  ]);
  return [
    ...table(['', 'promise', '', 'put to the test', 'failures'], rows, {
      aligns: ['left', 'left', 'left', 'right', 'right'],
      rowsMax: 80,
    }),
    ...(skipped.length === 0 ? [] : ['', `not put to the test: ${skipped.slice(0, 80).join(', ')}`]),
  ];
}

const REASONS_MAX = 15;

/** Reason codes and errors by name, and steps that did not do what they should. */
export function troubleLines({ metrics, steps }: RunResult): string[] {
  const reasons = Object.entries(metrics.reasons)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => [code(name), formatCount(count)]);
  const unwell = steps.filter(({ status, problems }) => status !== 'done' || problems.length > 0);
  const lines = unwell
    .slice(0, REASONS_MAX)
    .map(({ label, path, status, problems }) =>
      [`- ${code(path)} ${prose(label)}: ${status}`, ...problems.slice(0, 3).map((one) => prose(one))].join(
        '; ',
      ),
    );
  const counted = table(['reason or error', 'times'], reasons, {
    aligns: ['left', 'right'],
    rowsMax: REASONS_MAX,
    more: 'names',
  });
  return [...counted, ...(counted.length > 0 && lines.length > 0 ? [''] : []), ...lines];
}
