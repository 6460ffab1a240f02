import { PacketType } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';

export const retainAsPublishedIgnored = incomingDefect(
  {
    id: 'retain-as-published-ignored',
    summary: 'clears RETAIN in spite of Retain As Published',
    breaks: ['5:3.3.1-13'],
    mayAlsoBreak: ['5:3.3.1-12'],
    invariants: ['N2'],
    packetType: PacketType.subscribe,
    every: 1,
  },
  (packet) =>
    packet.subscriptions.some((each) => each.retainAsPublished)
      ? [
          {
            ...packet,
            subscriptions: packet.subscriptions.map((each) => ({ ...each, retainAsPublished: false })),
          },
        ]
      : undefined,
);
