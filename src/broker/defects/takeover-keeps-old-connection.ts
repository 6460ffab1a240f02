import { defect } from './defect.ts';

export const takeoverKeepsOldConnection = defect(
  {
    id: 'takeover-keeps-old-connection',
    summary: 'leaves the old connection open when its Client Identifier connects anew',
    breaks: ['5:3.1.4-3', '311:3.1.4-2'],
    mayAlsoBreak: [],
    invariants: ['S4'],
  },
  (isDue) => ({ takesOver: () => !isDue() }),
  1,
);
