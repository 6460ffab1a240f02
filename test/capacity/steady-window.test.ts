import test from 'ava';
import { steadyWindow, type LoadSample } from '../../src/capacity/steady-window.ts';

/** One sample a second; `load` says what each second had of messages and CPU time. */
function samplesOf(load: readonly (readonly [messages: number, cpuMs: number])[]): LoadSample[] {
  const samples: LoadSample[] = [{ tMs: 0, cpuMs: 0, messages: 0 }];
  for (const [messages, cpuMs] of load) {
    const last = samples.at(-1) ?? { tMs: 0, cpuMs: 0, messages: 0 };
    samples.push({
      tMs: last.tMs + 1000,
      cpuMs: last.cpuMs + cpuMs,
      messages: last.messages + messages,
    });
  }
  return samples;
}

test('start-up, the first and the last interval of the load, and the report are left out', (t) => {
  const window = steadyWindow(
    samplesOf([
      [0, 700],
      [900, 300],
      [1000, 10],
      [1000, 12],
      [1000, 14],
      [800, 90],
      [0, 400],
    ]),
  );
  t.deepEqual(window, { seconds: 3, cpuMs: 36, messages: 3000 });
});

test('one second of catching up does not make the others idle', (t) => {
  const window = steadyWindow(
    samplesOf([
      [1000, 10],
      [1000, 10],
      [5000, 50],
      [1000, 10],
      [1000, 10],
    ]),
  );
  t.deepEqual(window, { seconds: 3, cpuMs: 70, messages: 7000 });
});

test('a pause ends a stretch, and the longest stretch counts', (t) => {
  const window = steadyWindow(
    samplesOf([
      [1000, 99],
      [0, 1],
      [1000, 1],
      [1000, 2],
      [1000, 3],
      [1000, 4],
    ]),
  );
  t.deepEqual(window, { seconds: 2, cpuMs: 5, messages: 2000 });
});

test('without messages there is no window', (t) => {
  t.is(steadyWindow([]), undefined);
  t.is(
    steadyWindow(
      samplesOf([
        [0, 5],
        [0, 5],
      ]),
    ),
    undefined,
  );
});
