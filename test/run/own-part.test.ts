import test from 'ava';
import { monotonicClock } from '../../src/base/clock.ts';
import { ownPart } from '../../src/run/own-part.ts';
import type { SegmentContext } from '../../src/run/segment-context.ts';

const STEP = { members: [{ first: 0, count: 10 }], ratePerSecond: 100, concurrency: 20 };

function segmentWith(own: readonly number[]): SegmentContext {
  const signal = new AbortController().signal;
  const context: Pick<SegmentContext, 'own' | 'clock' | 'signal'> = {
    clock: monotonicClock(),
    signal,
    own: () => own,
  };
  return context as SegmentContext;
}

test('segments keep the rate of a step in proportion to their members', (t) => {
  const most = ownPart(STEP, segmentWith([0, 1, 2, 3, 4, 5, 6, 7, 8]));
  const rest = ownPart(STEP, segmentWith([9]));
  t.is(most.pool.ratePerSecond, 90);
  t.is(rest.pool.ratePerSecond, 10);
  t.is(most.pool.concurrency, 18);
  t.is(rest.pool.concurrency, 2);
});

test('a segment without members has nothing to do, and one operation at a time is the least', (t) => {
  t.deepEqual(ownPart(STEP, segmentWith([])).own, []);
  t.is(ownPart({ ...STEP, concurrency: 1 }, segmentWith([3])).pool.concurrency, 1);
});
