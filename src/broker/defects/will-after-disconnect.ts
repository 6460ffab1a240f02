import { PacketType } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';

export const willAfterDisconnect = incomingDefect(
  {
    id: 'will-after-disconnect',
    summary: 'publishes the Will of a client that took its leave',
    breaks: ['5:3.14.4-3', '5:3.1.2-10', '311:3.14.4-3', '311:3.1.2-10'],
    mayAlsoBreak: ['5:3.1.2-8', '311:3.1.2-8'],
    invariants: ['W1'],
    packetType: PacketType.disconnect,
    every: 1,
  },
  (packet) => (packet.reasonCode === 0 ? [{ ...packet, reasonCode: 0x04 }] : undefined),
);
