import test from 'ava';
import { segmentOf } from '../../src/plan/segments.ts';
import { planOf } from './support.ts';

const plan = planOf({ subscriber: 10, publisher: 10, monitor: 3 }, []);

test('publisher and subscriber of a pair live in one segment', (t) => {
  for (const segments of [1, 2, 3, 7])
    for (let pair = 0; pair < 10; pair += 1)
      t.is(segmentOf(plan, pair, segments), segmentOf(plan, 10 + pair, segments));
});

test('segments divide each group evenly', (t) => {
  for (const segments of [1, 2, 3, 4]) {
    const sizes = Array.from({ length: segments }, () => 0);
    for (let client = 0; client < 10; client += 1) {
      const segment = segmentOf(plan, client, segments);
      sizes[segment] = (sizes[segment] ?? 0) + 1;
    }
    t.is(
      sizes.reduce((sum, size) => sum + size, 0),
      10,
    );
    t.true(Math.max(...sizes) - Math.min(...sizes) <= 1);
  }
});
