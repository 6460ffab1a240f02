/** P: violations that one packet on one connection was enough to prove. */
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import type { Invariant } from './invariant.ts';

export const protocol: Invariant = {
  id: 'P',
  title: 'packets keep to the protocol',
  unit: 'connections',
  promise: 'Every packet of the broker keeps to the protocol.',
  clauses: { 4: [], 5: [] },
  aboutDelivery: false,
  judgeRun: judgeViolations,
};

function judgeViolations(run: RunView, tally: Tally): void {
  for (const part of run.parts) {
    tally.exercise(part.sessions.established);
    for (const group of part.violations) {
      tally.add('fail', group.count, () => ({
        clauses: group.clauses,
        summary: group.message,
        expected: protocol.promise,
        actual: `${group.count} ${group.count === 1 ? 'time' : 'times'}`,
        client: run.clientName(group.client),
        atUs: group.tUs - run.context.startedUs,
        witness: group.witness,
      }));
    }
  }
}
