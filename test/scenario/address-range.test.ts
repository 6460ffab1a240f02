import test from 'ava';
import { expandAddresses } from '../../src/scenario/address-range.ts';

test('one address is itself, a range is all addresses from first to last', (t) => {
  t.deepEqual(expandAddresses('127.0.0.2'), ['127.0.0.2']);
  t.deepEqual(expandAddresses('::1'), ['::1']);
  t.deepEqual(expandAddresses('127.0.0.2-127.0.0.4'), ['127.0.0.2', '127.0.0.3', '127.0.0.4']);
  t.deepEqual(expandAddresses('10.0.0.254 - 10.0.1.1'), ['10.0.0.254', '10.0.0.255', '10.0.1.0', '10.0.1.1']);
  t.deepEqual(expandAddresses('127.0.0.5-127.0.0.5'), ['127.0.0.5']);
});

for (const text of [
  '',
  'localhost',
  '127.0.0',
  '127.0.0.256',
  '127.0.0.5-127.0.0.2',
  '1.2.3.4-5',
  '1.0.0.0-9.0.0.0',
  'a-b-c',
  ':::',
]) {
  test(`"${text}" is refused`, (t) => {
    t.is(expandAddresses(text), undefined);
  });
}
