import test from 'ava';
import { fanOut } from '../../src/history/fan-out.ts';
import { replay } from '../../src/history/observation.ts';
import { ObservationRecorder } from '../../src/history/recorder.ts';
import { legalHistory } from '../check/model/world.ts';

const HISTORY = legalHistory({ seed: 4, version: 5, phases: 2, stepsPerPhase: 300, trouble: 1, churn: 1 });

test('what is recorded and replayed is recorded again just so', (t) => {
  const recorder = new ObservationRecorder();
  replay(HISTORY.observations, recorder);
  t.deepEqual(recorder.observations, HISTORY.observations);
  t.is(recorder.omitted, 0);
});

test('a recorder keeps the first observations and counts the rest', (t) => {
  const recorder = new ObservationRecorder(10);
  replay(HISTORY.observations, recorder);
  t.deepEqual(recorder.observations, HISTORY.observations.slice(0, 10));
  t.is(recorder.omitted, HISTORY.observations.length - 10);
});

test('a recorder keeps deliveries although their record is used again', (t) => {
  const recorder = new ObservationRecorder();
  const found = HISTORY.observations.find((one) => one.kind === 'delivered');
  if (found?.kind !== 'delivered') throw new Error('the history has no delivery');
  const delivery = { ...found.event, seq: 1 };
  recorder.delivered(delivery);
  delivery.seq = 2;
  recorder.delivered(delivery);
  t.deepEqual(
    recorder.observations.map(({ event }) => 'seq' in event && event.seq),
    [1, 2],
  );
});

test('every observer of a fan-out is told everything, in order', (t) => {
  const recorders = [new ObservationRecorder(), new ObservationRecorder()];
  replay(HISTORY.observations, fanOut(recorders));
  for (const recorder of recorders) t.deepEqual(recorder.observations, HISTORY.observations);
});

test('a fan-out to one observer is that observer', (t) => {
  const recorder = new ObservationRecorder();
  t.is(fanOut([recorder]), recorder);
});
