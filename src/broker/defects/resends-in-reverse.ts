import { defect } from './defect.ts';

export const resendsInReverse = defect(
  {
    id: 'resends-in-reverse',
    summary: 'sends unacknowledged messages again in reverse order',
    breaks: ['5:4.6.0-5', '311:4.6.0-1', '311:4.6.0-6'],
    mayAlsoBreak: [],
    invariants: ['O2'],
  },
  (isDue) => ({ resendOrder: (packetIds) => (isDue() ? packetIds.toReversed() : packetIds) }),
  1,
);
