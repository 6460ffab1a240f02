import { PacketType } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';

const SHARE = /^\$share\/[^/]+\//u;

export const sharedToAll = incomingDefect(
  {
    id: 'shared-to-all',
    summary: 'gives every member of a Shared Subscription each message',
    breaks: ['5:U-4.8.2-1'],
    mayAlsoBreak: ['5:3.10.4-1', '5:4.8.2-2', '5:U-3.8.4-2', '5:U-4.8.2-3'],
    invariants: ['G2'],
    packetType: PacketType.subscribe,
    every: 1,
  },
  (packet) =>
    packet.subscriptions.some(({ filter }) => SHARE.test(filter))
      ? [
          {
            ...packet,
            subscriptions: packet.subscriptions.map((each) => ({
              ...each,
              filter: each.filter.replace(SHARE, ''),
            })),
          },
        ]
      : undefined,
);
