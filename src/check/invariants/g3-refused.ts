/** G3: a message that a member refuses goes to nobody else (`5:4.8.2-6`). */
import { common, anyOf, without, EMPTY } from '../judge/sets.ts';
import type { RunView } from '../judge/run-view.ts';
import type { GroupFlow, SharedGroup } from '../judge/shared-group.ts';
import type { Tally } from '../judge/tally.ts';
import { messages } from './describe.ts';
import { aboutGroup, gotAsMember, mayBeRerouted, refusedBy } from './groups.ts';
import type { Invariant } from './invariant.ts';

export const refusedOnce: Invariant = {
  id: 'G3',
  title: 'shared: refused is discarded',
  unit: 'refused messages',
  promise: 'A message that a member answers with a Reason Code of 0x80 or more is sent to no other member.',
  clauses: { 4: [], 5: ['5:4.8.2-6'] },
  aboutDelivery: false,
  judgeGroup: (group, tally, run) => {
    for (const flow of group.flows) judgeFlow(group, flow, { tally, run });
  },
};

function judgeFlow(
  group: SharedGroup,
  flow: GroupFlow,
  { tally, run }: { tally: Tally; run: RunView },
): void {
  const { republished, resent, qos } = flow.flow;
  const twice = qos === 1 ? anyOf([republished, resent]) : republished;
  for (const share of flow.shares) {
    const refused = without(refusedBy(share), twice);
    if (refused.size === 0) continue;
    tally.exercise(refused.size);
    for (const other of flow.shares) {
      const again = other === share ? EMPTY : common(gotAsMember(other), refused);
      if (again.size === 0) continue;
      // What both refuse is one finding, not two.
      const told = flow.shares.indexOf(share) > flow.shares.indexOf(other) ? refusedBy(other) : EMPTY;
      const seqs = without(without(again, mayBeRerouted([share, other])), told);
      if (seqs.size === 0) continue;
      tally.add('fail', seqs.size, () => ({
        clauses: refusedOnce.clauses[5],
        summary: 'Messages that a member of a Shared Subscription had refused went to another member.',
        expected: refusedOnce.promise,
        actual: `${messages(seqs)} of ${group.filter}, refused and sent again`,
        ...aboutGroup(group, flow, seqs, { run, shares: [share, other] }),
      }));
    }
  }
}
