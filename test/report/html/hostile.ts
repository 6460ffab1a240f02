/** What a broker might call itself, its topics and its reasons, to take over the page that shows it. */
export const HOSTILE_TEXTS: readonly string[] = [
  '</script><script>globalThis.hacked = 1</script>',
  '"><img src=x onerror="globalThis.hacked = 1">',
  "' onmouseover='globalThis.hacked = 1' x='",
  '--><svg onload="globalThis.hacked = 1">',
  '</title></style></textarea></noscript><iframe srcdoc="<script>top.hacked = 1</script>">',
  'javascript:globalThis.hacked=1',
  '<a href="javascript:globalThis.hacked=1">click</a>',
  '<base href="https://example.invalid/"><meta http-equiv="refresh" content="0;url=https://example.invalid/">',
  '<form action="https://example.invalid/"><button>',
  '</td></tr></table></details></section></main><style>body{display:none}</style>',
  '\u202Egnp.exe\u202C \u2066isolate \u200B\u200D\uFEFF \u2028 \u2029',
  'NUL \u0000 and \u0001\u001B[31m, DEL \u007F, C1 \u009B',
  'lone \uD800 and \uDC00 surrogates',
  `marks e${'\u0301\u0489'.repeat(500)}`,
  'x'.repeat(50_000),
  'wide '.repeat(2_000),
  '&lt;script&gt;globalThis.hacked = 1&lt;/script&gt; &amp;quot;',
  '${globalThis.hacked = 1} {{globalThis.hacked = 1}} `',
  '<!--<script>',
  '<![CDATA[ ]]> <?xml ?> <!DOCTYPE html>',
];

/** The same value with every text in it followed by a hostile one, except those that `keep` names by key. */
export function hostileDeep<T>(value: T, keep: ReadonlySet<string>): T {
  let turn = 0;
  const next = (): string => {
    turn += 1;
    return HOSTILE_TEXTS[turn % HOSTILE_TEXTS.length] ?? '';
  };
  const deep = (one: unknown, key: string): unknown => {
    if (typeof one === 'string') return keep.has(key) ? one : `${one}${next()}`;
    if (Array.isArray(one)) return one.map((item) => deep(item, key));
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([name, item]) => [name, deep(item, name)]));
  };
  return deep(value, '') as T;
}
