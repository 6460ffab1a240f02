import { formatDurationUs } from '../../../base/units.ts';
import type { Finding } from '../../../results/model.ts';
import { formatCount } from '../../format.ts';
import type { Fact } from '../page.ts';
import { html, NOTHING } from '../html.ts';
import type { Html } from '../html.ts';
import { badge, toneOf } from '../marks.ts';
import { pairs } from '../parts.ts';
import type { RunContext } from './context.ts';

/** Blocks on the page; results.json has the others. */
export const FINDINGS_MAX = 200;
/** Blocks that are unfolded from the start. */
const OPEN_MAX = 5;
const WITNESS_MAX = 200;

/** What was promised, what came instead, the packets that prove it, and how to see it again. */
export function findingList(context: RunContext): Html {
  const { findings, findingsOmitted } = context.run.check;
  const shown = findings.slice(0, FINDINGS_MAX);
  const more = findings.length - shown.length + findingsOmitted;
  return html`${shown.map((finding, at) => findingBlock(finding, at < OPEN_MAX, context))}
  ${more > 0 && html`<p class="note"><strong>${formatCount(more)} more</strong> are not shown here; results.json has them as far as they are kept.</p>`}`;
}

function findingBlock(finding: Finding, isOpen: boolean, { run, clauseText }: RunContext): Html {
  const { status, invariant, summary, count, clauses } = finding;
  const facts: Fact[] = [
    ...clauses.map((clause) => ({
      label: 'clause',
      value: html`<code>${clause}</code> ${clauseText(clause) ?? ''}`,
    })),
    { label: 'expected', value: finding.expected },
    { label: 'actual', value: finding.actual },
    ...detailsOf(finding),
    ...(status === 'fail'
      ? [{ label: 'replay', value: html`<span class="command">${run.replay}</span>` }]
      : []),
  ];
  return html`<details class="finding unfold ${toneOf(status)}" ${isOpen ? html` open` : NOTHING}>
    <summary>
      ${badge(status)}
      <strong>${invariant}</strong>
      ${summary}${count > 1 && html` <span class="muted">${formatCount(count)} in all</span>`}
    </summary>
    <div class="evidence">${pairs(facts)}${witnessOf(finding)}</div>
  </details> `;
}

function detailsOf(finding: Finding): Fact[] {
  const { explanation, client, publisher, topic, qos, sequences = [], atUs } = finding;
  const facts: (readonly [string, Html | string | undefined])[] = [
    ['because', explanation],
    ['client', coded(client)],
    ['publisher', coded(publisher)],
    ['topic', coded(topic)],
    ['QoS', qos === undefined ? undefined : String(qos)],
    ['sequence', sequences.length === 0 ? undefined : sequences.join(', ')],
    ['at', atUs === undefined ? undefined : `${formatDurationUs(atUs)} into the run`],
  ];
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}

function coded(text: string | undefined): Html | undefined {
  return text === undefined ? undefined : html`<code>${text}</code>`;
}

/** Times are from the first packet shown. */
function witnessOf({ witness }: Finding): Html {
  const [first] = witness;
  if (first === undefined) return NOTHING;
  const rows = witness.slice(0, WITNESS_MAX).map(
    ({ tUs, client, connection, direction, text }) =>
      html`<tr>
        <td class="number">+${formatDurationUs(tUs - first.tUs)}</td>
        <td class="dir">#${client}.${connection}</td>
        <td class="dir">${direction === 'in' ? '← from the broker' : '→ to the broker'}</td>
        <td class="code">${text}</td>
      </tr> `,
  );
  const more = witness.length - rows.length;
  return html`<div class="packets" role="region" aria-label="Packets" tabindex="0">
      <table>
        <caption>
          Packets that prove it
        </caption>
        <thead>
          <tr>
            <th scope="col" class="number">time</th>
            <th scope="col">client.connection</th>
            <th scope="col">direction</th>
            <th scope="col">packet</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    ${more > 0 && html`<p class="note">and ${formatCount(more)} more packets</p>`}`;
}
