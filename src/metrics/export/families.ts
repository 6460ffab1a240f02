/** Figures of runs as metric families: what Prometheus and OTLP both know. Base units: seconds, bytes. */
import { COUNTER_NAMES, HISTOGRAM_NAMES, type CounterName, type HistogramName } from '../types.ts';
import type { LiveHistogram, LiveRun } from './live-run.ts';

export interface Point<T> {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: T;
  /** Wall-clock milliseconds: since when it counts, and when it was read. */
  readonly startedMs: number;
  readonly atMs: number;
}

interface Common {
  /** Words with dots between them. */
  readonly name: string;
  readonly help: string;
  /** As UCUM has it: `s`, `By`, `{message}`. */
  readonly unit: string;
}

export type Family =
  | (Common & { readonly kind: 'counter' | 'gauge'; readonly points: readonly Point<number>[] })
  | (Common & { readonly kind: 'histogram'; readonly points: readonly Point<LiveHistogram>[] });

interface Told {
  readonly name: string;
  readonly help: string;
  readonly unit: string;
}

const COUNTERS: Readonly<Record<CounterName, Told>> = {
  'connect.attempted': {
    name: 'connect.attempted',
    unit: '{connection}',
    help: 'Connections that were tried.',
  },
  'connect.ok': { name: 'connect.ok', unit: '{connection}', help: 'Connections that came about.' },
  'connect.failed': {
    name: 'connect.failed',
    unit: '{connection}',
    help: 'Connections that did not come about.',
  },
  'subscribe.attempted': {
    name: 'subscribe.attempted',
    unit: '{subscription}',
    help: 'Subscriptions that were asked for.',
  },
  'subscribe.ok': { name: 'subscribe.ok', unit: '{subscription}', help: 'Subscriptions that were granted.' },
  'subscribe.failed': {
    name: 'subscribe.failed',
    unit: '{subscription}',
    help: 'Subscriptions that were not granted.',
  },
  'publish.intended': { name: 'publish.intended', unit: '{message}', help: 'Messages that were due.' },
  'publish.sent': { name: 'publish.sent', unit: '{message}', help: 'Messages that were sent.' },
  'publish.acknowledged': {
    name: 'publish.acknowledged',
    unit: '{message}',
    help: 'Messages that the broker acknowledged (PUBACK, PUBCOMP).',
  },
  'publish.failed': {
    name: 'publish.failed',
    unit: '{message}',
    help: 'Messages that were refused or could not be sent.',
  },
  'publish.late': {
    name: 'publish.late',
    unit: '{message}',
    help: 'Messages that were sent later than due.',
  },
  'publish.dropped': {
    name: 'publish.dropped',
    unit: '{message}',
    help: 'Messages that were due and not sent.',
  },
  'receive.count': { name: 'receive.messages', unit: '{message}', help: 'Messages that arrived.' },
  'receive.bytes': { name: 'receive.payload', unit: 'By', help: 'Bytes of payload that arrived.' },
  'connection.lost': {
    name: 'connection.lost',
    unit: '{connection}',
    help: 'Connections that ended unasked.',
  },
  'reconnect.attempted': {
    name: 'reconnect.attempted',
    unit: '{connection}',
    help: 'Attempts to connect again.',
  },
  'connect.retried': {
    name: 'connect.retried',
    unit: '{connection}',
    help: 'Attempts of connect steps after a failed one.',
  },
  'request.sent': { name: 'request.sent', unit: '{request}', help: 'Requests that were sent.' },
  'request.answered': {
    name: 'request.answered',
    unit: '{request}',
    help: 'Requests that were answered in time.',
  },
  'request.unanswered': { name: 'request.unanswered', unit: '{request}', help: 'Requests that were not.' },
};

const HISTOGRAMS: Readonly<Record<HistogramName, string>> = {
  'connect.latency': 'From CONNECT to CONNACK.',
  'subscribe.latency': 'From SUBSCRIBE to SUBACK.',
  'publish.latency': 'From the moment at which a message was due to its acknowledgement.',
  'publish.raw': 'From the moment at which a message was sent to its acknowledgement.',
  'e2e.latency': 'From the moment at which a message was due to its arrival at the subscriber.',
  'e2e.raw': 'From the moment at which a message was sent to its arrival at the subscriber.',
  'request.latency': 'From the moment at which a request was due to its answer.',
  'request.raw': 'From the moment at which a request was sent to its answer.',
  'send.lag': 'How late messages left: the lag of the generator itself.',
};

/** The same families whatever the runs are; one without points is left out. */
export function familiesOf(runs: readonly LiveRun[]): Family[] {
  return [
    ...gauges(runs),
    ...COUNTER_NAMES.map((name): Family => ({
      ...COUNTERS[name],
      kind: 'counter',
      points: runs.map((run) => point(run, run.counters[name])),
    })),
    ...HISTOGRAM_NAMES.map((name): Family => ({
      ...{ name, help: HISTOGRAMS[name], unit: 's', kind: 'histogram' },
      points: runs.flatMap((run) => {
        const histogram = run.histograms[name];
        return histogram === undefined ? [] : [point(run, histogram)];
      }),
    })),
  ].filter(({ points }) => points.length > 0);
}

function gauges(runs: readonly LiveRun[]): Family[] {
  const gauge = (told: Told, read: (run: LiveRun) => number): Family => ({
    ...{ ...told, kind: 'gauge' },
    points: runs.map((run) => point(run, read(run))),
  });
  const facts = { name: 'run.info', unit: '1', help: 'What runs; always 1.', kind: 'gauge' as const };
  return [
    { ...facts, points: runs.map((run) => ({ ...point(run, 1), labels: { ...run.labels, ...run.facts } })) },
    gauge(
      { name: 'run.elapsed', unit: 's', help: 'How long the run lasts.' },
      (run) => run.elapsedUs / 1_000_000,
    ),
    gauge({ name: 'clients', unit: '{client}', help: 'Clients of the scenario.' }, (run) => run.clientsTotal),
    gauge(
      { name: 'clients.connected', unit: '{client}', help: 'Clients that are connected.' },
      (run) => run.clientsConnected,
    ),
  ];
}

function point<T>({ labels, startedMs, atMs }: LiveRun, value: T): Point<T> {
  return { labels, value, startedMs, atMs };
}
