import { defect } from './defect.ts';

export const refusedSharedPassedOn = defect(
  {
    id: 'refused-shared-passed-on',
    summary: 'gives a message that a member of a Shared Subscription refused to another member',
    breaks: ['5:4.8.2-6'],
    mayAlsoBreak: [],
    invariants: ['G3'],
  },
  (isDue) => ({ passesOnRefused: () => isDue() }),
  1,
);
