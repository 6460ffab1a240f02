import test from 'ava';
import fc from 'fast-check';
import { seededRandom } from '../../../src/base/random.ts';
import { judgeObservations } from '../support/judge.ts';
import { Facts } from './facts.ts';
import { BREACHES, type Broken } from './violations.ts';
import { legalHistory, type LegalHistory, type WorldOptions } from './world.ts';
import { worlds } from './worlds.ts';

const RUNS = 25;
/** Worlds that are searched for places to break, and how many must have one. */
const SEARCHED = 300;
const PLACES_MIN = 3;

for (const [name, breach] of Object.entries(BREACHES)) {
  test(`exactly one invariant fails when ${name}`, (t) => {
    fc.assert(
      fc.property(worlds, (options) => {
        const { history, change } = broken(options, breach);
        if (change !== undefined) assertFails(history, change);
      }),
      { numRuns: RUNS },
    );
    t.pass();
  });

  test(`the model has places where ${name}`, (t) => {
    let places = 0;
    for (let seed = 1; seed <= SEARCHED && places < PLACES_MIN; seed += 1) {
      const { history, change } = broken(worldOf(seed), breach);
      if (change === undefined) continue;
      places += 1;
      assertFails(history, change);
    }
    t.is(places, PLACES_MIN);
  });
}

function broken(
  options: WorldOptions,
  breach: (typeof BREACHES)[string],
): { history: LegalHistory; change: Broken | undefined } {
  const history = legalHistory(options);
  return { history, change: breach(new Facts(history), seededRandom(options.seed)) };
}

function assertFails(history: LegalHistory, change: Broken): void {
  const report = judgeObservations(history.catalog, change.observations);
  const failed = report.findings.filter(({ status }) => status === 'fail');
  const ids = [...new Set(failed.map(({ invariant }) => invariant))];
  if (ids.join() === change.fails.join()) return;
  throw new Error(`${ids.join()} failed: ${JSON.stringify(failed.slice(0, 3), undefined, 1)}`);
}

function worldOf(seed: number): WorldOptions {
  return {
    seed,
    version: seed % 2 === 0 ? 4 : 5,
    phases: 1 + (seed % 3),
    stepsPerPhase: 100 + ((seed * 37) % 300),
    trouble: (seed % 5) / 4,
    churn: (seed % 7) / 6,
  };
}
