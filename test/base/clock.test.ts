import { Worker } from 'node:worker_threads';
import test from 'ava';
import { measureOrigin, monotonicClock } from '../../src/base/clock.ts';

/** One true time, read through a host's and a thread's clock; every reading takes a while. */
class Moments {
  nowUs = 1_000_000;
  readonly #takesUs: readonly number[];
  #readings = 0;

  constructor(takesUs: readonly number[]) {
    this.#takesUs = takesUs;
  }

  readonly host = (): number => this.#read();
  readonly thread = (): number => this.#read() - 400_000;

  #read(): number {
    this.nowUs += this.#takesUs[this.#readings] ?? 1;
    this.#readings += 1;
    return this.nowUs;
  }
}

test('the origin of a thread is where its own clock began on that of the host', (t) => {
  const { host, thread } = new Moments([]);
  t.is(measureOrigin(host, thread), 400_000);
});

test('a thread that loses its core between two readings is not off by that', (t) => {
  const lost = new Moments([1, 20_000, 1, 1, 20_000, 1, 1, 1, 20_000]);
  t.is(measureOrigin(lost.host, lost.thread), 400_000);
  const lostAfter = new Moments([1, 1, 20_000]);
  t.is(measureOrigin(lostAfter.host, lostAfter.thread), 400_000);
});

test('where readings are never near to each other, the nearest count', (t) => {
  const slow = new Moments([0, 900, 900, 0, 10, 10, 0, 500, 500, ...Array<number>(6000).fill(100)]);
  t.is(measureOrigin(slow.host, slow.thread), 400_000);
});

test('all clocks of a thread tell the same time', (t) => {
  const [one, other] = [monotonicClock(), monotonicClock()];
  for (let i = 0; i < 1000; i += 1) {
    const before = one.nowUs();
    const between = other.nowUs();
    t.true(before <= between && between <= one.nowUs());
  }
});

test('what another thread sends was sent before it is received, by the clocks of both', async (t) => {
  const clock = monotonicClock();
  const code = `
    const { parentPort } = require('node:worker_threads');
    import(${JSON.stringify(new URL('../../src/base/clock.js', import.meta.url).href)}).then(({ monotonicClock }) => {
      const clock = monotonicClock();
      parentPort.on('message', () => parentPort.postMessage(clock.nowUs()));
      parentPort.postMessage('ready');
    });`;
  const worker = new Worker(code, { eval: true });
  t.teardown(() => worker.terminate());
  const answer = (): Promise<unknown> => new Promise((resolve) => worker.once('message', resolve));
  await answer();
  for (let i = 0; i < 200; i += 1) {
    const askedUs = clock.nowUs();
    const answered = answer();
    worker.postMessage(undefined);
    const thereUs = Number(await answered);
    t.true(askedUs < thereUs && thereUs < clock.nowUs());
  }
});
