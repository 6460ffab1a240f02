/** G4: each member of a Shared Subscription gets its messages at the QoS granted to it (`5:4.8.2-3`). */
import { isOfGroups, wrongQos } from './h3-qos.ts';
import { about, messages } from './describe.ts';
import type { Invariant } from './invariant.ts';
import { statusIn } from './groups.ts';

export const memberQos: Invariant = {
  id: 'G4',
  title: 'shared: QoS of each member',
  unit: 'deliveries',
  promise:
    'A member of a Shared Subscription gets messages at the lower of their QoS and the one granted to it.',
  clauses: { 4: ['311:3.8.4-6'], 5: ['5:4.8.2-3', '5:3.8.4-8'] },
  aboutDelivery: true,
  judgePair: (pair, tally, run) => {
    if (!isOfGroups(pair) || pair.session.state.inherited) return;
    for (const record of pair.records) {
      tally.exercise(record.live.size);
      const wrong = wrongQos(pair, record);
      if (wrong.size === 0) continue;
      const { version } = pair.session;
      tally.add(statusIn(version, 'fail'), wrong.size, () => ({
        clauses: memberQos.clauses[version],
        summary: `Messages published at QoS ${pair.flow.qos} reached a member at QoS ${record.qos}.`,
        expected: memberQos.promise,
        actual: `${messages(wrong)} arrived at QoS ${record.qos}`,
        ...about(run, pair, wrong),
      }));
    }
  },
};
