import test from 'ava';
import { median, pairedRatios, spreadOf } from '../../bench/statistics.ts';

test('the median of an odd number of values is the middle one, whatever their order', (t) => {
  t.is(median([9, 1, 5]), 5);
});

test('the median of an even number of values lies between the two middle ones', (t) => {
  t.is(median([4, 1, 2, 100]), 3);
});

test('there is no median of nothing', (t) => {
  t.is(median([]), NaN);
  t.is(spreadOf([]), undefined);
});

test('a spread keeps what it was made of in order', (t) => {
  const values = [3, 1, 2];
  t.deepEqual(spreadOf(values), { median: 2, min: 1, max: 3, count: 3 });
  t.deepEqual(values, [3, 1, 2]);
});

test('ratios are those of the same round', (t) => {
  t.deepEqual(pairedRatios([2, 30, 4], [4, 10, 4]), [0.5, 3, 1]);
});

test('a round of which one half is missing counts for nothing', (t) => {
  t.deepEqual(pairedRatios([2, undefined, 4, 5], [4, 10, undefined]), [0.5]);
});

test('nothing is divided by zero', (t) => {
  t.deepEqual(pairedRatios([2, 3], [0, 1]), [3]);
});
