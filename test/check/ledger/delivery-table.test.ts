import test from 'ava';
import fc from 'fast-check';
import { DeliveryTable, KEY, NEXT, SESSION } from '../../../src/check/ledger/delivery-table.ts';

test('a record is found under its session and key, and nowhere else', (t) => {
  const table = new DeliveryTable(100);
  const at = table.add(3, 7);
  t.is(table.find(3, 7), at);
  t.is(table.find(7, 3), -1);
  t.is(table.find(3, 8), -1);
});

test('records keep their fields while the table grows', (t) => {
  const keys = fc.uniqueArray(fc.tuple(fc.nat(1000), fc.nat(4_000_000_000)), {
    minLength: 300,
    maxLength: 900,
    selector: (pair) => pair.join(),
  });
  fc.assert(
    fc.property(keys, (pairs) => {
      const table = new DeliveryTable(1000);
      for (const [number, [session, key]] of pairs.entries()) {
        const at = table.add(session, key);
        table.words[at + NEXT] = number;
      }
      for (const [number, [session, key]] of pairs.entries()) {
        const at = table.find(session, key);
        t.deepEqual([...table.words.slice(at + SESSION, at + KEY + 1)], [session, key]);
        t.is(table.words[at + NEXT], number);
      }
    }),
    { numRuns: 20 },
  );
});

test('a full table takes no more', (t) => {
  const table = new DeliveryTable(2);
  t.not(table.add(1, 1), -1);
  t.not(table.add(1, 2), -1);
  t.is(table.add(1, 3), -1);
  t.is(table.find(1, 3), -1);
});
