import { printable } from './printable.ts';

/** ` name="value"` for each. */
export function xmlAttributes(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(printable(value))}"`)
    .join('');
}

/** Text of several lines. XML 1.0 has no place for most control characters, whatever way they are written. */
export function xmlText(text: string): string {
  return text
    .split('\n')
    .map((line) => escapeXml(printable(line)))
    .join('\n');
}

function escapeXml(text: string): string {
  return text
    .replace(/[\uFFFE\uFFFF]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
