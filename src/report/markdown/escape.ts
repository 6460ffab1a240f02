/**
 * Text from outside in Markdown, so that it only shows: no markup, no HTML, no cell of its own, and on the sites that render it no
 * mention of anybody, no reference to an issue, no link and no emoji.
 */
import { printable } from '../printable.ts';

/** Longest text that a report in Markdown shows in one place. */
const CHARS_MAX = 400;
/** Zero width space: cuts what a site would take for more than text. */
const CUT = '&#8203;';

/** What has a meaning wherever it stands, or in cells; as entities, for a backslash may itself be taken for one. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '|': '&#124;',
  '\\': '&#92;',
  '`': '&#96;',
  $: '&#36;',
};
/** Entities, markup, and what sites make mentions, references, links and emoji of: in one pass, for each makes what another would take. */
const SPECIAL = /[&<>|\\`$]|[*_{}[\]~]|@|#(?=\d)|GH-(?=\d)|:(?=\/\/|(?!\d\d:)[\w+-]+:)|www(?=\.)/giu;

/** As a sentence. */
export function prose(raw: string, charsMax = CHARS_MAX): string {
  return cut(raw, charsMax)
    .trim()
    .replace(SPECIAL, (found) => {
      if ('*_{}[]~'.includes(found)) return `\\${found}`;
      return ENTITIES[found] ?? `${found}${CUT}`;
    })
    .replace(/^(?:[-+=#]|\d+(?=[.)](?:\s|$)))/u, (start) =>
      /\d/u.test(start) ? `${start}${CUT}` : `\\${start}`,
    );
}

/** As it is, character by character: topics, ids, commands. */
export function code(raw: string, charsMax = CHARS_MAX): string {
  const text = cut(raw, charsMax);
  if (text === '') return '';
  if (!/[`|]|^ | $|\\$/u.test(text)) return `\`${text}\``;
  const escaped = text.replace(/[&<>|\\`$*_{}[\]~@#:.!]/gu, (char) => `&#${char.codePointAt(0) ?? 0};`);
  return `<code>${escaped}</code>`;
}

/** Lines in a block of their own, fenced so that no line of them ends it. */
export function fenced(lines: readonly string[], language = ''): string[] {
  const longest = Math.max(2, ...lines.map((line) => longestRun(line)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...lines.map((line) => printable(line)), fence];
}

function longestRun(line: string): number {
  return Math.max(0, ...(line.match(/`+/gu) ?? []).map(({ length }) => length));
}

/** Never between the halves of one character. */
function cut(raw: string, charsMax: number): string {
  const text = printable(raw);
  return text.length > charsMax ? `${text.slice(0, charsMax).replace(/[\uD800-\uDBFF]$/u, '')}…` : text;
}
