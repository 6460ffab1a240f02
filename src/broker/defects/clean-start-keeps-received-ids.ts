import { defect } from './defect.ts';

export const cleanStartKeepsReceivedIds = defect(
  {
    id: 'clean-start-keeps-received-ids',
    summary:
      'takes new QoS 2 messages for repeats of those that a session had begun before Clean Start ended it',
    breaks: ['5:3.1.2-4', '311:3.1.2-6'],
    mayAlsoBreak: ['5:4.5.0-1', '311:4.5.0-1', '5:4.3.3-8', '311:4.3.3-2'],
    invariants: ['Q2-1'],
  },
  (isDue) => ({
    endsClean: (former) => {
      const begun = isDue() ? [...former.received.keys()] : [];
      return (fresh) => {
        for (const packetId of begun) fresh.received.set(packetId, undefined);
      };
    },
  }),
  1,
);
