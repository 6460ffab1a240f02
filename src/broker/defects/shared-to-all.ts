import { PacketType } from '../../protocol/constants.ts';
import type { Subscription } from '../../protocol/packets.ts';
import { defect } from './defect.ts';

const SHARE = /^\$share\/[^/]+\//u;
const bare = (filter: string): string => filter.replace(SHARE, '');
/** Without Retained Messages, which are another matter. */
const plain = (subscription: Subscription): Subscription =>
  SHARE.test(subscription.filter)
    ? { ...subscription, filter: bare(subscription.filter), retainHandling: 2 }
    : subscription;

export const sharedToAll = defect(
  {
    id: 'shared-to-all',
    summary: 'gives every member of a Shared Subscription each message',
    breaks: ['5:U-4.8.2-1'],
    mayAlsoBreak: ['5:3.10.4-1', '5:4.8.2-2', '5:U-3.8.4-2', '5:U-4.8.2-3'],
    invariants: ['G2'],
  },
  (isDue) => ({
    incoming(_owner, packet) {
      if (packet.type === PacketType.unsubscribe) return [{ ...packet, filters: packet.filters.map(bare) }];
      if (packet.type !== PacketType.subscribe) return [packet];
      const isShared = packet.subscriptions.some(({ filter }) => SHARE.test(filter));
      if (!isShared || !isDue()) return [packet];
      const subscriptions = packet.subscriptions.map((each) => plain(each));
      return [{ ...packet, subscriptions }];
    },
  }),
  1,
);
