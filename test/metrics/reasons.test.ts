import test from 'ava';
import { OTHER, REASON_CHARS_MAX, REASON_NAMES_MAX, ReasonCounts } from '../../src/metrics/reasons.ts';

test('names past the limit count as other, known ones go on', (t) => {
  const reasons = new ReasonCounts();
  for (let i = 0; i < REASON_NAMES_MAX + 5; i += 1) reasons.add(`reason ${i}`);
  reasons.add('reason 0', 2);
  const record = reasons.toRecord();
  t.is(Object.keys(record).length, REASON_NAMES_MAX + 1);
  t.is(record[OTHER], 5);
  t.is(record['reason 0'], 3);
});

test('long names are cut, and odd names are only names', (t) => {
  const reasons = new ReasonCounts();
  reasons.add('x'.repeat(500));
  reasons.add('__proto__');
  const names = Object.keys(reasons.toRecord());
  t.deepEqual(
    names.map((name) => name.length).sort((a, b) => a - b),
    [9, REASON_CHARS_MAX],
  );
});
