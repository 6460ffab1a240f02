import test from 'ava';
import { sparkline } from '../../src/report/sparkline.ts';

test('bars run from nothing to the highest value', (t) => {
  t.is(sparkline([0, 1, 2, 3, 4, 5, 6, 7, 8], 20, 'max'), '·▂▃▄▅▆▇██');
  t.is(sparkline([0.001, 100], 20, 'max'), '▁█');
});

test('only zeros are nothing, and no values are no bars', (t) => {
  t.is(sparkline([0, 0], 20, 'mean'), '··');
  t.is(sparkline([], 20, 'mean'), '');
});

test('more values than columns share them by mean or by maximum, and none is left out', (t) => {
  t.is(sparkline([8, 0, 8, 8], 2, 'mean'), '▅█');
  t.is(sparkline([8, 0, 0, 4], 2, 'max'), '█▅');
  t.is(
    sparkline(
      Array.from({ length: 1001 }, (_, i) => (i === 1000 ? 1 : 0)),
      10,
      'max',
    ),
    '·········█',
  );
});
