import { defect } from './defect.ts';

export const deliverAfterUnsubscribe = defect(
  {
    id: 'deliver-after-unsubscribe',
    summary: 'answers UNSUBSCRIBE and goes on delivering',
    breaks: ['5:3.10.4-1', '5:3.10.4-2', '311:3.10.4-1', '311:3.10.4-2'],
    mayAlsoBreak: [],
    invariants: ['H2'],
  },
  (isDue) => ({ unsubscribe: () => !isDue() }),
  1,
);
