/** W3: who comes back to the session before the Will Delay has passed has not died. */
import type { Invariant } from './invariant.ts';
import { judgeFate } from './will-fates.ts';

export const willResumed: Invariant = {
  id: 'W3',
  title: 'no Will for who is back in time',
  unit: 'Wills at a subscriber',
  promise: 'No Will is published where the session is resumed before the Will Delay Interval has passed.',
  clauses: { 4: [], 5: ['5:3.1.3-9'] },
  aboutDelivery: false,
  judgePair: (pair, tally, run) => {
    const summary = 'Wills were published although their sessions had been resumed in time.';
    judgeFate(willResumed, 'resumed', summary, { pair, tally, run });
  },
};
