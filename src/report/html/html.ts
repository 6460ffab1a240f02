import { assert } from '../../base/assert.ts';
import { visible } from '../printable.ts';

/** Markup that is safe to write out: made by {@link html}, and so never of a text as it came. */
export class Html {
  readonly markup: string;

  private constructor(markup: string) {
    this.markup = markup;
  }

  /** For constants of this program. A test names the few files that may call it. */
  static trusted(markup: string): Html {
    return new Html(markup);
  }
}

export type HtmlValue = Html | string | number | false | undefined | readonly HtmlValue[];

export const NOTHING = Html.trusted('');

/** Longest text from outside that is shown; what is longer says so. */
export const TEXT_CHARS_MAX = 2_000;

/** An interpolation right after `=` would be an attribute without quotes, which no escaping makes safe. */
const BARE_ATTRIBUTE = /=\s*$/u;

/**
 * Markup with values in it. A value that is no {@link Html} is text: what acts in HTML is escaped, what is invisible, reverses
 * the line or is no character is written out, and what is endless is cut. Attributes want double quotes around their values.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = '';
  const compact = compactParts(parts);
  for (const [at, part] of compact.entries()) {
    markup += part;
    if (at === compact.length - 1) break;
    assert(!BARE_ATTRIBUTE.test(part), `an attribute without quotes: ${part.slice(-40)}`);
    markup += markupOf(values[at]);
  }
  return Html.trusted(markup);
}

const COMPACT = new WeakMap<TemplateStringsArray, readonly string[]>();

/** Without the indentation of the source, which ten thousand rows would repeat ten thousand times. */
function compactParts(parts: TemplateStringsArray): readonly string[] {
  const known = COMPACT.get(parts);
  if (known !== undefined) return known;
  const compact = parts.map((part) => part.replace(/\n\s+/gu, '\n'));
  COMPACT.set(parts, compact);
  return compact;
}

/** One after the other, with nothing between them. */
export function join(parts: Iterable<HtmlValue>): Html {
  return Html.trusted(Array.from(parts, markupOf).join(''));
}

/** Letters, digits and what numbers are written with: means nothing in HTML, wherever it stands, and is never cut. */
export function plain(text: string): Html {
  assert(/^[\w .%-]*$/u.test(text), 'more than letters and numbers');
  return Html.trusted(text);
}

/** Text as markup. */
export function escapeText(text: string): string {
  return visible(cut(text, TEXT_CHARS_MAX).replace(MARKS, unstacked)).replace(/[&<>"'`]/gu, entityOf);
}

/** No language puts more marks on one letter; hundreds of them are drawn over the lines around. */
const MARKS = /(\p{M}{4})(\p{M}+)/gu;

function unstacked(_all: string, kept: string, rest: string): string {
  return `${kept}\\u{${(rest.codePointAt(0) ?? 0).toString(16)}}×${rest.length}`;
}

/** The first so many characters, and how many are missing. Never ends in half a character. */
export function cut(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  const kept = text.slice(0, charsMax).replace(/[\uD800-\uDBFF]$/u, '');
  return `${kept}… (${text.length - kept.length} more characters)`;
}

function markupOf(value: HtmlValue): string {
  if (value instanceof Html) return value.markup;
  if (value === undefined || value === false) return '';
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? escapeText(value) : value.map(markupOf).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function entityOf(char: string): string {
  return ENTITIES[char] ?? '';
}
