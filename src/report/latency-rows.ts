import type { HistogramName } from '../results/model.ts';

/** `intended` counts from when a message was due, `raw` from when it was sent. */
export const LATENCY_ROWS: readonly (readonly [label: string, from: string, name: HistogramName])[] = [
  ['end to end', 'intended', 'e2e.latency'],
  ['', 'raw', 'e2e.raw'],
  ['publish → ack', 'intended', 'publish.latency'],
  ['', 'raw', 'publish.raw'],
  ['request → answer', 'intended', 'request.latency'],
  ['', 'raw', 'request.raw'],
  ['connect', '', 'connect.latency'],
  ['subscribe', '', 'subscribe.latency'],
  ['send lag', '', 'send.lag'],
];
