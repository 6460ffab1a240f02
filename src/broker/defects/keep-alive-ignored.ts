import { PacketType } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';

export const keepAliveIgnored = incomingDefect(
  {
    id: 'keep-alive-ignored',
    summary: 'never minds the silence of a client',
    breaks: ['5:3.1.2-22', '311:3.1.2-24', '5:3.2.2-22'],
    mayAlsoBreak: [],
    invariants: ['K1', 'W1'],
    packetType: PacketType.connect,
    every: 1,
  },
  (packet) => (packet.keepAlive > 0 ? [{ ...packet, keepAlive: 0 }] : undefined),
);
