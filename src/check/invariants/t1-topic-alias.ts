/** T1: Topic Aliases towards a client keep within its limit, and to their own connection. That topics stay right is H1. */
import type { Invariant } from './invariant.ts';
import { judgeViolations } from './judge-violations.ts';

export const topicAlias: Invariant = {
  id: 'T1',
  title: 'Topic Aliases within limits',
  unit: 'messages with a Topic Alias',
  promise:
    'A Topic Alias is between 1 and the Topic Alias Maximum of the client, and was set on the same connection.',
  clauses: { 4: [], 5: ['5:3.1.2-26', '5:3.1.2-27', '5:3.3.2-7', '5:3.3.2-11'] },
  aboutDelivery: false,
  judgeRun: (run, tally) => {
    for (const { features } of run.parts) tally.exercise(features.aliased);
    judgeViolations(run, tally, topicAlias.promise);
  },
};
