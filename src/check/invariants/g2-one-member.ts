/**
 * G2: a message goes to one member of a Shared Subscription. At QoS 0 and 1 the broker may choose another one when a
 * connection breaks; at QoS 2 it never may once it has begun, even if the session ends (`5:4.8.2-4`, `5:4.8.2-5`).
 */
import type { IntervalSet } from '../../base/interval-set.ts';
import type { RunView } from '../judge/run-view.ts';
import { anyOf, common, unionAndRepeats, without } from '../judge/sets.ts';
import type { GroupFlow, Share, SharedGroup } from '../judge/shared-group.ts';
import type { Tally } from '../judge/tally.ts';
import { messages } from './describe.ts';
import { aboutGroup, gotAsMember, mayBeRerouted, refusedBy, statusIn, versionOf } from './groups.ts';
import type { Invariant } from './invariant.ts';

export const oneMember: Invariant = {
  id: 'G2',
  title: 'shared: one member a message',
  unit: 'messages',
  promise:
    'Each message goes to one member of a Shared Subscription, at QoS 2 whatever becomes of that member.',
  clauses: { 4: [], 5: ['5:U-4.8.2-1', '5:4.8.2-4', '5:4.8.2-5'] },
  aboutDelivery: true,
  judgeGroup: (group, tally, run) => {
    for (const flow of group.flows) judgeFlow(group, flow, { tally, run });
  },
};

interface Into {
  readonly tally: Tally;
  readonly run: RunView;
}

function judgeFlow(group: SharedGroup, flow: GroupFlow, into: Into): void {
  const shares = flow.shares.filter((share) => gotAsMember(share).size > 0);
  const { all, repeated } = unionAndRepeats(shares.map(gotAsMember));
  into.tally.exercise(all.size);
  if (repeated.size === 0) return;
  // A message that was handed to the broker twice may go to two members; what a member refused is the business of G3.
  const { republished, resent, qos } = flow.flow;
  const twice = qos === 1 ? anyOf([republished, resent]) : republished;
  const judged = without(without(repeated, twice), anyOf(shares.map(refusedBy)));
  const atQos2 = common(judged, unionAndRepeats(shares.map(receivedAtQos2)).repeated);
  add(group, flow, atQos2, {
    ...into,
    shares,
    summary: 'Messages begun at QoS 2 went to another member as well.',
  });
  const rest = without(without(judged, atQos2), mayBeRerouted(shares));
  add(group, flow, rest, {
    ...into,
    shares,
    summary: 'Messages went to several members of a Shared Subscription.',
  });
}

function receivedAtQos2({ pair }: Share): IntervalSet {
  return anyOf(pair.records.filter(({ qos }) => qos === 2).map(({ received }) => received));
}

function add(
  group: SharedGroup,
  flow: GroupFlow,
  seqs: IntervalSet,
  { tally, run, shares, summary }: Into & { shares: readonly Share[]; summary: string },
): void {
  if (seqs.size === 0) return;
  const version = versionOf(flow);
  const both = shares.filter((share) => common(gotAsMember(share), seqs).size > 0);
  tally.add(statusIn(version, 'fail'), seqs.size, () => ({
    clauses: oneMember.clauses[version],
    summary,
    expected: oneMember.promise,
    actual: `${messages(seqs)} to ${both.length} of the ${group.members} members of ${group.filter}`,
    ...aboutGroup(group, flow, seqs, { run, shares: both }),
  }));
}
