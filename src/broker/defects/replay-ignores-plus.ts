import { PacketType } from '../../protocol/constants.ts';
import { matchesFilter } from '../../protocol/topics.ts';
import { defect } from './defect.ts';

/** A store of retained messages that looks a `+` up like any other level. */
export const replayIgnoresPlus = defect(
  {
    id: 'replay-ignores-plus',
    summary: 'sends no retained messages for a filter with +',
    breaks: ['5:3.3.1-9', '311:3.3.1-6'],
    mayAlsoBreak: ['5:3.8.4-4', '311:3.8.4-3'],
    invariants: ['R1'],
  },
  (isDue) => {
    const plain = new Map<string, string[]>();
    return {
      incoming({ clientId }, packet) {
        if (packet.type === PacketType.subscribe) {
          const filters = packet.subscriptions.map(({ filter }) => filter);
          const own = plain.get(clientId) ?? [];
          plain.set(clientId, [...own, ...filters.filter((filter) => !filter.includes('+'))]);
        }
        return [packet];
      },
      outgoing({ clientId }, packet) {
        if (packet.type !== PacketType.publish || !packet.retain) return [packet];
        const isFound = plain.get(clientId)?.some((filter) => matchesFilter(filter, packet.topic)) === true;
        return isFound || !isDue() ? [packet] : [];
      },
    };
  },
);
