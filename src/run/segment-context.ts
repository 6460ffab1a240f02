import type { Clock } from '../base/clock.ts';
import type { CheckFold } from '../check/fold.ts';
import type { BenchClient, ConnectSpec } from '../client/types.ts';
import type { WireClient } from '../client/wire-client.ts';
import type { FlowCatalog } from '../history/flow-catalog.ts';
import type { HistoryObserver } from '../history/observer.ts';
import type { MetricSet } from '../metrics/metric-set.ts';
import type { Members, Plan } from '../plan/types.ts';
import type { ExpectationTally } from './expectations.ts';
import type { PayloadFiles } from './payload-files.ts';
import type { FlowSequences } from './flows.ts';
import type { LagMeter } from './lag-meter.ts';
import type { LatencyRecorder } from './latency-recorder.ts';
import type { Reconnector } from './reconnector.ts';
import type { MessageCounts } from './message-counts.ts';
import type { Rights } from './types.ts';

/** What the steps of one segment work with. One segment, one thread. */
export interface SegmentContext {
  readonly plan: Plan;
  readonly catalog: FlowCatalog;
  readonly clock: Clock;
  /** Microseconds at which the run began. */
  readonly startedUs: number;
  /** Wall-clock time minus `clock`, µs. */
  readonly wallOffsetUs: number;
  readonly payloadFiles: PayloadFiles;
  readonly observer: HistoryObserver;
  readonly fold: CheckFold;
  readonly metrics: MetricSet;
  readonly latency: LatencyRecorder;
  readonly sequences: FlowSequences;
  readonly pacerLag: LagMeter;
  readonly messageCounts: MessageCounts;
  readonly expectations: ExpectationTally;
  readonly reconnector: Reconnector;
  /** Absent: rights at the target stay as they are. */
  readonly rights?: Rights;
  /** Fires when the run shall end early: steps return soon and leave what they did not do. */
  readonly signal: AbortSignal;
  /** Those of `members` that live in this segment, ascending. */
  own(members: Members): readonly number[];
  client(index: number): BenchClient;
  /** From now on `client` speaks for its index; `old` is kept until its connection is over. */
  replace(old: WireClient, client: WireClient): void;
  /** How often a step has begun before: repeats of a Poisson step draw fresh arrivals. */
  nextIteration(path: string): number;
  /** What the next connection of a client looks like; `cleanStart` overrides the group's. */
  connectSpec(index: number, cleanStart?: boolean): ConnectSpec;
  /** Tells the router who is interested in a client becoming writable again, until {@link SegmentContext.unwatch}. */
  watch(index: number, watcher: ClientWatcher): void;
  unwatch(index: number, watcher: ClientWatcher): void;
}

export interface ClientWatcher {
  onWritable(): void;
  /** Another connection of the same client has taken over. */
  onReplaced?(client: BenchClient): void;
}

/** What came of a step in one segment. */
export interface StepReport {
  readonly failed: boolean;
  /** Sentences, the first few. */
  readonly problems: readonly string[];
}
