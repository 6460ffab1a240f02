import { defect } from './defect.ts';

export const releasesLostOnResume = defect(
  {
    id: 'releases-lost-on-resume',
    summary: 'forgets the PUBRELs that it owes when a session is resumed',
    breaks: ['5:4.4.0-1', '311:4.4.0-1'],
    mayAlsoBreak: [
      '5:4.3.3-5',
      '5:4.3.3-4',
      '311:4.3.3-1',
      '5:4.1.0-1',
      '5:3.1.2-5',
      '311:3.1.2-4',
      '5:4.3.3-7',
    ],
    invariants: ['Q2-3', 'Q2-5'],
  },
  (isDue) => ({
    resumed: (session) => {
      if (isDue()) session.inflight.releases.clear();
    },
  }),
  1,
);
