import { PacketType } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';

export const noLocalIgnored = incomingDefect(
  {
    id: 'no-local-ignored',
    summary: 'sends a client its own messages in spite of No Local',
    breaks: ['5:3.8.3-3'],
    mayAlsoBreak: [],
    invariants: ['N1'],
    packetType: PacketType.subscribe,
    every: 1,
  },
  (packet) =>
    packet.subscriptions.some(({ noLocal }) => noLocal)
      ? [{ ...packet, subscriptions: packet.subscriptions.map((each) => ({ ...each, noLocal: false })) }]
      : undefined,
);
