import test from 'ava';
import {
  formatAmount,
  formatCount,
  formatHealth,
  formatMetric,
  formatRate,
  formatShare,
} from '../../src/report/format.ts';

test('counts have separators', (t) => {
  t.deepEqual([0, 999, 1000, 1234567, -1000].map(formatCount), ['0', '999', '1,000', '1,234,567', '-1,000']);
});

test('rates have fractions only where they matter', (t) => {
  t.deepEqual([0, 0.254, 12.34, 99.96, 1234.6].map(formatRate), [
    '0/s',
    '0.254/s',
    '12.3/s',
    '100/s',
    '1,235/s',
  ]);
});

test('a share below all is never rounded to all', (t) => {
  t.deepEqual([1, 0.99999, 0.5, 0, 1.002].map(formatShare), ['100 %', '99.9 %', '50 %', '0 %', '100.2 %']);
});

test('one of something is singular', (t) => {
  t.is(formatAmount(1, 'messages'), '1 message');
  t.is(formatAmount(0, 'messages'), '0 messages');
  t.is(formatAmount(2000, 'flows'), '2,000 flows');
});

test('values show their units', (t) => {
  t.is(formatMetric(1250, 'µs'), '1.25ms');
  t.is(formatMetric(200, '1/s'), '200/s');
  t.is(formatMetric(12345, 'count'), '12,345');
  t.is(formatMetric(0.5, 'count'), '0.5');
  t.is(formatHealth(61_000, 'µs'), '61ms');
  t.is(formatHealth(31.4, '%'), '31 %');
  t.is(formatHealth(1000, 'count'), '1,000');
  t.is(formatHealth(2 ** 20, 'bytes'), '1 MiB');
});
