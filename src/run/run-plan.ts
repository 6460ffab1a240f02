import { setMaxListeners } from 'node:events';
import type { Clock } from '../base/clock.ts';
import { present } from '../base/assert.ts';
import type { CheckContext } from '../check/context.ts';
import { finishInSteps } from '../check/finish.ts';
import { PacketLog } from '../history/packet-log.ts';
import type { WitnessSource } from '../history/witness.ts';
import { mergeStates } from '../check/state.ts';
import { initHistograms } from '../metrics/histogram.ts';
import { mergeSnapshots } from '../metrics/merge.ts';
import type { MetricsSnapshot } from '../metrics/types.ts';
import { accessContext } from './access/context.ts';
import { clientSpec } from '../plan/client-spec.ts';
import { planFlowCatalog } from '../plan/flow-catalog.ts';
import type { Plan } from '../plan/types.ts';
import { Coordinator } from './coordinator.ts';
import type { BrokerControl } from './faults/broker-control.ts';
import { admitDeeds, Disruption } from './faults/disruption.ts';
import type { FaultSummary } from './faults/fault-tally.ts';
import { NetworkFaults } from './faults/network-faults.ts';
import { behindProxy } from './faults/behind-proxy.ts';
import { admit } from './doctor/admit.ts';
import { DescriptorPeak } from './descriptor-peak.ts';
import { machineFacts, type MachineFacts } from './doctor/facts.ts';
import { planNeeds } from './doctor/needs.ts';
import { mergeExpectations } from './expectations.ts';
import { judgeHealth } from './judge-health.ts';
import { LocalSegment } from './local-segment.ts';
import { reportMetrics } from './live-metrics.ts';
import { reportProgress } from './progress.ts';
import type { SegmentHandle } from './segment-handle.ts';
import type { SegmentLost } from './segment-lost.ts';
import { inSlices } from './slices.ts';
import { type ThresholdMissed, watchThresholds } from './threshold-watch.ts';
import { ThreadSegment } from './thread-segment.ts';
import type { MetricsSample, Rights, RunListener, RunOutcome, StopReason } from './types.ts';

export interface RunPlanOptions {
  readonly plan: Plan;
  readonly clock: Clock;
  /** Fires to end the run early, in good order and with a full report of what ran. */
  readonly signal: AbortSignal;
  readonly listener: RunListener;
  /** Wall-clock time minus `clock`, µs: for timestamps and tokens. Measured where absent. */
  readonly wallOffsetUs?: number;
  /** Threads that share the clients; 1 where absent, in the caller's own thread. */
  readonly threads?: number;
  /** How long a thread may be silent before it counts as lost, whole seconds; 30 where absent. */
  readonly threadSilentMaxS?: number;
  /** How to withdraw rights at the target. */
  readonly rights?: Rights;
  /** The target is the embedded broker, in this process: it takes part of the same limits. */
  readonly embedded?: boolean;
  /** Who restarts the target, where a step asks for it. */
  readonly broker?: BrokerControl;
  /** How often the listener hears all figures so far; never where absent. */
  readonly metricsEveryMs?: number;
}

/**
 * Does what the plan says and tells what came of it. Throws only for defects, unusable input and a machine that
 * cannot do it, never for a bad broker.
 */
export async function runPlan(options: RunPlanOptions): Promise<RunOutcome> {
  const { plan, clock, listener, broker, threads = 1, embedded = false } = options;
  const target = present(plan.target, 'the target');
  admitDeeds(plan, broker);
  admit(planNeeds(plan, { threads, embedded }), machineFacts(), listener);
  await initHistograms();
  const startedUs = clock.nowUs();
  const network = await NetworkFaults.start({ plan, clock, urls: target.urls });
  if (network === undefined) return runOn(options, { startedUs, network, urls: target.urls });
  try {
    const { urls } = network;
    return await runOn({ ...options, plan: behindProxy(plan, target) }, { startedUs, network, urls });
  } finally {
    await network.close();
  }
}

interface Road {
  readonly startedUs: number;
  readonly network: NetworkFaults | undefined;
  /** Where clients connect to. */
  readonly urls: readonly string[];
}

async function runOn(options: RunPlanOptions, { startedUs, network, urls }: Road): Promise<RunOutcome> {
  const { plan, clock, listener } = options;
  const abort = new AbortController();
  const signal = AbortSignal.any([options.signal, abort.signal]);
  // Each client that is on its way back may wait on it.
  setMaxListeners(0, signal);
  const disruption = new Disruption({ clock, signal, network, broker: options.broker });
  const context = checkContext(plan, startedUs, disruption);
  const onLost = (lost: SegmentLost): void => abort.abort(lost);
  const segments = await startSegments({ ...options, signal }, onLost, {
    startedUs,
    wallOffsetUs: options.wallOffsetUs ?? Date.now() * 1_000 - startedUs,
    urls,
  });
  const descriptors = new DescriptorPeak();
  const onStep: RunListener = (event) => {
    if (event.kind === 'step-ended') descriptors.look(clock.nowUs());
    listener(event);
  };
  const coordinator = new Coordinator({
    ...{ plan, segments, context, clock, startedUs, signal, disruption },
    listener: onStep,
  });
  const stopProgress = reportProgress({ plan, segments, coordinator, clock, startedUs, listener });
  const stopMetrics = reportMetrics({
    ...{ plan, segments, clock, startedUs, listener },
    everyMs: options.metricsEveryMs,
  });
  const onMissed = (missed: ThresholdMissed): void => abort.abort(missed);
  const stopWatch = watchThresholds({ plan, segments, context, clock, startedUs, onMissed });
  try {
    const stop = await coordinator.run();
    stopWatch();
    stopMetrics();
    const durationUs = clock.nowUs() - startedUs;
    disruption.suspend();
    await Promise.all(segments.map((segment) => segment.close()));
    const faults = disruption.summary(startedUs);
    return await gather({
      descriptors: descriptors.value,
      ...{ options, segments, coordinator, context, startedUs, durationUs, stop, faults },
    });
  } finally {
    stopWatch();
    stopMetrics();
    stopProgress();
  }
}

/** One segment runs here; several run in a thread each. */
function startSegments(
  options: RunPlanOptions,
  onLost: (lost: SegmentLost) => void,
  common: { readonly startedUs: number; readonly wallOffsetUs: number; readonly urls: readonly string[] },
): Promise<SegmentHandle[]> {
  const { plan, clock, signal, rights, threads = 1, threadSilentMaxS: silentMaxS } = options;
  if (threads === 1)
    return Promise.resolve([
      new LocalSegment({
        ...{ plan, clock, signal, ...common, segment: { index: 0, of: 1 } },
        ...(rights === undefined ? {} : { rights }),
      }),
    ]);
  return Promise.all(
    Array.from({ length: threads }, (_, index) =>
      ThreadSegment.start(
        { plan, ...common, segment: { index, of: threads } },
        { signal, onLost, silentMaxS, rights },
      ),
    ),
  );
}

interface GatherOptions {
  /** At their peak. */
  readonly descriptors: MachineFacts['descriptors'];
  readonly options: RunPlanOptions;
  readonly segments: readonly SegmentHandle[];
  readonly coordinator: Coordinator;
  readonly context: CheckContext;
  readonly startedUs: number;
  readonly durationUs: number;
  readonly stop: { readonly reason: StopReason; readonly detail?: string };
  readonly faults: readonly FaultSummary[] | undefined;
}

async function gather(parts: GatherOptions): Promise<RunOutcome> {
  const { coordinator, context, descriptors, startedUs, durationUs, stop, faults } = parts;
  const outputs = await Promise.all(parts.segments.map((segment) => segment.result()));
  const results = outputs.filter((output) => output !== undefined);
  const incomplete = parts.segments.flatMap((segment) => segment.lost ?? []);
  const metrics = mergeSnapshots(results.map((result) => result.metrics));
  if (parts.options.metricsEveryMs !== undefined)
    parts.options.listener({ kind: 'metrics', sample: lastSample(parts, metrics) });
  const judging = finishInSteps(mergeStates(results.map((result) => result.check)), {
    ...context,
    incomplete,
    witness: joinWitnesses(results.map((result) => PacketLog.restore(context.catalog, result.packets))),
  });
  const unreachable =
    incomplete.length === 0 && stop.reason === 'failed' && metrics.counters['connect.ok'] === 0;
  return {
    stopReason: unreachable ? 'unreachable' : stop.reason,
    ...(stop.detail === undefined ? {} : { stopDetail: stop.detail }),
    startedUs,
    durationUs,
    steps: coordinator.outcomes,
    expectations: mergeExpectations(results.map((result) => result.expectations)),
    metrics,
    check: await inSlices(judging),
    health: judgeHealth(
      results.map((result) => result.health),
      {
        reasons: metrics.reasons,
        ...(descriptors && { descriptors: { used: descriptors.used, limit: descriptors.soft } }),
      },
    ),
    ...(faults === undefined ? {} : { faults }),
    targetName: present(parts.options.plan.target, 'the target').urls.join(', '),
  };
}

/** Nobody is connected any more, and all is measured. */
function lastSample({ options, durationUs }: GatherOptions, metrics: MetricsSnapshot): MetricsSample {
  const clientsTotal = options.plan.clientCount;
  return { elapsedUs: durationUs, clientsConnected: 0, clientsTotal, metrics };
}

/** A client lives in one segment, so its packets stand in one log. */
function joinWitnesses(sources: readonly WitnessSource[]): WitnessSource {
  return {
    packetsBefore: (client, tUs, limit) =>
      sources
        .map((source) => source.packetsBefore(client, tUs, limit))
        .find((packets) => packets.length > 0) ?? [],
  };
}

function checkContext(plan: Plan, startedUs: number, disruption: Disruption): CheckContext {
  return {
    catalog: planFlowCatalog(plan),
    startedUs,
    get disturbances() {
      return disruption.disturbances;
    },
    clientIdOf: (client) => clientSpec(plan, client).clientId,
    ...(plan.access === undefined ? {} : { access: accessContext(plan) }),
  };
}
