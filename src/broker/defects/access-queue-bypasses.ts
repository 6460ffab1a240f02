import { accessHole } from './access-hole.ts';

/** What waits is not looked at again when it leaves, and what comes for somebody who is away is not looked at at all. */
export const accessQueueBypasses = accessHole(
  {
    id: 'access-queue-bypasses',
    summary: 'delivers what has waited for a client, whatever the access rules say by then',
    breaks: ['5:ACL-d', '311:ACL-d'],
    mayAlsoBreak: ['5:ACL-1', '311:ACL-1', '5:ACL-i', '311:ACL-i'],
    invariants: ['L1'],
  },
  () => (question) =>
    question.action === 'receive' && (question.hasWaited || question.session.outlet === undefined),
);
