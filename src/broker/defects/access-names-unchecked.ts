import { accessDefect } from './access-defect.ts';

export const accessNamesUnchecked = accessDefect(
  {
    id: 'access-names-unchecked',
    summary: 'takes client identifiers with wildcards into access rules',
    breaks: ['5:ACL-e', '311:ACL-e'],
    mayAlsoBreak: [],
    invariants: ['L1'],
  },
  (access) => ({ ...access, unsafeName: () => undefined }),
);
