import test from 'ava';
import { RateMeter } from '../../src/run/live-rates.ts';
import type { SegmentStatus } from '../../src/run/segment-handle.ts';

function status(atMs: number, sent: number, received: number): SegmentStatus {
  return { atUs: atMs * 1000, away: 0, connected: 1, sent, received, e2eP99Us: 0 };
}

test('rates are taken between the moments at which each segment counted, and added', (t) => {
  const meter = new RateMeter();
  meter.update([status(0, 0, 0), status(100, 0, 0)]);
  t.deepEqual(meter.update([status(200, 20, 40), status(600, 50, 0)]), {
    sentPerSecond: 100 + 100,
    receivedPerSecond: 200,
  });
});

test('numbers that are not new leave the rate as it was', (t) => {
  const meter = new RateMeter();
  meter.update([status(0, 0, 0)]);
  const first = meter.update([status(250, 100, 100)]);
  t.deepEqual(meter.update([status(250, 100, 100)]), first);
  t.deepEqual(meter.update([status(300, 101, 100)]), first, 'and so do those of a moment later');
  t.is(meter.update([status(450, 120, 100)]).sentPerSecond, 100);
});
