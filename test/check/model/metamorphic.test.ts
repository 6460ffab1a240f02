import test from 'ava';
import fc from 'fast-check';
import { seededRandom } from '../../../src/base/random.ts';
import { CheckFold } from '../../../src/check/fold.ts';
import { finish } from '../../../src/check/finish.ts';
import { mergeStates } from '../../../src/check/state.ts';
import type { CheckReport } from '../../../src/check/types.ts';
import type { FlowCatalog } from '../../../src/history/flow-catalog.ts';
import { replay, type Observation } from '../../../src/history/observation.ts';
import { judgeObservations, outcome } from '../support/judge.ts';
import { Facts } from './facts.ts';
import { BREACHES } from './violations.ts';
import { legalHistory } from './world.ts';
import { worlds } from './worlds.ts';

const RUNS = 25;

interface Judged {
  readonly catalog: FlowCatalog;
  readonly observations: readonly Observation[];
}

/** Legal histories and broken ones. */
const histories: fc.Arbitrary<Judged> = fc
  .tuple(worlds, fc.constantFrom(undefined, ...Object.values(BREACHES)))
  .map(([options, breach]) => {
    const legal = legalHistory(options);
    const change = breach?.(new Facts(legal), seededRandom(options.seed));
    return { catalog: legal.catalog, observations: change?.observations ?? legal.observations };
  });

function holds(property: (history: Judged, report: CheckReport) => void): void {
  fc.assert(
    fc.property(histories, (history) => {
      property(history, judgeObservations(history.catalog, history.observations));
    }),
    { numRuns: RUNS },
  );
}

test('shifting all times changes no verdict and no count', (t) => {
  holds(({ catalog, observations }, report) => {
    const shifted = observations.map((one) => withTimes(one, (tUs) => tUs + 123_456_789));
    const again = judgeObservations(catalog, shifted, { startedUs: 123_456_789 });
    t.deepEqual(again, report);
  });
});

test('numbering the clients differently changes no verdict and no count', (t) => {
  holds(({ catalog, observations }, report) => {
    const renamed = observations.map((one) => withClient(one, (client) => client * 7 + 3));
    const again = judgeObservations(
      { ...catalog, publisherOf: (flow) => catalog.publisherOf(flow) * 7 + 3 },
      renamed,
      { clientIdOf: (client) => `client ${(client - 3) / 7}` },
    );
    t.deepEqual(again, report);
  });
});

test('spreading the clients over several threads changes no verdict and no count', (t) => {
  fc.assert(
    fc.property(histories, fc.integer({ min: 2, max: 3 }), ({ catalog, observations }, threads) => {
      const report = judgeObservations(catalog, observations);
      const folds = Array.from({ length: threads }, () => new CheckFold({ catalog }));
      for (const one of observations) {
        const client = clientOf(one, catalog);
        const told = client === undefined ? folds : [folds[client % threads] as CheckFold];
        for (const fold of told) replay([one], fold);
      }
      const state = mergeStates(folds.map((fold) => structuredClone(fold.snapshot())));
      const again = finish(state, { catalog, startedUs: 0 });
      t.is(outcome(again), outcome(report));
      t.deepEqual(again.semantics, report.semantics);
      t.deepEqual(countsOf(again), countsOf(report));
    }),
    { numRuns: RUNS },
  );
});

test('leaving out what was published at QoS 0 changes no verdict on the rest', (t) => {
  holds(({ catalog, observations }, report) => {
    const rest = observations.filter(
      ({ kind, event }) => kind !== 'delivered' || event.reading !== 'ours' || event.publishedQos > 0,
    );
    const again = judgeObservations(catalog, rest);
    for (const id of ['Q1-2', 'Q2-1', 'Q2-2', 'Q2-3', 'Q2-4', 'S1', 'C1', 'O2'])
      t.deepEqual(resultOf(again, id), resultOf(report, id));
  });
});

test('judging a history twice says the same', (t) => {
  holds(({ catalog, observations }, report) => t.deepEqual(judgeObservations(catalog, observations), report));
});

function resultOf(report: CheckReport, id: string): unknown {
  const result = report.invariants.find((one) => one.id === id);
  return [result?.verdict, result?.failures];
}

function countsOf(report: CheckReport): unknown {
  return report.invariants
    .filter(({ id }) => id !== 'E1')
    .map(({ id, verdict, exercised, failures }) => [id, verdict, exercised, failures]);
}

function withTimes(one: Observation, shift: (tUs: number) => number): Observation {
  const { event } = one;
  const started = 'startedUs' in event ? { startedUs: shift(event.startedUs) } : {};
  return { ...one, event: { ...event, tUs: shift(event.tUs), ...started } } as Observation;
}

function withClient(one: Observation, rename: (client: number) => number): Observation {
  if (!('client' in one.event)) return one;
  return { ...one, event: { ...one.event, client: rename(one.event.client) } } as Observation;
}

function clientOf({ event }: Observation, catalog: FlowCatalog): number | undefined {
  if ('client' in event) return event.client;
  return 'flow' in event ? catalog.publisherOf(event.flow) : undefined;
}
