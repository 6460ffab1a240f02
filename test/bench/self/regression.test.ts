import test from 'ava';
import { changesSince, multiplesOf } from '../../../bench/self/regression.ts';

const BASELINE = { recorded: 'a day', calibrationNs: 10, multiples: { decode: 4, encode: 2 } };

test('figures are multiples of the calibration loop of their own process', (t) => {
  t.deepEqual(multiplesOf({ calibrationNs: 20, ns: { decode: 80 } }), { decode: 4 });
});

test('a machine that is slower in everything has not regressed', (t) => {
  const changes = changesSince(BASELINE, { calibrationNs: 30, ns: { decode: 120, encode: 60 } }, 0.25);
  t.deepEqual(
    changes.map(({ change, regressed }) => [change, regressed]),
    [
      [0, false],
      [0, false],
    ],
  );
});

test('what takes longer by more than the limit has regressed, and nothing else', (t) => {
  const changes = changesSince(BASELINE, { calibrationNs: 10, ns: { decode: 51, encode: 25 } }, 0.25);
  t.deepEqual(
    changes.map(({ name, regressed }) => [name, regressed]),
    [
      ['decode', true],
      ['encode', false],
    ],
  );
});

test('what the baseline lacks is new', (t) => {
  const [change] = changesSince(BASELINE, { calibrationNs: 10, ns: { stamp: 1000 } }, 0.25);
  t.deepEqual(change, {
    name: 'stamp',
    multiple: 100,
    baseline: undefined,
    change: undefined,
    regressed: false,
  });
});
