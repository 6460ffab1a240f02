/** Metrics as plain data: they cross threads, are merged, and stand in results files. */

/** Names of the latency histograms, all in microseconds. */
export const HISTOGRAM_NAMES = [
  'connect.latency',
  'subscribe.latency',
  /** Intended publish time to acknowledgement (PUBACK, PUBCOMP): what a device would feel. */
  'publish.latency',
  /** Actual send to acknowledgement. */
  'publish.raw',
  /** Intended publish time to receipt at the subscriber. */
  'e2e.latency',
  /** Actual send to receipt at the subscriber. */
  'e2e.raw',
  /** Intended time of a request to its first answer. */
  'request.latency',
  /** Actual send of a request to its first answer. */
  'request.raw',
  /** How late messages left: actual send minus intended time. */
  'send.lag',
] as const;
export type HistogramName = (typeof HISTOGRAM_NAMES)[number];

export const COUNTER_NAMES = [
  'connect.attempted',
  'connect.ok',
  'connect.failed',
  'subscribe.attempted',
  'subscribe.ok',
  'subscribe.failed',
  'publish.intended',
  'publish.sent',
  'publish.acknowledged',
  'publish.failed',
  /** Sent later than intended by more than the lag limit. */
  'publish.late',
  /** Due, and not sent: `when-late: drop`, or no connection. */
  'publish.dropped',
  'receive.count',
  'receive.bytes',
  'connection.lost',
  'reconnect.attempted',
  /** Attempts of connect steps after a failed one: `retry`. */
  'connect.retried',
  'request.sent',
  /** Requests that an answer came to in time. */
  'request.answered',
  'request.unanswered',
] as const;
export type CounterName = (typeof COUNTER_NAMES)[number];

/** Fixed percentiles and moments of one histogram, in microseconds. All 0 when `count` is 0. */
export interface HistogramSummary {
  readonly count: number;
  readonly minUs: number;
  readonly meanUs: number;
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p95Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
  readonly p9999Us: number;
  readonly maxUs: number;
}

/** One second of a run. Times are from the start of the run. */
export interface TimelineRow {
  readonly second: number;
  readonly connected: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly received: number;
  readonly errors: number;
  /** Messages that fell due in that second, whether they were sent or not. Absent: written before it was counted. */
  readonly intended?: number;
  /** Connections accepted and refused or failed in that second. Absent: written before they were counted. */
  readonly connects?: number;
  readonly connectFailures?: number;
  /** End-to-end, intended; 0 when nothing arrived in that second. */
  readonly e2eP50Us: number;
  readonly e2eP99Us: number;
  readonly e2eMaxUs: number;
  /** The second's own end-to-end histogram, encoded: percentiles of several threads can only be merged from it. Results leave it out. */
  readonly e2e?: string;
}

export interface MetricsSnapshot {
  readonly counters: Readonly<Record<CounterName, number>>;
  /** HdrHistogram V2 compressed encoding, base64; absent when nothing was recorded. */
  readonly histograms: Readonly<Partial<Record<HistogramName, string>>>;
  readonly timeline: readonly TimelineRow[];
  /** Reason codes and errors by name and how often, e.g. `CONNACK Not authorized`, `ECONNREFUSED`. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Time in which messages were due, µs: the base of rates. Warm-up and cool-down are not in it. */
  readonly steadyUs: number;
  /** What was counted within that time: rates are these over `steadyUs`. */
  readonly steady: Readonly<Record<CounterName, number>>;
}
