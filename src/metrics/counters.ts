import { COUNTER_NAMES } from './types.ts';
import type { CounterName } from './types.ts';

/** Places of the counters in {@link COUNTER_NAMES}, for the hot path. */
export const COUNTER = {
  connectAttempted: 0,
  connectOk: 1,
  connectFailed: 2,
  subscribeAttempted: 3,
  subscribeOk: 4,
  subscribeFailed: 5,
  publishIntended: 6,
  publishSent: 7,
  publishAcknowledged: 8,
  publishFailed: 9,
  publishLate: 10,
  publishDropped: 11,
  receiveCount: 12,
  receiveBytes: 13,
  connectionLost: 14,
  reconnectAttempted: 15,
  connectRetried: 16,
  requestSent: 17,
  requestAnswered: 18,
  requestUnanswered: 19,
} as const;
export type CounterIndex = (typeof COUNTER)[keyof typeof COUNTER];

export type Counters = Readonly<Record<CounterName, number>>;

/** Counters by name, from their values in the order of {@link COUNTER_NAMES}. */
export function namedCounters(values: ArrayLike<number>): Counters {
  return Object.fromEntries(COUNTER_NAMES.map((name, index) => [name, values[index] ?? 0])) as Counters;
}

export function addCounters(a: Counters, b: Counters): Counters {
  return Object.fromEntries(COUNTER_NAMES.map((name) => [name, a[name] + b[name]])) as Counters;
}
