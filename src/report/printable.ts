/** Longest text from outside that a report shows. */
const CHARS_MAX = 2000;

/** Control characters, invisible and direction-changing ones, lone surrogates, line separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text that only shows and does nothing: a broker chooses topics, Reason Strings and client ids, and must not be able to move
 * the cursor, recolour a verdict or reverse a line in somebody's terminal.
 */
export function printable(text: string): string {
  const cut = text.length > CHARS_MAX ? `${text.slice(0, CHARS_MAX)}…` : text;
  return visible(cut);
}

/** The same at any length. */
export function visible(text: string): string {
  return text.replace(UNPRINTABLE, escape);
}

/** The same value with every text in it made {@link printable}, names of fields included. */
export function printableDeep<T>(value: T): T {
  return deep(value) as T;
}

function deep(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  if (Array.isArray(value)) return value.map(deep);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [printable(key), deep(one)]));
}

function escape(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return SHORT[char] ?? (code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`);
}
