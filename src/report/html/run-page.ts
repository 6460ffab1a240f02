import { formatBytes, formatDurationUs } from '../../base/units.ts';
import type { Results, RunResult } from '../../results/model.ts';
import { formatAmount } from '../format.ts';
import type { ClauseText } from '../terminal/context.ts';
import { html, join } from './html.ts';
import type { Html } from './html.ts';
import { badge } from './marks.ts';
import { renderPage } from './page.ts';
import type { Fact, PageSection } from './page.ts';
import { pairs } from './parts.ts';
import { accessPart } from './run/access-part.ts';
import { connectionPart } from './run/connection-part.ts';
import type { RunContext, RunPart } from './run/context.ts';
import { coursePart } from './run/course-part.ts';
import { errorPart } from './run/error-part.ts';
import { healthPart } from './run/health-part.ts';
import { latencyPart } from './run/latency-part.ts';
import { overviewPart } from './run/overview-part.ts';
import { promisePart } from './run/promise-part.ts';
import { ratePart } from './run/rate-part.ts';
import { thresholdPart } from './run/threshold-part.ts';

export interface HtmlOptions {
  /** Our summary of a normative statement. */
  readonly clauseText?: ClauseText;
}

/** In the order in which one wants to know. */
const PARTS: readonly (readonly [id: string, title: string, part: RunPart])[] = [
  ['overview', 'At a glance', overviewPart],
  ['thresholds', 'Thresholds', thresholdPart],
  ['promises', 'Promises', promisePart],
  ['access', 'Access', accessPart],
  ['latency', 'Latency', latencyPart],
  ['rates', 'Rates', ratePart],
  ['connections', 'Connections', connectionPart],
  ['course', 'Steps and faults', coursePart],
  ['errors', 'Errors by reason', errorPart],
  ['health', 'Generator health', healthPart],
];

/** `report.html` of a run: one file for a browser, offline, on any screen and on paper. */
export function renderRunHtml(results: Results, { clauseText = () => undefined }: HtmlOptions = {}): string {
  const { scenario, runs, verdict } = results;
  const [only, ...others] = runs;
  const isSingle = only !== undefined && others.length === 0;
  return renderPage({
    title: `${verdict.toUpperCase()} ${scenario.name} · mqtt-bench`,
    kind: 'Run of a scenario',
    name: scenario.name,
    verdict,
    lead: scenario.description,
    reasons: isSingle ? only.verdictReasons : runs.flatMap(reasonsOf),
    facts: [
      ...(isSingle
        ? factsOf(only)
        : [{ label: 'runs', value: runs.map(({ protocol }) => `MQTT ${protocol}`).join(', ') }]),
      { label: 'started', value: results.startedAt },
    ],
    sections: [
      ...(isSingle
        ? partsOf({ run: only, prefix: '', level: 3, clauseText })
        : runs.map((run, at) => runSection({ run, prefix: `r${at}-`, level: 4, clauseText }))),
      { id: 'again', title: 'Run it again', body: facts(results) },
    ],
    toolVersion: results.tool.version,
  });
}

function reasonsOf({ protocol, verdictReasons }: RunResult): string[] {
  return verdictReasons.map((reason) => `MQTT ${protocol}: ${reason}`);
}

function factsOf(run: RunResult): Fact[] {
  return [
    { label: 'protocol', value: `MQTT ${run.protocol}` },
    { label: 'target', value: run.target },
    { label: 'clients', value: formatAmount(run.clients, 'clients') },
    { label: 'took', value: formatDurationUs(run.durationUs) },
    ...(run.stopReason === 'completed'
      ? []
      : [{ label: 'ended', value: html`<strong>${run.stopReason}</strong>` }]),
  ];
}

function partsOf(context: RunContext): PageSection[] {
  return PARTS.flatMap(([id, title, part]) => {
    const body = part(context);
    return body === undefined ? [] : [{ id: `${context.prefix}${id}`, title, body }];
  });
}

/** One of several runs: its parts one level lower. */
function runSection(context: RunContext): PageSection {
  const { run, prefix } = context;
  const facts = factsOf(run).map(({ value }) => html`<span>${value}</span>`);
  const parts = partsOf(context).map(
    ({ id, title, body }) =>
      html`<div id="${id}">
        <h3>${title}</h3>
        ${body}
      </div> `,
  );
  const head = html`<p>
    ${badge(run.verdict)}
    <span class="muted">${facts.flatMap((fact, at) => (at === 0 ? [fact] : [' · ', fact]))}</span>
  </p>`;
  return { id: `${prefix}run`, title: `MQTT ${run.protocol}`, body: join([head, ...parts]) };
}

/** All that is needed to run it again, and where it ran. */
function facts({ command, runs, scenario, tool, host }: Results): Html {
  const code = (text: string): Html => html`<span class="command">${text}</span>`;
  const os = `${host.os} ${host.arch}, ${host.cpuCount} × ${host.cpu}, ${formatBytes(host.memoryBytes)} memory`;
  return html`<div class="panel">
    ${pairs([
      { label: 'command', value: code(command) },
      ...runs.map((run) => ({ label: `replay, MQTT ${run.protocol}`, value: code(run.replay) })),
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
