/** W5: a connection that the broker refuses leaves no Will. */
import type { Invariant } from './invariant.ts';
import { judgeFate } from './will-fates.ts';

export const willRefused: Invariant = {
  id: 'W5',
  title: 'no Will for who was refused',
  unit: 'Wills at a subscriber',
  promise: 'The Will of a refused CONNECT is never published.',
  clauses: { 4: ['311:3.1.2-8', '311:3.1.4-5'], 5: ['5:3.1.2-7', '5:3.1.4-6'] },
  aboutDelivery: false,
  judgePair: (pair, tally, run) => {
    const summary = 'Wills were published for connections that the broker had refused.';
    judgeFate(willRefused, 'refused', summary, { pair, tally, run });
  },
};
