/** F1: no more at once than the client has announced to take, and nothing larger. */
import type { Invariant } from './invariant.ts';
import { judgeViolations } from './judge-violations.ts';

export const flowControl: Invariant = {
  id: 'F1',
  title: 'Receive Maximum and Maximum Packet Size',
  unit: 'messages to clients with such a limit',
  promise:
    'A broker has no more QoS 1 and 2 messages in flight than the Receive Maximum of the client, and sends no packet larger than its Maximum Packet Size.',
  clauses: { 4: [], 5: ['5:3.3.4-9', '5:3.1.2-24'] },
  aboutDelivery: false,
  judgeRun: (run, tally) => {
    for (const { features } of run.parts) tally.exercise(features.windowed + features.sized);
    judgeViolations(run, tally, flowControl.promise);
  },
};
