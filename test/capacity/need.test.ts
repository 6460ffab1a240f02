import test from 'ava';
import { BenchError } from '../../src/base/errors.ts';
import { assessNeed, parseNeed } from '../../src/capacity/need.ts';
import type { CapacityPoint } from '../../src/results/capacity.ts';
import { sampleTrial, summaryOf } from './samples.ts';

/** Load × 50 messages a second by 100 clients. */
function point(load: number, verdict: CapacityPoint['verdict'], p99Us = 5_000, clients = 100): CapacityPoint {
  return { load, verdict, trials: [sampleTrial({ load, verdict, clients, e2e: summaryOf(1_000, p99Us) })] };
}

const POINTS = [point(10, 'held'), point(20, 'held'), point(40, 'missed', 300_000)];

test('a need is devices, how often each sends, and maybe how late a message may be', (t) => {
  t.like(parseNeed('devices=50000, every=10s, p99<100ms'), {
    devices: 50_000,
    everyUs: 10_000_000,
    p99MaxUs: 100_000,
  });
  t.like(parseNeed('every=1min,devices=1,p99=2s'), { devices: 1, everyUs: 60_000_000, p99MaxUs: 2_000_000 });
  t.false('p99MaxUs' in parseNeed('devices=5,every=1s'));
  for (const text of [
    '',
    'devices=5',
    'every=1s',
    'devices=0,every=1s',
    'devices=5,every=1',
    'devices=5,every=1s,p99<0',
    'devices=5,every=1s,x=1',
  ]) {
    const error = t.throws(() => parseNeed(text), { instanceOf: BenchError });
    t.is(error.kind, 'usage', text);
  }
});

test('met: a load that held published as much, with as many clients', (t) => {
  const result = assessNeed(parseNeed('devices=100,every=125ms,p99<100ms'), POINTS, { held: 20 });
  t.like(result, { verdict: 'met', messagesPerSecond: 800, available: 1_000, headroom: 1.25 });
  t.is(result.brokers, undefined);
  t.regex(result.sentences[0] ?? '', /the target carried 1,000 messages a second, 1\.3 times as much/u);
  t.regex(result.sentences[1] ?? '', /5ms at 500 messages a second, 5ms at 1,000 messages a second/u);
});

test('met in part: as many messages, by fewer clients', (t) => {
  const result = assessNeed(parseNeed('devices=8000,every=10s'), POINTS, { held: 20 });
  t.is(result.verdict, 'met-in-part');
  t.regex(result.sentences.at(-1) ?? '', /at most 100 clients .* 8,000 was not measured/u);
});

test('not met: at or beyond a load that failed; how many brokers is extrapolation and says so', (t) => {
  const result = assessNeed(parseNeed('devices=100,every=20ms'), POINTS, { held: 20 });
  t.like(result, { verdict: 'not-met', messagesPerSecond: 5_000, brokers: 5 });
  t.regex(result.sentences[1] ?? '', /^extrapolation, not measured: at least 5 such brokers/u);
});

test('unknown: between what held and what failed, and beyond where nothing failed', (t) => {
  t.is(assessNeed(parseNeed('devices=100,every=66ms'), POINTS, { held: 20 }).verdict, 'unknown');
  const open = assessNeed(parseNeed('devices=100,every=1ms'), POINTS.slice(0, 2), { held: 20 });
  t.is(open.verdict, 'unknown');
  t.is(open.brokers, undefined, 'nothing failed: so many may do with one');
  t.is(assessNeed(parseNeed('devices=1,every=1s'), [], {}).verdict, 'unknown');
});

test('a load that holds too late for the need does not count, nor does any above it', (t) => {
  const slow = [point(10, 'held'), point(20, 'held', 50_000), point(40, 'held', 10_000)];
  const need = parseNeed('devices=100,every=125ms,p99<20ms');
  t.like(assessNeed(need, slow, { held: 40 }), { available: 500, verdict: 'unknown' });
  t.is(assessNeed(parseNeed('devices=100,every=100ms,p99<20ms'), slow, { held: 40 }).verdict, 'not-met');
  const silent = slow.map(({ load }) => {
    const trial = { ...sampleTrial({ load }) };
    delete trial.e2e;
    return { load, verdict: 'held' as const, trials: [trial] };
  });
  t.is(assessNeed(need, silent, { held: 40 }).available, undefined, 'no latency, no proof');
});

test('what held above a load that failed is not counted', (t) => {
  const hole = [point(10, 'held'), point(20, 'missed'), point(40, 'held')];
  t.is(assessNeed(parseNeed('devices=100,every=1s'), hole, { held: 10 }).available, 500);
});
