/** G1: an acknowledged message reaches some member of each Shared Subscription that matches its topic. */
import type { IntervalSet } from '../../base/interval-set.ts';
import { groupMissing } from '../judge/group-due.ts';
import type { RunView } from '../judge/run-view.ts';
import type { GroupFlow, SharedGroup } from '../judge/shared-group.ts';
import type { Tally } from '../judge/tally.ts';
import type { FindingStatus } from '../types.ts';
import { messages } from './describe.ts';
import { aboutGroup, statusIn, versionOf } from './groups.ts';
import type { Invariant } from './invariant.ts';

export const groupNoLoss: Invariant = {
  id: 'G1',
  title: 'shared: some member gets it',
  unit: 'owed messages',
  promise: 'An acknowledged message reaches a member of each Shared Subscription that matches it.',
  clauses: { 4: ['311:4.5.0-1'], 5: ['5:4.5.0-1', '5:§4.8.2'] },
  aboutDelivery: true,
  judgeGroup: (group, tally, run) => {
    for (const flow of group.flows) judgeFlow(group, flow, { tally, run });
  },
};

const SUMMARY = 'Acknowledged messages reached no member of a Shared Subscription.';

function judgeFlow(
  group: SharedGroup,
  flow: GroupFlow,
  { tally, run }: { tally: Tally; run: RunView },
): void {
  const { owed, lost, unsure, excused, excuse } = groupMissing(flow, run);
  const version = versionOf(flow);
  tally.exercise(owed.size);
  const add = (status: FindingStatus, seqs: IntervalSet, explanation?: string): void => {
    if (seqs.size === 0) return;
    tally.add(statusIn(version, status), seqs.size, () => ({
      clauses: groupNoLoss.clauses[version],
      summary: SUMMARY,
      expected: groupNoLoss.promise,
      actual: `${messages(seqs)} to none of the ${group.members} members of ${group.filter}`,
      ...(explanation === undefined ? {} : { explanation }),
      ...aboutGroup(group, flow, seqs, { run, shares: [] }),
    }));
  };
  add('fail', lost);
  add('inconclusive', unsure, 'The drain ended too early for them, so late cannot be told from lost.');
  add('excused', excused, excuse);
}
