import test from 'ava';
import { ManualClock } from '../../src/base/clock.ts';
import { DeadlineWheel, type Deadline } from '../../src/broker/deadline-wheel.ts';
import { ManualTimers } from '../support/manual-timers.ts';

function setUp() {
  const timers = new ManualTimers();
  const wheel = new DeadlineWheel(timers.clock, timers);
  const met: [string, number][] = [];
  const startUs = timers.clock.nowUs();
  const deadline = (name: string, afterMs: number): Deadline & { deadlineUs: number } => ({
    deadlineUs: startUs + afterMs * 1000,
    slot: -1,
    onDeadline: () => void met.push([name, (timers.clock.nowUs() - startUs) / 1000]),
  });
  return { timers, wheel, met, deadline };
}

test('a deadline is met within a tenth of a second after it is due, never before', (t) => {
  const { timers, wheel, met, deadline } = setUp();
  for (const afterMs of [1, 99, 100, 101, 1500, 30_000]) wheel.watch(deadline(`${afterMs}`, afterMs));
  for (let i = 0; i < 400; i += 1) timers.advanceMs(77);
  t.is(met.length, 6);
  for (const [name, atMs] of met)
    t.true(atMs >= Number(name) && atMs <= Number(name) + 200, `${name} at ${atMs}`);
});

test('a deadline that moves later while it waits is met at its new time', (t) => {
  const { timers, wheel, met, deadline } = setUp();
  const moving = deadline('moving', 1000);
  wheel.watch(moving);
  timers.advanceMs(900);
  moving.deadlineUs += 1_000_000;
  timers.advanceMs(1000);
  t.deepEqual(met, []);
  timers.advanceMs(300);
  t.is(met.length, 1);
});

test('a deadline that moves earlier is met in time once it is watched again', (t) => {
  const { timers, wheel, met, deadline } = setUp();
  const moving = deadline('moving', 10_000);
  wheel.watch(moving);
  moving.deadlineUs -= 9_000_000;
  wheel.watch(moving);
  timers.advanceMs(1200);
  t.is(met.length, 1);
});

test('a forgotten deadline is not met, and an empty wheel has no timer', (t) => {
  const { timers, wheel, met, deadline } = setUp();
  const one = deadline('one', 500);
  wheel.watch(one);
  wheel.watch({ ...deadline('never', 0), deadlineUs: Number.POSITIVE_INFINITY });
  t.is(timers.size, 1);
  wheel.forget(one);
  t.is(timers.size, 0);
  timers.advanceMs(5000);
  t.deepEqual(met, []);
  wheel.watch(deadline('later', 6000));
  timers.advanceMs(1300);
  t.is(met.length, 1);
  t.is(timers.size, 0);
});

test('after a standstill nobody is judged before what was sent meanwhile has been read', (t) => {
  const clock = new ManualClock();
  let tick: () => void = () => undefined;
  const wheel = new DeadlineWheel(clock, {
    schedule: (_delayMs, callback) => {
      tick = callback;
      return () => undefined;
    },
  });
  let met = 0;
  wheel.watch({ deadlineUs: 1_000_000, slot: -1, onDeadline: () => void (met += 1) });
  clock.advanceUs(5_000_000);
  tick();
  t.is(met, 0);
  clock.advanceUs(100_000);
  tick();
  t.is(met, 1);
});
