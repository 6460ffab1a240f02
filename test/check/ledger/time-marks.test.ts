import test from 'ava';
import fc from 'fast-check';
import { TimeMarks } from '../../../src/check/ledger/time-marks.ts';

const MARKS_MAX = 16;

test('few messages are marked exactly', (t) => {
  const marks = new TimeMarks(MARKS_MAX);
  for (let seq = 0; seq < MARKS_MAX; seq += 1) {
    marks.invoked(seq, 100 + seq);
    marks.completed(seq, 200 + seq);
  }
  const { shift, times } = marks.toState();
  t.is(shift, 0);
  t.deepEqual([...times.slice(0, 4)], [100, 200, 101, 201]);
  t.is(times.length, MARKS_MAX * 2);
});

test('many messages share marks: the earliest publish and the latest acknowledgement stay', (t) => {
  const marks = new TimeMarks(4);
  for (let seq = 0; seq < 8; seq += 1) marks.invoked(seq, 100 + seq);
  for (const seq of [1, 0, 3, 2, 5, 4, 7, 6]) marks.completed(seq, 200 + seq);
  const { shift, times } = marks.toState();
  t.is(shift, 1);
  t.deepEqual([...times], [100, 201, 102, 203, 104, 205, 106, 207]);
});

test('a message that never ended leaves its mark without an end', (t) => {
  const marks = new TimeMarks(4);
  marks.invoked(0, 100);
  t.deepEqual([...marks.toState().times], [100, -Infinity]);
});

test('whatever the number and order of messages, a mark never claims more than was so', (t) => {
  const message = fc.record({ seq: fc.nat(500), invokedUs: fc.nat(1000), completedUs: fc.nat(1000) });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 100 }), (messages) => {
      const marks = new TimeMarks(MARKS_MAX);
      for (const { seq, invokedUs, completedUs } of messages) {
        marks.invoked(seq, invokedUs);
        marks.completed(seq, completedUs);
      }
      const { shift, times } = marks.toState();
      t.true(times.length <= MARKS_MAX * 2);
      for (const { seq, invokedUs, completedUs } of messages) {
        t.true((times[(seq >>> shift) * 2] ?? NaN) <= invokedUs);
        t.true((times[(seq >>> shift) * 2 + 1] ?? NaN) >= completedUs);
      }
    }),
  );
});
