import { formatBytes, formatDurationUs } from '../../base/units.ts';
import { pointFigures, type CapacityPoint, type CapacityReport } from '../../results/capacity.ts';
import {
  costLines,
  formatLoad,
  headline,
  intervalSentence,
  leadOf,
  parameterLines,
  POINT_WORDS,
  predictionLines,
  sentence,
} from '../capacity/words.ts';
import { formatAmount, formatCount, formatRate } from '../format.ts';
import { cpuChart, latencyChart, scalabilityChart, throughputChart } from './capacity/charts.ts';
import { html, join, NOTHING } from './html.ts';
import type { Html } from './html.ts';
import { badge } from './marks.ts';
import { renderPage } from './page.ts';
import type { PageSection } from './page.ts';
import { pairs } from './parts.ts';
import { dataTable } from './table.ts';
import type { Column, Row } from './table.ts';

/** `report.html` of a capacity search: what a planner asks first, then what it rests on. */
export function renderCapacityHtml(report: CapacityReport): string {
  const { verdict, scenario, search, answer } = report;
  return renderPage({
    title: `${verdict.toUpperCase()} capacity, ${scenario.name} · mqtt-bench`,
    kind: 'Capacity of a target',
    name: report.target === '' ? scenario.name : report.target,
    verdict,
    lead: leadOf(report),
    reasons: report.verdictReasons,
    facts: [
      { label: 'searched by', value: search.variable },
      { label: 'scenario', value: scenario.name },
      { label: 'protocol', value: `MQTT ${report.protocol}` },
      ...(answer.clients === undefined
        ? []
        : [{ label: 'clients', value: formatAmount(answer.clients, 'clients') }]),
      { label: 'took', value: formatDurationUs(report.durationUs) },
      { label: 'started', value: report.startedAt },
    ],
    sections: sectionsOf(report),
    toolVersion: report.tool.version,
  });
}

function sectionsOf(report: CapacityReport): PageSection[] {
  const { points, cost, scalability } = report;
  return [
    { id: 'answer', title: 'The answer', body: answerPart(report) },
    ...(points.length === 0 ? [] : [{ id: 'points', title: 'Points', body: pointPart(report) }]),
    ...(cost.source === undefined
      ? []
      : [{ id: 'cost', title: 'Cost of the target', body: costPart(report) }]),
    {
      id: 'scalability',
      title: 'Universal Scalability Law',
      body: scalability.fitted
        ? join([
            list([...parameterLines(scalability), ...scalability.reading, ...predictionLines(scalability)]),
            scalabilityChart(scalability),
          ])
        : html`<p>Not fitted: ${scalability.reason}.</p>`,
    },
    ...(points.length === 0
      ? []
      : [{ id: 'trials', title: 'Trials', isMinor: true, body: trialPart(report) }]),
    { id: 'again', title: 'Search again', isMinor: true, body: factPart(report) },
  ];
}

/** In words: the need first, then what was found, then what one has to know to read it. */
function answerPart(report: CapacityReport): Html {
  const { need, caveats, answer } = report;
  const interval = intervalSentence(answer);
  return html`<div class="panel">
    ${need !== undefined && html`<p>${badge(needTone(need.verdict), need.verdict)} ${need.text}</p>`}
    ${(need?.sentences ?? []).map((text, at) =>
      at === 0 ? html`<p><strong>${sentence(text)}</strong></p>` : html`<p>${sentence(text)}</p>`,
    )}
    <p>${headline(report)}</p>
    ${interval !== undefined && html`<p>${interval}</p>`}
    ${caveats.length > 0 && html`<p class="muted">To know:</p>`} ${caveats.length > 0 && list(caveats)}
  </div>`;
}

function needTone(verdict: NonNullable<CapacityReport['need']>['verdict']): string {
  if (verdict === 'met') return 'pass';
  return verdict === 'not-met' ? 'fail' : 'inconclusive';
}

function list(texts: readonly string[]): Html {
  return html`<ul>
    ${texts.map((text) => html`<li>${text}</li>`)}
  </ul>`;
}

const POINT_COLUMNS: readonly Column[] = [
  { head: 'load', kind: 'number' },
  { head: 'verdict', kind: 'text' },
  ...['trials that held', 'clients', 'intended', 'published', 'delivered', 'lost', 'p50', 'p99', 'CPU'].map(
    (head): Column => ({ head, kind: 'number' }),
  ),
];

function pointPart(report: CapacityReport): Html {
  const { points } = report;
  return join([
    throughputChart(report),
    latencyChart(report),
    dataTable({ caption: 'Points', columns: POINT_COLUMNS, rows: points.map(pointRow) }),
    html`<p class="note">
      Medians of the trials; the latency is the worst of them, counted from when a message was due.
    </p>`,
  ]);
}

function pointRow(point: CapacityPoint): Row {
  const figures = pointFigures(point);
  const shown = (value: number | undefined, format: (value: number) => string): string =>
    value === undefined ? '–' : format(value);
  const held = point.trials.filter(({ verdict }) => verdict === 'held').length;
  return {
    cells: [
      formatLoad(point.load),
      verdictBadge(point.verdict),
      `${held} of ${point.trials.length}`,
      formatCount(figures.clients),
      shown(figures.intended, formatRate),
      shown(figures.published, formatRate),
      shown(figures.delivered, formatRate),
      formatCount(figures.lost),
      shown(figures.e2eP50Us, formatDurationUs),
      shown(figures.e2eP99Us, formatDurationUs),
      shown(figures.cpuPerSecond, (value) => `${Math.round(value * 100)} %`),
    ],
  };
}

function verdictBadge(verdict: CapacityPoint['verdict']): Html {
  const tone = verdict === 'held' ? 'pass' : verdict === 'inconclusive' ? 'inconclusive' : 'fail';
  return badge(tone, POINT_WORDS[verdict]);
}

function costPart(report: CapacityReport): Html {
  const lines = costLines(report.cost).map(({ label, text }) => ({ label, value: text }));
  return join([html`<div class="panel">${pairs(lines)}</div>`, cpuChart(report) ?? NOTHING]);
}

const TRIAL_COLUMNS: readonly Column[] = [
  { head: 'trial', kind: 'number' },
  { head: 'load', kind: 'number' },
  { head: 'verdict', kind: 'text' },
  { head: 'why', kind: 'text' },
  { head: 'replay', kind: 'code' },
];

function trialPart({ points }: CapacityReport): Html {
  const rows = points
    .flatMap(({ load, trials }) => trials.map((trial) => ({ load, trial })))
    .sort((a, b) => a.trial.number - b.trial.number)
    .map(({ load, trial }) => ({
      cells: [
        String(trial.number),
        formatLoad(load),
        verdictBadge(trial.verdict),
        trial.reasons.join('; '),
        html`<span class="command">${trial.replay}</span>`,
      ],
    }));
  return dataTable({ caption: 'Trials in their order', columns: TRIAL_COLUMNS, rows });
}

function factPart({ command, scenario, search, host, tool }: CapacityReport): Html {
  const code = (text: string): Html => html`<span class="command">${text}</span>`;
  const os = `${host.os} ${host.arch}, ${host.cpuCount} × ${host.cpu}, ${formatBytes(host.memoryBytes)} memory`;
  const how = `${search.variable} from ${formatLoad(search.start)}, precision ${search.precision * 100} %, ${formatAmount(search.repeats, 'repeats')}`;
  return html`<div class="panel">
    ${pairs([
      { label: 'command', value: code(command) },
      { label: 'search', value: how },
      { label: 'criteria', value: search.thresholds.join(' · ') },
      {
        label: 'scenario',
        value: html`${scenario.file} <span class="muted">sha256</span> <code>${scenario.hash}</code>`,
      },
      { label: 'seed', value: String(scenario.seed) },
      { label: 'versions', value: `${tool.name} ${tool.version}, Node.js ${host.node.replace(/^v/u, '')}` },
      { label: 'host', value: os },
    ])}
  </div>`;
}
