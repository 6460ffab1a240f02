import type { CaseVerdict, ConformanceReport } from '../../../results/conformance.ts';
import { CASE_VERDICTS, countVerdicts } from '../../../results/conformance.ts';
import { formatAmount, formatCount, formatShare } from '../../format.ts';
import { html, join, NOTHING } from '../html.ts';
import type { Html } from '../html.ts';
import { badge, signOf, toneOf } from '../marks.ts';
import { dataTable } from '../table.ts';
import type { Column } from '../table.ts';
import type { Chapter, NumberedCase } from './case-list.ts';
import { LOUD } from './case-row.ts';
import { byChapter, chapterTitle } from './sections.ts';

/** Lines of the list of what is not well. */
const UNWELL_MAX = 500;

/** How many cases came out how, for each version. */
export function verdictTable({ versions }: ConformanceReport): Html {
  const all = versions.flatMap(({ cases }) => cases);
  const known = CASE_VERDICTS.filter((verdict) => countVerdicts(all)[verdict] > 0);
  const columns: Column[] = [
    { head: 'version', kind: 'short' },
    ...known.map((verdict): Column => ({ head: html`${signOf(verdict)} ${verdict}`, kind: 'number' })),
    { head: 'cases', kind: 'number' },
    { head: 'took', kind: 'number' },
  ];
  const rows = versions.map(({ version, cases, durationMs }) => {
    const counts = countVerdicts(cases);
    return {
      cells: [
        `MQTT ${version}`,
        ...known.map((verdict) => countCell(verdict, counts[verdict])),
        formatCount(cases.length),
        `${Number((durationMs / 1_000).toPrecision(3))} s`,
      ],
    };
  });
  const doubts = versions.flatMap(({ version, unsupported, problems }) => [
    ...(unsupported === undefined ? [] : [`MQTT ${version} was not run: ${unsupported}`]),
    ...problems.map((problem) => `MQTT ${version} is doubtful: ${problem}`),
  ]);
  return join([
    doubts.length > 0
      ? html`<div class="alert stripes" role="note">
          ${doubts.map((text) => html`<p><strong>${text}</strong></p>`)}
        </div>`
      : NOTHING,
    dataTable({ caption: 'Cases by verdict', columns, rows }),
    html`<p class="note">
      A case passes where the broker was really put to the question and answered as it must. <em>Vacuous</em>:
      nothing came that the statement speaks of. <em>Skipped</em>: the target lawfully lacks something.
      <em>Expected failure</em>: its profile knows.
    </p>`,
  ]);
}

function countCell(verdict: CaseVerdict, count: number): Html {
  if (count === 0) return html`<span class="zero">0</span>`;
  return toneOf(verdict) === 'fail' ? html`<strong class="alarm">${count}</strong>` : html`${count}`;
}

const UNWELL_COLUMNS: readonly Column[] = [
  { head: 'case', kind: 'code' },
  { head: 'verdict', kind: 'short' },
  { head: 'level', kind: 'short' },
  { head: 'title', kind: 'text' },
  { head: 'actual', kind: 'text' },
];

/** Worst first, each with a link to its evidence. */
export function unwellTable(chapters: readonly Chapter[]): Html | undefined {
  const order = ['fail', 'unexpected-pass', 'inconclusive', 'warn'];
  const unwell = chapters
    .flatMap(({ cases }) => cases)
    .filter(({ one }) => LOUD.has(one.verdict))
    .sort((a, b) => order.indexOf(a.one.verdict) - order.indexOf(b.one.verdict));
  if (unwell.length === 0) return undefined;
  const rows = unwell.slice(0, UNWELL_MAX).map(({ id, one }: NumberedCase) => ({
    cells: [
      html`<a href="#${id}">${one.id}</a>`,
      badge(one.verdict),
      one.level,
      one.title,
      one.actual ?? one.reason ?? '',
    ],
  }));
  const more = unwell.length - rows.length;
  return join([
    dataTable({ caption: 'What is not well', columns: UNWELL_COLUMNS, rows }),
    more > 0 ? html`<p class="note">${formatAmount(more, 'cases')} more are in the list below.</p>` : NOTHING,
  ]);
}

/** Sections against versions: where the trouble is. */
export function sectionMatrix({ versions }: ConformanceReport, chapters: readonly Chapter[]): Html {
  const numbers = [...new Set(chapters.map(({ chapter }) => chapter))].sort(byChapter);
  const columns: Column[] = [
    { head: 'section', kind: 'text' },
    ...versions.map(({ version }): Column => ({ head: `MQTT ${version}`, kind: 'text' })),
  ];
  const rows = numbers.map((number) => {
    const titles = [...new Set(versions.map(({ version }) => chapterTitle(version, number)))];
    const cells = versions.map(({ version }) =>
      sectionCell(chapters.find((one) => one.version === version && one.chapter === number)),
    );
    return {
      cells: [
        html`<strong>${number}</strong> ${titles.filter((title) => title !== '').join(' / ')}`,
        ...cells,
      ],
    };
  });
  return dataTable({ caption: 'Sections by version', columns, rows });
}

/** A bar of what passed, failed and was not asked; the words say the same. */
function sectionCell(chapter: Chapter | undefined): Html {
  if (chapter === undefined) return NOTHING;
  const { id, cases } = chapter;
  const tones = cases.map(({ one }) => toneOf(one.verdict));
  const parts = (['fail', 'doubt', 'pass', 'skip'] as const)
    .map((tone) => ({ tone, count: tones.filter((one) => one === tone).length }))
    .filter(({ count }) => count > 0);
  const bars = parts.map(
    ({ tone, count }) =>
      html`<i class="${tone}" style="width:${((count / cases.length) * 100).toFixed(2)}%"></i>`,
  );
  const words = parts.map(({ tone, count }) => html`<span class="${tone}">${count} ${WORDS[tone]}</span>`);
  return html`<a class="section-cell" href="#${id}" data-jump
    ><span class="stack" aria-hidden="true">${bars}</span><span class="words">${words}</span></a
  >`;
}

const WORDS = { fail: 'fail', doubt: 'doubtful', pass: 'pass', skip: 'not asked' } as const;

/** `98.2 %` of what was asked. */
export function passShare({ versions }: ConformanceReport): string {
  const counts = countVerdicts(versions.flatMap(({ cases }) => cases));
  const asked =
    counts.pass + counts.fail + counts.warn + counts['unexpected-pass'] + counts['expected-failure'];
  return asked === 0 ? 'nothing was asked' : `${formatShare(counts.pass / asked)} of ${formatCount(asked)}`;
}
