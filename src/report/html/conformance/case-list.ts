import type { CaseReport, ConformanceReport } from '../../../results/conformance.ts';
import { CASE_VERDICTS, countVerdicts } from '../../../results/conformance.ts';
import { formatAmount } from '../../format.ts';
import { html, join, NOTHING } from '../html.ts';
import type { Html } from '../html.ts';
import { caseRow } from './case-row.ts';
import { byChapter, chapterOf, chapterTitle } from './sections.ts';

/** Lines on one page; conformance.json has the others. */
export const CASES_MAX = 20_000;

export interface Chapter {
  readonly version: string;
  readonly chapter: string;
  /** Unique on the page. */
  readonly id: string;
  readonly cases: readonly NumberedCase[];
}

export interface NumberedCase {
  readonly id: string;
  readonly one: CaseReport;
}

/** Cases by version and section; ids are by number, because those of the report are texts from outside. */
export function chaptersOf({ versions }: ConformanceReport): Chapter[] {
  let count = 0;
  return versions.flatMap(({ version, cases }, at) => {
    const chapters = new Map<string, NumberedCase[]>();
    for (const one of cases.slice(0, Math.max(0, CASES_MAX - count))) {
      count += 1;
      const key = chapterOf(one.section);
      const known = chapters.get(key);
      const numbered = { id: `case-${count}`, one };
      if (known === undefined) chapters.set(key, [numbered]);
      else known.push(numbered);
    }
    return [...chapters.entries()]
      .sort(([a], [b]) => byChapter(a, b))
      .map(([chapter, numbered], index) => ({
        version,
        chapter,
        id: `chapter-${at}-${index}`,
        cases: numbered,
      }));
  });
}

/** Every case, with what filters it. Without the script all of them are shown. */
export function caseList(report: ConformanceReport, chapters: readonly Chapter[]): Html {
  const shown = chapters.reduce((sum, { cases }) => sum + cases.length, 0);
  const all = report.versions.reduce((sum, { cases }) => sum + cases.length, 0);
  return join([
    controls(report, chapters),
    html`<p class="count" role="status" data-count>${formatAmount(shown, 'cases')}</p>`,
    all > shown
      ? html`<p class="note">
          <strong>${formatAmount(all - shown, 'more cases')}</strong>: see conformance.json.
        </p>`
      : NOTHING,
    ...chapters.map(chapterList),
  ]);
}

function chapterList({ version, chapter, id, cases }: Chapter): Html {
  const counts = countVerdicts(cases.map(({ one }) => one));
  const words = CASE_VERDICTS.filter((verdict) => counts[verdict] > 0).map(
    (verdict) => `${counts[verdict]} ${verdict}`,
  );
  return html`<div class="group" id="${id}">
    <h3>
      MQTT ${version} · ${chapter} ${chapterTitle(version, chapter)}
      <span class="muted" data-group-count>${words.join(' · ')}</span>
    </h3>
    ${cases.map(({ id: caseId, one }) => caseRow(one, caseId))}
  </div>`;
}

function controls({ versions }: ConformanceReport, chapters: readonly Chapter[]): Html {
  const sections = [...new Set(chapters.map(({ chapter }) => chapter))].sort(byChapter);
  const verdicts = CASE_VERDICTS.filter((verdict) =>
    versions.some(({ cases }) => cases.some((one) => one.verdict === verdict)),
  );
  return html`<div class="controls" role="search" aria-label="Filter cases" data-controls hidden>
    ${select(
      'version',
      'Version',
      versions.map(({ version }) => version),
    )}
    ${select('section', 'Section', sections)} ${select('level', 'Level', ['MUST', 'SHOULD', 'MAY'])}
    ${select('verdict', 'Verdict', verdicts, html`<option value="!">all that is not well</option>`)}
    <label class="grow"
      >Text <input type="search" data-filter="text" placeholder="id, title, reason, packet"
    /></label>
    <button type="button" data-reset>Show all</button>
  </div>`;
}

function select(name: string, label: string, values: readonly string[], extra: Html = NOTHING): Html {
  return html`<label>
    ${label}
    <select data-filter="${name}">
      <option value="">all</option>
      ${extra}${values.map((value) => html`<option value="${value}">${value}</option>`)}
    </select>
  </label>`;
}
