import { html, NOTHING } from './html.ts';
import type { Html, HtmlValue } from './html.ts';

export interface Column {
  readonly head: HtmlValue;
  /** Numbers stand on the right, their digits under each other; what is short is never broken. */
  readonly kind: 'text' | 'number' | 'code' | 'short';
}

export interface Row {
  readonly cells: readonly HtmlValue[];
  /** Place on the x axis of its chart, in percent. */
  readonly x?: string;
  /** Classes of this program. */
  readonly tone?: string;
}

export interface TableSpec {
  readonly id?: string;
  /** For those who do not see what it stands under. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** A table whose first column names the rows. Where it is wider than the page it scrolls by itself, by keyboard too. */
export function dataTable({ id, caption, columns, rows }: TableSpec): Html {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table${id === undefined ? NOTHING : html` id="${id}"`}><caption>${caption}</caption>
<thead><tr>${columns.map(({ head, kind }) => html`<th scope="col" class="${kind}">${head}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => rowOf(row, columns))}</tbody></table></div>`;
}

function rowOf({ cells, x, tone }: Row, columns: readonly Column[]): Html {
  const attributes = html`${x === undefined ? NOTHING : html` data-x="${x}"`}${tone === undefined ? NOTHING : html` class="${tone}"`}`;
  const tags = cells.map((cell, at) => {
    const kind = columns[at]?.kind ?? 'text';
    return at === 0
      ? html`<th scope="row" class="${kind}">${cell}</th>`
      : html`<td class="${kind}">${cell}</td>`;
  });
  return html`<tr${attributes}>${tags}</tr>
`;
}
