import { present, unreachable } from '../base/assert.ts';
import { seededRandom } from '../base/random.ts';
import type { Clock } from '../base/clock.ts';
import { CheckFold } from '../check/fold.ts';
import type { CheckState } from '../check/state.ts';
import { FlowTopics } from '../client/inbound.ts';
import type { BenchClient, ClientEnvironment } from '../client/types.ts';
import { ReferenceClient } from '../client/reference-client.ts';
import { WireClient } from '../client/wire-client.ts';
import type { FlowCatalog } from '../history/flow-catalog.ts';
import { PacketLog, type PacketLogState } from '../history/packet-log.ts';
import { StampCodec } from '../history/stamp.ts';
import { MetricSet } from '../metrics/metric-set.ts';
import type { MetricsSnapshot } from '../metrics/types.ts';
import { planFlowCatalog } from '../plan/flow-catalog.ts';
import { groupOf } from '../plan/client-spec.ts';
import { MemberIndex, memberIndexes, normalizeMembers } from '../plan/members.ts';
import { payloadFiles } from '../plan/describe-payload.ts';
import { segmentOf } from '../plan/segments.ts';
import { indexSteps } from './step-index.ts';
import type { Members, Plan, PlannedStep } from '../plan/types.ts';
import { ClientRouter } from './client-router.ts';
import { ConnectSpecs } from './connect-specs.ts';
import { ExpectationTally } from './expectations.ts';
import { FlowSequences } from './flows.ts';
import { LagMeter } from './lag-meter.ts';
import { LatencyRecorder } from './latency-recorder.ts';
import { PayloadFiles } from './payload-files.ts';
import { Reconnector } from './reconnector.ts';
import { MessageCounts } from './message-counts.ts';
import { Tokens } from './tokens.ts';
import type { SegmentContext, StepReport } from './segment-context.ts';
import { runChurn } from './steps/churn.ts';
import { runConnect, runResume } from './steps/connect.ts';
import { runDisconnect, runDrop } from './steps/disconnect.ts';
import { runExpect } from './steps/expect.ts';
import { Responders } from './responders.ts';
import { runProbeAccess } from './steps/probe-access.ts';
import { runPublish } from './steps/publish.ts';
import { runTakeover } from './steps/takeover.ts';
import { runRequest } from './steps/request.ts';
import { runReadSlowly } from './steps/read-slowly.ts';
import { runSubscribe, runUnsubscribe } from './steps/subscribe.ts';
import type { ExpectationResult, Rights } from './types.ts';
import { delay } from './wait.ts';

const SWEEP_MS = 200;

export interface SegmentOptions {
  readonly plan: Plan;
  readonly clock: Clock;
  readonly startedUs: number;
  /** Wall-clock time minus `clock`, µs. */
  readonly wallOffsetUs: number;
  readonly urls: readonly string[];
  /** Which part of all clients this is: `index` of `of`. */
  readonly segment: { readonly index: number; readonly of: number };
  readonly signal: AbortSignal;
  /** A function of this thread. */
  readonly rights?: Rights;
}

/** What a segment hands over when it ends: all of it can cross a thread. */
export interface SegmentResult {
  readonly metrics: MetricsSnapshot;
  readonly check: CheckState;
  readonly packets: PacketLogState;
  readonly expectations: readonly ExpectationResult[];
}

/** Clients of one segment and what they do; one a thread. It runs steps and measures; it never judges. */
export class Segment implements SegmentContext {
  readonly plan: Plan;
  readonly catalog: FlowCatalog;
  readonly clock: Clock;
  readonly startedUs: number;
  readonly rights?: Rights;
  readonly wallOffsetUs: number;
  readonly payloadFiles = new PayloadFiles();
  readonly signal: AbortSignal;
  readonly fold: CheckFold;
  readonly observer: CheckFold;
  readonly metrics: MetricSet;
  readonly latency: LatencyRecorder;
  readonly sequences: FlowSequences;
  readonly pacerLag = new LagMeter();
  readonly messageCounts: MessageCounts;
  readonly reconnector: Reconnector;
  readonly expectations = new ExpectationTally();
  /** The most bytes that clients had written and the system had not taken, all clients together. */
  unsentPeakBytes = 0;
  readonly #options: SegmentOptions;
  readonly #router: ClientRouter;
  readonly #specs: ConnectSpecs;
  readonly #tokens: Tokens;
  readonly #environment: ClientEnvironment;
  readonly #flowTopics: FlowTopics;
  readonly #packets: PacketLog;
  readonly #iterations = new Map<string, number>();
  readonly #clients = new Map<number, BenchClient>();
  /** Taken over by another connection of the same client, and not over yet. */
  readonly #superseded = new Set<WireClient>();
  readonly #responders: Responders | undefined;
  readonly #sweeper: NodeJS.Timeout;

  constructor(options: SegmentOptions) {
    const { plan, clock, startedUs, signal } = options;
    this.#options = options;
    this.plan = plan;
    this.clock = clock;
    this.startedUs = startedUs;
    this.wallOffsetUs = options.wallOffsetUs;
    if (options.rights !== undefined) this.rights = options.rights;
    this.signal = signal;
    this.catalog = planFlowCatalog(plan);
    this.sequences = new FlowSequences(this.catalog.flowCount);
    const packets = (this.#packets = new PacketLog(this.catalog));
    this.fold = new CheckFold({ catalog: this.catalog, witness: packets });
    this.observer = this.fold;
    this.metrics = new MetricSet(startedUs, options.segment.of === 1);
    this.latency = new LatencyRecorder(this.metrics, clock);
    this.messageCounts = new MessageCounts(this.catalog, usesExpect(plan.steps));
    this.#tokens = new Tokens({ plan, clock, wallOffsetUs: options.wallOffsetUs });
    this.#router = new ClientRouter(this.metrics, this.messageCounts);
    this.#specs = new ConnectSpecs(plan, options.urls, this.#tokens);
    this.reconnector = this.#makeReconnector();
    this.#flowTopics = new FlowTopics((flow) => this.catalog.topicOf(flow));
    this.#environment = {
      clock,
      catalog: this.catalog,
      stamps: new StampCodec(plan.runId),
      observer: this.fold,
      latency: this.latency,
      listener: this.#router,
      tap: packets,
    };
    this.#readPayloadFiles();
    this.#router.responders = this.#responders = Responders.of(this);
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_MS);
  }

  own(members: Members): readonly number[] {
    const { index, of } = this.#options.segment;
    const all = memberIndexes(members);
    return of === 1 ? all : all.filter((client) => segmentOf(this.plan, client, of) === index);
  }

  client(index: number): BenchClient {
    let client = this.#clients.get(index);
    if (client === undefined) this.#clients.set(index, (client = this.#makeClient(index)));
    return client;
  }

  replace(old: WireClient, client: WireClient): void {
    this.#clients.set(client.index, client);
    this.#superseded.add(old);
    this.#router.onReplaced(client);
  }

  nextIteration(path: string): number {
    const iteration = this.#iterations.get(path) ?? 0;
    this.#iterations.set(path, iteration + 1);
    return iteration;
  }

  connectSpec(index: number, cleanStart?: boolean): ReturnType<ConnectSpecs['of']> {
    return this.#specs.of(index, cleanStart);
  }

  watch(index: number, watcher: Parameters<SegmentContext['watch']>[1]): void {
    this.#router.watch(index, watcher);
  }

  unwatch(index: number, watcher: Parameters<SegmentContext['watch']>[1]): void {
    this.#router.unwatch(index, watcher);
  }

  /** Clients of this segment that are connected now. */
  get connectedCount(): number {
    let count = 0;
    for (const client of this.#clients.values()) if (client.connected) count += 1;
    return count;
  }

  /** Carries out one step that is not made of others. */
  async runStep(step: PlannedStep, startUs: number): Promise<StepReport> {
    switch (step.kind) {
      case 'connect':
        return runConnect(step, this);
      case 'resume':
        return runResume(step, this);
      case 'takeover':
        return runTakeover(step, this);
      case 'subscribe':
        return runSubscribe(step, this);
      case 'unsubscribe':
        return runUnsubscribe(step, this);
      case 'publish':
        return runPublish(step, this, startUs);
      case 'request':
        return runRequest(step, this, present(this.#responders, 'clients that answer'), startUs);
      case 'disconnect':
        return runDisconnect(step, this);
      case 'drop':
        return runDrop(step, this);
      case 'expect':
        return runExpect(step, this);
      case 'probe-access':
        return runProbeAccess(step, this, this.#options.segment.index);
      case 'read-slowly':
        return runReadSlowly(step, this);
      case 'churn':
        return runChurn(step, this, startUs);
      case 'wait':
        await delay(step.durationUs / 1000, this.signal);
        return { failed: false, problems: [] };
      case 'fault':
      case 'restart-broker':
      case 'drain':
      case 'repeat':
      case 'parallel':
        throw new Error(`step ${step.path} is for the coordinator`);
      default:
        return unreachable(step);
    }
  }

  /** Ends all connections and the segment with them. */
  async close(): Promise<void> {
    await Promise.all([
      ...[...this.#superseded].map((client) => client.drop('fin')),
      ...[...this.#clients.values()].map((client) => client.disconnect({ reasonCode: 0 })),
    ]);
    clearInterval(this.#sweeper);
  }

  result(): SegmentResult {
    this.metrics.finish(this.clock.nowUs(), this.connectedCount);
    return {
      metrics: this.metrics.snapshot(),
      check: this.fold.snapshot(),
      packets: this.#packets.snapshot(),
      expectations: this.expectations.results(),
    };
  }

  /** Before the first connection: what cannot be read must not stop a run half way. */
  #readPayloadFiles(): void {
    for (const path of payloadFiles(this.plan.steps)) this.payloadFiles.read(path);
  }

  #makeReconnector(): Reconnector {
    const { plan, metrics } = this;
    const reconnector = new Reconnector({
      metrics,
      random: seededRandom(plan.seed).fork('reconnect'),
      policyOf: (client) => groupOf(plan, client).reconnect,
      comesAndGoes: churned(plan),
      renews: (client) => groupOf(plan, client).jwt?.renewed === true,
      connectSpec: (client) => this.#specs.of(client),
      onReturned: (client) => this.#router.onWritable(client),
    });
    this.#router.reconnector = (client) => reconnector.onLost(client, this.clock.nowUs());
    return reconnector;
  }

  #makeClient(index: number): BenchClient {
    if (groupOf(this.plan, index).engine === 'mqttjs') return new ReferenceClient(this.#environment, index);
    return new WireClient(this.#environment, index, this.#flowTopics);
  }

  #sweepSuperseded(nowUs: number): void {
    for (const client of this.#superseded) {
      client.sweep(nowUs);
      if (client.isOver) this.#superseded.delete(client);
    }
  }

  #sweep(): void {
    const nowUs = this.clock.nowUs();
    let connected = 0;
    let unsentBytes = 0;
    for (const client of this.#clients.values()) {
      client.sweep(nowUs);
      unsentBytes += client.unsentBytes;
      if (client.connected) connected += 1;
    }
    this.unsentPeakBytes = Math.max(this.unsentPeakBytes, unsentBytes);
    this.#sweepSuperseded(nowUs);
    for (const client of this.#tokens.takeDue(nowUs)) void this.reconnector.renew(this.client(client), nowUs);
    this.reconnector.sweep(nowUs);
    this.metrics.tick(nowUs, connected);
  }
}

/** Tells the clients that some step takes away and brings back. */
function churned(plan: Plan): (client: number) => boolean {
  const steps = [...indexSteps(plan).values()].filter((step) => step.kind === 'churn');
  const members = new MemberIndex(normalizeMembers(steps.flatMap((step) => step.members)));
  return (client) => members.ordinalOf(client) !== undefined;
}

function usesExpect(steps: readonly PlannedStep[]): boolean {
  return steps.some((step) => {
    if (step.kind === 'repeat') return usesExpect(step.steps);
    if (step.kind === 'parallel') return step.branches.some(usesExpect);
    return step.kind === 'expect';
  });
}
