import test from 'ava';
import { LoopDelay } from '../../src/run/loop-delay.ts';

const STALL_MS = 400;

function stall(): void {
  const untilMs = performance.now() + STALL_MS;
  while (performance.now() < untilMs);
}

function ticks(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 120);
  });
}

test('a stall is told with its whole length', async (t) => {
  const delay = new LoopDelay();
  delay.start();
  await ticks();
  stall();
  await ticks();
  delay.stop();
  t.true(delay.maxUs >= (STALL_MS - 60) * 1000, `${delay.maxUs} µs`);
});

test('a stall that lasts when the watch ends is told', (t) => {
  const delay = new LoopDelay();
  delay.start();
  stall();
  delay.stop();
  t.true(delay.maxUs >= (STALL_MS - 60) * 1000, `${delay.maxUs} µs`);
});

test('time in which nobody watches is no delay', (t) => {
  const delay = new LoopDelay();
  delay.start();
  delay.stop();
  stall();
  delay.start();
  delay.stop();
  t.is(delay.maxUs, 0);
});

test('nothing watched is no delay', (t) => {
  const delay = new LoopDelay();
  t.is(delay.p99Us, 0);
  t.is(delay.maxUs, 0);
});
