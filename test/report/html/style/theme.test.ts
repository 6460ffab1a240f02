import test from 'ava';
import { DARK, LIGHT } from '../../../../src/report/html/style/theme.ts';

type Colors = Readonly<Record<keyof typeof LIGHT, string>>;

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

for (const [name, colors] of Object.entries({ light: LIGHT, dark: DARK } as Record<string, Colors>)) {
  test(`${name}: text stands out from every ground it is on, 4.5 to 1`, (t) => {
    for (const text of ['ink', 'muted', 'link', 'pass', 'fail', 'doubt', 'skip', 'band'] as const)
      for (const ground of ['ground', 'panel'] as const)
        t.true(contrast(colors[text], colors[ground]) >= 4.5, `${text} on ${ground}`);
    for (const tone of ['pass', 'fail', 'doubt', 'skip'] as const)
      for (const text of [tone, 'ink'] as const)
        t.true(contrast(colors[text], colors[`${tone}-ground`]) >= 4.5, `${text} on ${tone}-ground`);
  });

  test(`${name}: lines of charts stand out from their ground, 3 to 1`, (t) => {
    for (const line of ['s0', 's1', 's2', 's3', 's4', 's5', 'band'] as const)
      t.true(contrast(colors[line], colors.panel) >= 3, line);
  });
}
