import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

export const replayWithoutRetain = outgoingDefect(
  {
    id: 'replay-without-retain',
    summary: 'sends retained messages to a new subscription with RETAIN 0',
    breaks: ['5:U-3.3.1.3-1', '311:3.3.1-8'],
    mayAlsoBreak: ['5:3.3.1-13'],
    invariants: ['R3'],
    packetType: PacketType.publish,
    every: 1,
  },
  (packet) => (packet.retain ? [{ ...packet, retain: false }] : undefined),
);
