import { accessDefect } from './access-defect.ts';

export const accessOfDeliveriesIgnored = accessDefect(
  {
    id: 'access-of-deliveries-ignored',
    summary: 'looks at access rules at SUBSCRIBE only, not when a message leaves',
    breaks: ['5:ACL-1', '311:ACL-1'],
    mayAlsoBreak: [],
    invariants: ['L1'],
  },
  (access) => ({ ...access, mayReceive: () => true }),
);
