import test from 'ava';
import { highestAt, INDEX_COUNT, lowestAt, middleAt, VALUE_MAX_US } from '../../src/metrics/buckets.ts';

test('values up to 2047 µs are told apart exactly', (t) => {
  for (const value of [0, 1, 1000, 2047]) {
    t.is(lowestAt(value), value);
    t.is(highestAt(value), value);
    t.is(middleAt(value), value);
  }
});

test('each doubling has 1024 places of twice the width', (t) => {
  t.deepEqual([lowestAt(2048), highestAt(2048)], [2048, 2049]);
  t.deepEqual([lowestAt(3071), highestAt(3071)], [4094, 4095]);
  t.deepEqual([lowestAt(3072), highestAt(3072), middleAt(3072)], [4096, 4099, 4098]);
});

test('places follow each other without gap or overlap, up to a day', (t) => {
  for (let index = 1; index < INDEX_COUNT; index += 1) {
    if (lowestAt(index) !== highestAt(index - 1) + 1) t.fail(`place ${index}`);
  }
  t.true(highestAt(INDEX_COUNT - 1) >= VALUE_MAX_US);
  t.true(lowestAt(INDEX_COUNT - 1 - 1024) < VALUE_MAX_US);
});
