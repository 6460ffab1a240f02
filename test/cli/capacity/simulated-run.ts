/** Runs of a scenario in simulated time: planned arrivals and the proxy's own limit of bandwidth, but no socket and no waiting. */
import { ManualClock } from '../../../src/base/clock.ts';
import { seededRandom, type Random } from '../../../src/base/random.ts';
import type { ExecuteScenario } from '../../../src/cli/capacity/trials.ts';
import type { Behaviour } from '../../../src/fault/behaviour.ts';
import { bandwidth } from '../../../src/fault/kinds/bandwidth.ts';
import { COUNTER } from '../../../src/metrics/counters.ts';
import { MetricSet } from '../../../src/metrics/metric-set.ts';
import type { MetricsSnapshot } from '../../../src/metrics/types.ts';
import { ArrivalSchedule } from '../../../src/plan/arrivals.ts';
import { memberIndexes } from '../../../src/plan/members.ts';
import { planScenario } from '../../../src/plan/plan-scenario.ts';
import type { Plan, PublishStep } from '../../../src/plan/types.ts';
import { buildResults } from '../../../src/results/build.ts';
import { badHealth, sampleInput, sampleRun } from '../../results/samples.ts';

export interface SimulatedTarget {
  readonly bytesPerSecond: number;
  readonly publishBytes: number;
  /** In parts of all messages: so many wait for 10 ms more, because a machine does other things, too. */
  readonly stumbles: number;
  /** Messages a second above which the generator says that it is the limit. */
  readonly generatorMax?: number;
}

const NETWORK_US = 200;
const STUMBLE_US = 10_000;

export function simulatedRun(target: SimulatedTarget): ExecuteScenario {
  return ({ scenario, seed, versions: [version = 5], replay }) => {
    const plan = planScenario(scenario, {
      ...{ version, seed, runId: 1, target: { urls: ['mqtt://127.0.0.1:1'] } },
    });
    const step = plan.steps.find((one): one is PublishStep => one.kind === 'publish');
    if (step === undefined || step.arrivals.kind === 'unpaced') throw new Error('nothing is paced here');
    const metrics = deliver(plan, step, { ...target, random: seededRandom(seed) });
    const isTooMuch =
      (metrics.steady['publish.intended'] / metrics.steadyUs) * 1e6 > (target.generatorMax ?? Infinity);
    const outcome = { metrics, targetName: 'simulated', ...(isTooMuch && { health: badHealth }) };
    const run = sampleRun(outcome, {
      ...{ clients: plan.clientCount, replay: replay(version), thresholds: plan.thresholds },
    });
    return Promise.resolve(buildResults(sampleInput([run])));
  };
}

function deliver(
  plan: Plan,
  step: PublishStep,
  { random, ...target }: SimulatedTarget & { readonly random: Random },
): MetricsSnapshot {
  const clock = new ManualClock();
  const { bytesPerSecond, publishBytes, stumbles } = target;
  const scope = { direction: 'to-broker', clock, random, budget: { left: Infinity } } as const;
  const bucket = bandwidth({ kind: 'bandwidth', bytesPerSecond, direction: 'to-broker' }, scope);
  const schedule = new ArrivalSchedule(plan, step, memberIndexes(step.members));
  const metrics = new MetricSet(0);
  metrics.steadyBegan(0);
  const endUs = step.arrivals.durationUs ?? 0;
  let late = 0;
  while (schedule.peekUs() < endUs) {
    const dueUs = schedule.peekUs();
    clock.advanceUs(Math.max(0, dueUs - clock.nowUs()));
    if (random.float() < stumbles) clock.advanceUs(STUMBLE_US);
    pass(bucket, publishBytes, clock);
    const latencyUs = Math.round(clock.nowUs() + NETWORK_US - dueUs);
    metrics.record('e2e.latency', latencyUs);
    metrics.record('e2e.raw', latencyUs);
    metrics.count(COUNTER.publishIntended);
    metrics.count(COUNTER.publishSent);
    if (dueUs + latencyUs <= endUs) metrics.count(COUNTER.receiveCount);
    else late += 1;
    schedule.advance();
  }
  metrics.steadyEnded(endUs);
  metrics.count(COUNTER.receiveCount, late);
  metrics.finish(endUs, plan.clientCount);
  const snapshot = metrics.snapshot();
  metrics.destroy();
  return snapshot;
}

/** One packet, as the proxy lets it through: what is allowed leaves, for the rest it waits. */
function pass(bucket: Behaviour, bytes: number, clock: ManualClock): void {
  for (let left = bytes; left > 0;) {
    const nowUs = clock.nowUs();
    const allowed = Math.min(left, bucket.allowance?.(nowUs, 0) ?? left);
    if (allowed < 1) clock.advanceUs(bucket.waitUs?.(nowUs) ?? 1);
    else bucket.spent?.(allowed, nowUs, 0);
    left -= Math.max(0, allowed);
  }
}
