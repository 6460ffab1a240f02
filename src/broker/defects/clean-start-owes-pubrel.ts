import { defect } from './defect.ts';

export const cleanStartOwesPubrel = defect(
  {
    id: 'clean-start-owes-pubrel',
    summary: 'goes on in a new session with QoS 2 deliveries of the one that Clean Start ended',
    breaks: ['5:3.1.2-4', '311:3.1.2-6'],
    mayAlsoBreak: [],
    invariants: ['S3'],
  },
  (isDue) => ({
    endsClean: (former) => {
      const owed = isDue() ? [...former.inflight.releases] : [];
      return (fresh) => {
        for (const packetId of owed) fresh.inflight.releases.add(packetId);
      };
    },
  }),
  1,
);
