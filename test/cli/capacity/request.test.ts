import test from 'ava';
import { capacityRequest, givenRequest, type CapacityArguments } from '../../../src/cli/capacity/request.ts';

const NOTHING: CapacityArguments = {
  ...{ scenario: 'capacity', seed: undefined, json: false, report: false, out: '', color: false },
  ...{ quiet: false, insecure: false, targetSys: false },
};

test('without options or a word of the scenario the search is the usual one', (t) => {
  const { run, ...request } = capacityRequest(givenRequest(NOTHING, {}));
  t.deepEqual(run.scenarios, ['capacity']);
  t.deepEqual(request, {
    ...{ variable: 'rate', precision: 0.05, repeats: 3, durationMaxUs: 3_600_000_000, pauseUs: 500_000 },
  });
});

test('the scenario overrides what is usual, and options override the scenario', (t) => {
  const spec = {
    search: 'pairs',
    from: 5,
    precision: 0.02,
    pause: 0,
    need: { devices: 9, every: 2_000_000 },
  };
  const stated = capacityRequest(givenRequest(NOTHING, {}), spec);
  t.like(stated, { variable: 'pairs', from: 5, precision: 0.02, repeats: 3, pauseUs: 0 });
  t.like(stated.need, { text: 'devices=9,every=2s', devices: 9, everyUs: 2_000_000 });
  const given = givenRequest({ ...NOTHING, search: 'rate', precision: '10%', to: '80' }, {});
  t.like(capacityRequest(given, spec), { variable: 'rate', from: 5, to: 80, precision: 0.1, pauseUs: 0 });
});

test('an end below the beginning is told, wherever the two stand', (t) => {
  const given = givenRequest({ ...NOTHING, to: '4' }, {});
  t.throws(() => capacityRequest(given, { from: 5 }), { message: '--to needs a number above --from' });
});
