import { defect } from './defect.ts';

export const subscriptionsLostOnResume = defect(
  {
    id: 'subscriptions-lost-on-resume',
    summary: 'resumes a session without its subscriptions',
    breaks: ['5:3.1.2-5', '311:3.1.2-4', '311:4.1.0-1'],
    mayAlsoBreak: ['5:4.5.0-1', '311:4.5.0-1', '5:4.1.0-1', '5:3.1.2-23'],
    invariants: ['S2', 'Q1-1', 'Q2-1'],
  },
  (isDue) => ({
    resumed: (session, subscriptions) => {
      if (isDue()) subscriptions.removeAll(session);
    },
  }),
  1,
);
