import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import test from 'ava';
import { fitDocument } from '../../../src/report/markdown/document.ts';
import { code, fenced, prose } from '../../../src/report/markdown/escape.ts';
import { table } from '../../../src/report/markdown/table.ts';
import { printable } from '../../../src/report/printable.ts';
import { readMarkdown } from '../read-back.ts';

const HOSTILE = [
  'a | b',
  '\\| x',
  'a\\',
  '` | `',
  '``',
  '<img src=x onerror=alert(1)>',
  '</td></tr></table><h1>PASS</h1>',
  '<!-- ',
  '</details>',
  '@everyone #12 GH-7 owner/repo#3',
  'https://example.org www.example.org',
  '[x](http://example.org) ![y](z)',
  '**bold** _it_ ~~gone~~ $x$',
  '# heading',
  '- item',
  '1. item',
  '| --- |',
  'two\nlines',
  ':white_check_mark:',
  '&lt;b&gt; &#60;',
] as const;

/** What makes Markdown of text, more often than chance would. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...HOSTILE),
      fc.constantFrom(...Array.from('|`\\<>*_[]()#@!&;:~$\n\r\t -+=.0x')),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

/** Without the cuts that keep sites from making links and mentions of it. */
const shownText = (text: string): string => text.replaceAll('\u200B', '').trim();

const escapers = [
  ['prose', prose],
  ['code', code],
] as const;

for (const [name, escape] of escapers) {
  test(`${name}: hostile text stays in its cell and reads as it is`, (t) => {
    fc.assert(
      fc.property(hostileText, hostileText, (first, second) => {
        const lines = table(['a', 'b', 'c'], [[escape(first), escape(second), 'last']]);
        const { tables, links, headings } = readMarkdown(`${lines.join('\n')}\n`);
        const [read, ...others] = tables;
        t.is(others.length, 0);
        t.deepEqual(read?.length, 2);
        const cells = read?.[1] ?? [];
        t.deepEqual(cells.map(shownText), [...[first, second].map(shownOf), 'last']);
        t.is(links, 0);
        t.deepEqual(headings, []);
      }),
      { numRuns: 400 },
    );
  });

  test(`${name}: hostile text in a paragraph or a list makes no element`, (t) => {
    const parser = new MarkdownIt({ html: true, linkify: true });
    fc.assert(
      fc.property(hostileText, (text) => {
        const html = parser.render(`- x: ${escape(text)}\n\n${escape(text)}\n`);
        const elements = new Set([...html.matchAll(/<(\w+)/gu)].map(([, element]) => element));
        for (const allowed of ['ul', 'li', 'p', 'code']) elements.delete(allowed);
        t.deepEqual([...elements], []);
      }),
      { numRuns: 400 },
    );
  });
}

function shownOf(text: string): string {
  const shown = printable(text);
  return shownText(shown.length > 400 ? `${shown.slice(0, 400)}…` : shown);
}

test('what a site would make a mention, a reference, a link or an emoji of is cut', (t) => {
  const read = (text: string): string => readMarkdown(prose(text)).text;
  t.is(read('@team'), '@\u200Bteam\n');
  t.is(read('see #12'), 'see #\u200B12\n');
  t.is(read('GH-7'), 'GH-\u200B7\n');
  t.is(read('http://x.org'), 'http:\u200B//x.org\n');
  t.is(read(':white_check_mark:'), ':\u200Bwhite_check_mark:\n');
});

test('a block of lines ends where it should, whatever they hold', (t) => {
  const { fences, headings } = readMarkdown(`${fenced(['a', '```', '````x', '# no heading']).join('\n')}\n`);
  t.deepEqual(fences, ['a\n```\n````x\n# no heading\n']);
  t.deepEqual(headings, []);
});

test('a document that is too long loses its least part, and says so', (t) => {
  const text = fitDocument(
    [
      { rank: 0, lines: ['# head'] },
      { rank: 2, lines: ['x'.repeat(300)] },
      { rank: 1, lines: ['kept'] },
    ],
    200,
  );
  t.regex(text, /^# head\n\nkept\n\n_Some parts are left out/u);
  t.true(text.length <= 200);
});

test('rows beyond the limit are counted', (t) => {
  const rows = Array.from({ length: 50 }, (_, at) => [String(at)]);
  t.is(table(['n'], rows, { more: 'cases' }).at(-1), 'and 10 more cases, in the results');
  t.is(table(['n'], rows, { charsMax: 25, more: 'cases' }).at(-1), 'and 45 more cases, in the results');
});
