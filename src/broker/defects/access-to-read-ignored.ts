import { accessDefect } from './access-defect.ts';

export const accessToReadIgnored = accessDefect(
  {
    id: 'access-to-read-ignored',
    summary: 'lets everyone read everything, whatever the access rules say',
    breaks: ['5:ACL-1', '311:ACL-1'],
    mayAlsoBreak: [],
    invariants: ['L1'],
  },
  (access) => ({ ...access, mayReceive: () => true, maySubscribe: () => true }),
);
