/** Colours: text at least 4.5:1, lines and shapes at least 3:1 on their ground, in both schemes. A test computes it. */
export const LIGHT = {
  ground: '#f6f7f8',
  panel: '#ffffff',
  ink: '#1a2027',
  muted: '#535e6a',
  line: '#d5dbe1',
  link: '#0b57a4',
  pass: '#0e6b2f',
  'pass-ground': '#e6f5ea',
  fail: '#b0201a',
  'fail-ground': '#fdebea',
  doubt: '#7d4700',
  'doubt-ground': '#fff1d6',
  skip: '#535e6a',
  'skip-ground': '#eceff2',
  s0: '#0b57a4',
  s1: '#b04a00',
  s2: '#6a35c2',
  s3: '#0a7250',
  s4: '#b3185f',
  s5: '#56616d',
  band: '#b0201a',
  shadow: '#aab3bd',
} as const;

type Colors = Readonly<Record<keyof typeof LIGHT, string>>;

export const DARK: Colors = {
  ground: '#0e1217',
  panel: '#161c23',
  ink: '#e7ebef',
  muted: '#a0abb7',
  line: '#303a45',
  link: '#7cbcff',
  pass: '#5fd285',
  'pass-ground': '#10291a',
  fail: '#ff9189',
  'fail-ground': '#371a19',
  doubt: '#f5bd62',
  'doubt-ground': '#352810',
  skip: '#a0abb7',
  'skip-ground': '#232b34',
  s0: '#74b7ff',
  s1: '#ffa35c',
  s2: '#c0a3ff',
  s3: '#51d3a2',
  s4: '#ff8abf',
  s5: '#a0abb7',
  band: '#ff9189',
  shadow: '#55616e',
};

export const THEME_STYLE = `:root{color-scheme:light dark;${variables(LIGHT)};
--sans:-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","Liberation Sans",Arial,system-ui,sans-serif;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
@media screen and (prefers-color-scheme:dark){:root{${variables(DARK)}}}
`;

function variables(colors: Colors): string {
  return Object.entries(colors)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
}
