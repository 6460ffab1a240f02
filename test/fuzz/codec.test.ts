import test from 'ava';
import { fuzzCodec } from './codec-fuzz.ts';
import { FuzzInputs } from './inputs.ts';

const SEED = 20_240_607;
const DURATION_MS = 10_000;

test(`ten seconds of hostile bytes (seed ${SEED}) neither throw, nor pile up memory, nor depend on slicing`, (t) => {
  const result = fuzzCodec({ seed: SEED, durationMs: DURATION_MS });
  t.log(`${result.inputs} inputs, ${result.packets} packets, ${result.refused} refused`);
  t.true(result.inputs > 1000);
  t.true(result.packets > 0);
  t.true(result.refused > 0);
  t.true(result.incomplete > 0);
  t.true(result.clauses.size > 30, `${result.clauses.size} clauses`);
});

test('a seed and an index give the same input again', (t) => {
  const [first, second] = [new FuzzInputs(7), new FuzzInputs(7)];
  for (let index = 0; index < 200; index += 1) t.deepEqual(second.at(index), first.at(index));
  t.notDeepEqual(new FuzzInputs(8).at(3), first.at(3));
});
