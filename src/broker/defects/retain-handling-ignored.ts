import { PacketType } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';

export const retainHandlingIgnored = incomingDefect(
  {
    id: 'retain-handling-ignored',
    summary: 'sends retained messages whatever Retain Handling says',
    breaks: ['5:3.3.1-10', '5:3.3.1-11'],
    mayAlsoBreak: [],
    invariants: ['R3'],
    packetType: PacketType.subscribe,
    every: 1,
  },
  (packet) =>
    packet.subscriptions.some(({ retainHandling }) => (retainHandling ?? 0) > 0)
      ? [{ ...packet, subscriptions: packet.subscriptions.map((each) => ({ ...each, retainHandling: 0 })) }]
      : undefined,
);
