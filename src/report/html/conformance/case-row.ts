import type { CaseReport, PacketLine } from '../../../results/conformance.ts';
import { html, NOTHING } from '../html.ts';
import type { Html } from '../html.ts';
import { badge, toneOf } from '../marks.ts';
import type { Fact } from '../page.ts';
import { pairs } from '../parts.ts';
import { chapterOf } from './sections.ts';

/** What wants a look: unfolded on paper. */
export const LOUD: ReadonlySet<string> = new Set(['fail', 'unexpected-pass', 'warn', 'inconclusive']);

/** What is unfolded from the start. */
const OPENED: ReadonlySet<string> = new Set(['fail', 'unexpected-pass']);

/** Packets of one case, the last ones; its capture and conformance.json have them all. */
const PACKETS_MAX = 200;
/** Of one packet. */
const HEX_BYTES_MAX = 512;

/** One case: a line, and behind it what it asked and what came. */
export function caseRow(one: CaseReport, id: string): Html {
  const { verdict, version, level, section } = one;
  const isLoud = LOUD.has(verdict);
  return html`<details
    class="case ${toneOf(verdict)}${isLoud && ' unfold'}"
    id="${id}"
    data-version="${version}"
    data-section="${chapterOf(section)}"
    data-level="${level}"
    data-verdict="${verdict}"
    ${OPENED.has(verdict) && OPEN}
  >
    <summary>
      ${badge(verdict)} <span class="level">${level}</span> <code>${one.id}</code>
      <span class="title">${one.title}</span>
    </summary>
    ${evidence(one)}
  </details> `;
}

const OPEN = html` open`;

function evidence(one: CaseReport): Html {
  const { expected, actual, reason, notes, durationMs } = one;
  const facts: (readonly [string, Html | string | undefined])[] = [
    ['says', one.summary === '' ? undefined : one.summary],
    ['expected', expected],
    ['actual', actual],
    ['because', reason],
    ...notes.map((note) => ['note', note] as const),
    ['link', one.link],
    ['took', `${Number(durationMs.toPrecision(3))} ms`],
    ['replay', html`<span class="command">${one.replay}</span>`],
  ];
  const known = facts.flatMap(([label, value]): Fact[] => (value === undefined ? [] : [{ label, value }]));
  return html`<div class="evidence">${pairs(known)}${packetTable(one.packets)}</div>`;
}

function packetTable(packets: readonly PacketLine[]): Html {
  if (packets.length === 0) return NOTHING;
  const shown = packets.slice(-PACKETS_MAX);
  const more = packets.length - shown.length;
  return html`${more > 0 && html`<p class="note">${more} earlier packets are not shown.</p>`}
    <div class="packets" role="region" aria-label="Packets" tabindex="0">
      <table>
        <caption>
          What went over the wire
        </caption>
        <thead>
          <tr>
            <th scope="col" class="number">time</th>
            <th scope="col">link</th>
            <th scope="col">direction</th>
            <th scope="col">packet</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(packetRows)}
        </tbody>
      </table>
    </div>`;
}

const DIRECTIONS: Readonly<Record<PacketLine['direction'], string>> = {
  out: '→ to the broker',
  in: '← from the broker',
  note: 'note',
};

function packetRows({ tMs, link, direction, text, hex }: PacketLine): Html {
  return html`<tr>
    <td class="number">${tMs.toFixed(1)} ms</td>
    <td>${link}</td>
    <td class="dir">${DIRECTIONS[direction]}</td>
    <td class="code">${text}${hex !== '' && html`<div class="hex">${hexOf(hex)}</div>`}</td>
  </tr> `;
}

/** Two digits a byte, so that they can be counted. */
function hexOf(hex: string): string {
  const shown = hex.slice(0, HEX_BYTES_MAX * 2).replace(/[0-9a-f]{2}(?=.)/giu, '$& ');
  const more = Math.ceil(hex.length / 2) - HEX_BYTES_MAX;
  return more > 0 ? `${shown} … (${more} more bytes)` : shown;
}
