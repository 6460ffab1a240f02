import type { ConformanceReport } from '../../results/conformance.ts';
import { countVerdicts } from '../../results/conformance.ts';
import { formatAmount } from '../format.ts';
import { capabilityTables } from './conformance/capability-table.ts';
import { caseList, chaptersOf } from './conformance/case-list.ts';
import { passShare, sectionMatrix, unwellTable, verdictTable } from './conformance/matrix.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { renderPage } from './page.ts';
import type { PageSection } from './page.ts';
import { pairs } from './parts.ts';

/** `report.html` of the conformance suite: the matrix, every case with its packets, and what finds them. */
export function renderConformanceHtml(report: ConformanceReport): string {
  const { target, verdict, versions, seed, startedAt, tool } = report;
  const chapters = chaptersOf(report);
  const parts: readonly (readonly [string, string, Html | undefined])[] = [
    ['verdicts', 'Verdicts', verdictTable(report)],
    ['unwell', 'What is not well', unwellTable(chapters)],
    ['matrix', 'Sections', sectionMatrix(report, chapters)],
    ['cases', 'Cases', caseList(report, chapters)],
    ['capabilities', 'Capabilities', capabilityTables(report)],
    ['again', 'Run it again', againPanel(report)],
  ];
  return renderPage({
    title: `${verdict.toUpperCase()} ${target} · MQTT conformance`,
    kind: 'MQTT conformance',
    name: target,
    verdict,
    reasons: reasonsOf(report),
    facts: [
      { label: 'versions', value: versions.map(({ version }) => `MQTT ${version}`).join(', ') },
      { label: 'passed, of what was asked', value: passShare(report) },
      { label: 'seed', value: String(seed) },
      { label: 'started', value: startedAt },
    ],
    sections: parts.flatMap(([id, title, body]): PageSection[] =>
      body === undefined ? [] : [{ id, title, body }],
    ),
    toolVersion: tool.version,
  });
}

function reasonsOf({ versions, verdict }: ConformanceReport): string[] {
  const counts = countVerdicts(versions.flatMap(({ cases }) => cases));
  const broken = counts.fail + counts['unexpected-pass'];
  return [
    ...(broken > 0 ? [`${formatAmount(broken, 'cases')} failed`] : []),
    ...(counts.inconclusive > 0
      ? [`${formatAmount(counts.inconclusive, 'cases')} did not get to their question`]
      : []),
    ...(versions.some(({ problems }) => problems.length > 0)
      ? ['the target was not well while the suite ran']
      : []),
    ...(verdict === 'inconclusive' && counts.pass === 0 ? ['nothing was proved'] : []),
    ...(verdict === 'fail' && broken === 0
      ? ['a broken SHOULD or a contradiction counts as a failure in this run']
      : []),
  ];
}

function againPanel({ command, tool, seed }: ConformanceReport): Html {
  return html`<div class="panel">
    ${pairs([
      { label: 'command', value: html`<span class="command">${command}</span>` },
      { label: 'seed', value: String(seed) },
      { label: 'version', value: `${tool.name} ${tool.version}` },
    ])}
  </div>`;
}
