import test from 'ava';
import { HealthMonitor, type HealthSample } from '../../src/run/health.ts';
import { judgeHealth } from '../../src/run/judge-health.ts';
import { LagMeter } from '../../src/run/lag-meter.ts';
import { planText } from '../support/run-scenario.ts';

function sample(change: Partial<HealthSample> = {}): HealthSample {
  return {
    eventLoopDelayP99Us: 1_000,
    eventLoopDelayMaxUs: 20_000,
    utilization: 0.3,
    pacedUtilization: 0.3,
    pacedUs: 5_000_000,
    gcTotalUs: 10_000,
    gcMaxUs: 2_000,
    watchedUs: 10_000_000,
    pacerLag: [],
    unsentPeakBytes: 0,
    ...change,
  };
}

function exceeded(
  samples: readonly HealthSample[],
  reasons: Readonly<Record<string, number>> = {},
): string[] {
  const report = judgeHealth(samples, { reasons });
  const names = report.items.filter((item) => item.exceeded).map(({ name }) => name);
  checkConsistent(report.verdict, names);
  return names;
}

function checkConsistent(verdict: string, names: readonly string[]): void {
  if ((verdict === 'inconclusive') !== names.length > 0) throw new Error(`${verdict}: ${names.join()}`);
}

test('a thread within its limits is healthy', (t) => {
  t.deepEqual(exceeded([sample(), sample({ utilization: 1 })]), [], 'a busy thread alone is no violation');
});

test('the worst thread decides, and the resource is named', (t) => {
  t.deepEqual(exceeded([sample(), sample({ pacedUtilization: 0.97 })]), [
    'busiest thread while pacing (CPU)',
  ]);
  t.deepEqual(exceeded([sample({ eventLoopDelayP99Us: 150_000 }), sample()]), ['event-loop delay p99 (CPU)']);
  t.deepEqual(exceeded([sample({ eventLoopDelayMaxUs: 2_000_000 })]), ['longest event-loop delay (CPU)']);
  t.deepEqual(exceeded([sample({ gcTotalUs: 3_000_000 })]), ['garbage collection (memory)']);
  t.deepEqual(exceeded([sample({ gcMaxUs: 400_000 })]), ['longest garbage collection (memory)']);
  const buffers = ['unsent in socket buffers (memory)'];
  t.deepEqual(exceeded([sample({ unsentPeakBytes: 6e8 }), sample({ unsentPeakBytes: 6e8 })]), buffers);
  t.deepEqual(exceeded([sample({ unsentPeakBytes: 6e8 })]), []);
  const meter = new LagMeter();
  for (let i = 0; i < 100; i += 1) meter.record(i < 90 ? 10 : 80_000);
  t.deepEqual(exceeded([sample({ pacerLag: meter.buckets })]), ['pacer lag p99 (CPU)']);
});

test('a second of paced time is needed to call a thread busy', (t) => {
  t.deepEqual(exceeded([sample({ pacedUtilization: 1, pacedUs: 300_000 })]), []);
});

test('connections that our own machine refused are the generator’s shortage', (t) => {
  t.deepEqual(exceeded([sample()], { EMFILE: 3, ECONNREFUSED: 9 }), [
    'connections without file descriptors (EMFILE)',
  ]);
  t.deepEqual(exceeded([sample()], { EADDRNOTAVAIL: 1 }), [
    'connections without local ports (EADDRNOTAVAIL)',
  ]);
});

test('busy time counts while messages are paced, and not while they go as fast as they can', async (t) => {
  const text = `
name: kinds
clients: { one: { count: 1 } }
steps:
  - connect: all
  - publish: { clients: one, topic: a, qos: 0, rate: 1/s, for: 1s }
  - publish: { clients: one, topic: a, qos: 0, window: 1, for: 1s }
`;
  const [, paced, unpaced] = planText(text, 'x.yaml', { url: 'mqtt://127.0.0.1:1', version: 5 }).steps;
  if (paced === undefined || unpaced === undefined) throw new Error('no steps');
  const monitor = new HealthMonitor();
  monitor.stepBegan(paced);
  await starve(100);
  monitor.stepEnded(paced);
  monitor.stepBegan(unpaced);
  await starve(200);
  monitor.stepEnded(unpaced);
  const { pacedUs, pacedUtilization } = monitor.sample([], 0);
  monitor.stop();
  t.true(pacedUs >= 90_000 && pacedUs < 200_000, `${pacedUs}`);
  t.true(pacedUtilization > 0.5, `${pacedUtilization}`);
});

/** Keeps the event loop busy for so long. */
async function starve(ms: number): Promise<void> {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
