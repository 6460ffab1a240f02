import { defect } from './defect.ts';

export const queueLostOnResume = defect(
  {
    id: 'queue-lost-on-resume',
    summary: 'loses what waited for a client that was away',
    breaks: ['5:4.5.0-1', '311:3.1.2-5', '311:4.5.0-1'],
    mayAlsoBreak: ['5:3.1.2-5', '311:3.1.2-4'],
    invariants: ['Q1-1', 'Q2-1', 'S2'],
  },
  (isDue) => ({
    resumed: (session) => {
      if (isDue()) while (session.queue.shift() !== undefined);
    },
  }),
  1,
);
