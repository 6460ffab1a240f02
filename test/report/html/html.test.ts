import test from 'ava';
import { AssertionError } from '../../../src/base/assert.ts';
import {
  cut,
  escapeText,
  html,
  join,
  NOTHING,
  plain,
  TEXT_CHARS_MAX,
} from '../../../src/report/html/html.ts';
import { readSource, sourceFiles } from '../../support/source-tree.ts';

test('texts are escaped, in elements and in attributes', (t) => {
  const hostile = `"><img src=x onerror='alert(1)'>&</script>\``;
  t.is(
    html`<p title="${hostile}">${hostile}</p>`.markup,
    `<p title="&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;&lt;/script&gt;&#96;">&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;&lt;/script&gt;&#96;</p>`,
  );
});

test('markup within markup stays as it is; lists, numbers and nothing are welcome', (t) => {
  const items = ['a', 'b<'].map((one) => html`<li>${one}</li>`);
  t.is(html`<b>${items}</b>${7}${false}${undefined}${NOTHING}`.markup, '<b><li>a</li><li>b&lt;</li></b>7');
  t.is(join([html`<b></b>`, '<', 1]).markup, '<b></b>&lt;1');
});

test('an attribute without quotes is an error of this program', (t) => {
  t.throws(() => html`<p title=${'x'}></p>`, { instanceOf: AssertionError });
});

test('what is invisible, turns the line around or is no character is written out', (t) => {
  t.is(
    escapeText('a\u0000b\u202Ec\u2028d\uD800e\u200Ff\uFEFF'),
    String.raw`a\x00b\u{202e}c\u{2028}d\u{d800}e\u{200f}f\u{feff}`,
  );
  t.is(escapeText('日本語 العربية 🚀'), '日本語 العربية 🚀');
});

test('marks that would be drawn over other lines are counted instead', (t) => {
  t.is(escapeText(`e\u0301`), 'e\u0301');
  t.is(escapeText(`e${'\u0301'.repeat(304)}`), `e${'\u0301'.repeat(4)}\\u{301}×300`);
});

test('an endless text is cut, and says how much is missing', (t) => {
  t.is(cut('abc', 3), 'abc');
  t.is(cut('abcd', 3), 'abc… (1 more characters)');
  t.is(cut('ab🚀', 3), 'ab… (2 more characters)');
  t.true(escapeText('x'.repeat(1_000_000)).length < TEXT_CHARS_MAX + 100);
});

test('long data of numbers is not cut, and holds nothing else', (t) => {
  const path = 'M0 1.5h0L'.repeat(5_000);
  t.is(html`<path d="${plain(path)}"></path>`.markup, `<path d="${path}"></path>`);
  t.throws(() => plain('M0"'), { instanceOf: AssertionError });
});

test('only constants of this program are trusted', (t) => {
  const files = sourceFiles('src').filter((file) => readSource(file).includes('Html.trusted('));
  t.deepEqual(files, ['src/report/html/html.ts', 'src/report/html/page.ts']);
});
