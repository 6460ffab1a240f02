import { accessDefect } from './access-defect.ts';

export const accessToWriteIgnored = accessDefect(
  {
    id: 'access-to-write-ignored',
    summary: 'lets everyone publish everywhere, whatever the access rules say',
    breaks: ['5:ACL-2', '311:ACL-2'],
    mayAlsoBreak: ['5:ACL-3', '5:ACL-f', '311:ACL-f'],
    invariants: ['L1'],
  },
  (access) => ({ ...access, mayPublish: () => true }),
);
