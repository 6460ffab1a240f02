import test, { type ExecutionContext } from 'ava';
import { Deadlines } from '../../src/transport/deadlines.ts';

test('a deadline expires not before its time', async (t) => {
  const deadlines = new Deadlines();
  const startMs = performance.now();
  await new Promise<void>((resolve) => {
    deadlines.set({ expire: () => (resolve(), 0) }, 60);
    keepAlive(t);
  });
  t.true(performance.now() - startMs >= 60);
  t.is(deadlines.size, 0);
});

test('an entry that asks for more time expires again', async (t) => {
  const deadlines = new Deadlines();
  let calls = 0;
  await new Promise<void>((resolve) => {
    deadlines.set({ expire: () => (++calls < 3 ? 1 : (resolve(), 0)) }, 1);
    keepAlive(t);
  });
  t.is(calls, 3);
});

test('a deleted deadline never expires, while a later one does', async (t) => {
  const deadlines = new Deadlines();
  const early = { expire: () => (t.fail('was deleted'), 0) };
  deadlines.set(early, 1);
  await new Promise<void>((resolve) => {
    deadlines.set({ expire: () => (resolve(), 0) }, 30);
    deadlines.delete(early);
    keepAlive(t);
  });
  t.is(deadlines.size, 0);
});

/** The timer under test does not keep the process alive, so the test must. */
function keepAlive(t: ExecutionContext): void {
  const timer = setInterval(() => undefined, 1000);
  t.teardown(() => clearInterval(timer));
}
