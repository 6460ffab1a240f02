import { accessHole } from './access-hole.ts';

export const accessRevocationIgnored = accessHole(
  {
    id: 'access-revocation-ignored',
    summary: 'delivers what was queued while a client was allowed to read it, after it no longer is',
    breaks: ['5:ACL-d', '311:ACL-d'],
    mayAlsoBreak: ['5:ACL-1', '311:ACL-1', '5:ACL-i', '311:ACL-i'],
    invariants: ['L1'],
  },
  () => (question) => question.action === 'receive' && question.hasWaited,
);
