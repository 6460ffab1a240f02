/** P: violations that one packet on one connection was enough to prove, and that no other invariant is about. */
import type { Invariant } from './invariant.ts';
import { judgeViolations } from './judge-violations.ts';

export const protocol: Invariant = {
  id: 'P',
  title: 'packets keep to the protocol',
  unit: 'connections',
  promise: 'Every packet of the broker keeps to the protocol.',
  clauses: { 4: [], 5: [] },
  aboutDelivery: false,
  judgeRun: (run, tally) => {
    for (const part of run.parts) tally.exercise(part.sessions.established);
    judgeViolations(run, tally, protocol.promise);
  },
};
