import { accessHole } from './access-hole.ts';

export const accessRetainedBypasses = accessHole(
  {
    id: 'access-retained-bypasses',
    summary: 'replays Retained Messages whatever the access rules say',
    breaks: ['5:ACL-b', '311:ACL-b'],
    mayAlsoBreak: ['5:ACL-1', '311:ACL-1'],
    invariants: ['L1'],
  },
  () => (question) => question.action === 'receive' && question.delivery?.retain === true,
);
