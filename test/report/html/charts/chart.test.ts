import test from 'ava';
import { chart } from '../../../../src/report/html/charts/chart.ts';
import type { ChartSpec } from '../../../../src/report/html/charts/chart.ts';
import { pathOf } from '../../../../src/report/html/charts/path.ts';
import { linearScale } from '../../../../src/report/html/charts/scale.ts';

const axis = (most: number): ChartSpec['x'] => {
  const scale = linearScale(most);
  return { label: 'things', scale, ticks: scale.ticks.map((at) => ({ at, label: String(at) })) };
};

const SPEC: ChartSpec = {
  id: 'c',
  title: 'A <title>',
  description: 'goes up',
  x: axis(10),
  y: axis(100),
  series: [
    {
      label: 'one',
      shape: 'line',
      points: [
        { x: 0, y: 0 },
        { x: 10, y: 100 },
      ],
    },
    {
      label: 'two',
      shape: 'step',
      points: [undefined, { x: 5, y: 50 }],
      spread: [{ x: 5, low: 40, high: 60 }],
    },
  ],
  bands: [{ from: 2, to: 4, mark: 'A' }],
  limits: [{ y: 80, label: 'p99 < 80' }],
  notes: ['cut'],
  table: {
    columns: [
      { head: 'x', kind: 'text' },
      { head: 'y', kind: 'number' },
    ],
    rows: [{ x: 5, cells: ['five', 50] }],
  },
};

test('a line has gaps, and a point between gaps is a dot', (t) => {
  const [a, b, c] = [
    { x: 0, y: 1 },
    { x: 2, y: 3 },
    { x: 4, y: 3 },
  ];
  t.is(pathOf([a, b, undefined, c], 'line'), 'M0 1h0L2 3M4 3h0');
  t.is(pathOf([a, b, c], 'step'), 'M0 1h0H2V3H4');
  t.is(pathOf([], 'line'), '');
});

test('a chart is a picture with a name, a legend, its notes and all its values as a table', (t) => {
  const { markup } = chart(SPEC);
  t.regex(markup, /role="img" aria-labelledby="c-s c-d"/u);
  t.true(markup.includes('A &lt;title&gt;'));
  t.regex(markup, /<desc id="c-d">goes up<\/desc>/u);
  for (const word of ['one', 'two', 'threshold', 'fault of this test', '▾A', 'p99 &lt; 80', 'cut'])
    t.true(markup.includes(word), word);
  t.regex(markup, /<tr data-x="50">/u);
  t.regex(markup, /<details class="data">/u);
});

test('a chart without bands and limits has no legend of them', (t) => {
  const { markup } = chart({ ...SPEC, bands: [], limits: [] });
  t.false(markup.includes('fault of this test'));
  t.false(markup.includes('threshold'));
});

test('series are told apart by more than colour: each has its own class of dashes', (t) => {
  const { markup } = chart(SPEC);
  t.regex(markup, /class="series s0"/u);
  t.regex(markup, /class="series s1"/u);
});
