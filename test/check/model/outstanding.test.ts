/**
 * A drain does not judge again as long as fewer messages have come than were missing, and what it judges may change while it
 * does so: both rest on what is held here against histories made by chance.
 */
import test from 'ava';
import fc from 'fast-check';
import { seededRandom } from '../../../src/base/random.ts';
import { CheckFold } from '../../../src/check/fold.ts';
import { outstanding } from '../../../src/check/outstanding.ts';
import type { CheckState } from '../../../src/check/state.ts';
import type { FlowCatalog } from '../../../src/history/flow-catalog.ts';
import { replay, type Observation } from '../../../src/history/observation.ts';
import { legalHistory } from './world.ts';
import { worlds } from './worlds.ts';

const RUNS = 60;
const SPANS = 8;

/** Clients come, go and subscribe: then what is owed may grow or shrink without a message. */
const UPHEAVALS: readonly Observation['kind'][] = [
  'connectInvoked',
  'connected',
  'connectionClosed',
  'subscribeInvoked',
  'subscribed',
  'unsubscribeInvoked',
  'unsubscribed',
];

interface Span {
  readonly from: number;
  readonly to: number;
}

/** A stretch of the history in which nobody comes or goes. */
function spanOf(observations: readonly Observation[], from: number): Span {
  const end = observations.findIndex(({ kind }, at) => at >= from && UPHEAVALS.includes(kind));
  return { from, to: end === -1 ? observations.length : end };
}

function timeOf(observation: Observation | undefined): number {
  return observation !== undefined && 'tUs' in observation.event ? observation.event.tUs : 0;
}

function owedIn(state: CheckState, catalog: FlowCatalog, nowUs: number): number {
  return outstanding(state, { catalog, startedUs: 0 }, { nowUs }).owed;
}

function owedAfter(catalog: FlowCatalog, observations: readonly Observation[]): number {
  const fold = new CheckFold({ catalog });
  replay(observations, fold);
  return owedIn(fold.snapshot(), catalog, latest(observations) + 1);
}

function latest(observations: readonly Observation[]): number {
  return observations.reduce((last, each) => Math.max(last, timeOf(each)), 0);
}

function arrivalsIn(observations: readonly Observation[], { from, to }: Span): number {
  return observations.slice(from, to).filter(({ kind }) => kind === 'delivered').length;
}

/** What a snapshot in steps says that begins at the start of the span, while the rest of the span happens. */
function owedMeanwhile(
  catalog: FlowCatalog,
  observations: readonly Observation[],
  { from, to }: Span,
): number {
  const fold = new CheckFold({ catalog });
  replay(observations.slice(0, from), fold);
  const steps = fold.snapshotInSteps();
  for (let at = from; ;) {
    const step = steps.next();
    if (step.done === true) return owedIn(step.value, catalog, latest(observations.slice(0, from)) + 1);
    const next = at < to ? observations[at] : undefined;
    if (next !== undefined) replay([next], fold);
    at += 1;
  }
}

test('as many messages must come as are missing before none is, also for a look that takes its time', (t) => {
  let missing = 0;
  fc.assert(
    fc.property(worlds, (options) => {
      const { catalog, observations } = legalHistory(options);
      const random = seededRandom(options.seed);
      for (let count = 0; count < SPANS; count += 1) {
        const span = spanOf(observations, random.below(observations.length));
        const before = owedAfter(catalog, observations.slice(0, span.from));
        const came = arrivalsIn(observations, span);
        missing += before;
        if (owedAfter(catalog, observations.slice(0, span.to)) < before - came) return false;
        if (owedMeanwhile(catalog, observations, span) < before - came) return false;
      }
      return true;
    }),
    { numRuns: RUNS },
  );
  t.true(missing > 0);
});
