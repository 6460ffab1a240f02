import { PacketType } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';
import { withoutProperties } from './without-properties.ts';

export const willDelayIgnored = incomingDefect(
  {
    id: 'will-delay-ignored',
    summary: 'publishes a Will without its delay',
    breaks: ['5:3.1.2-8', '5:3.1.3-9'],
    mayAlsoBreak: [],
    invariants: ['W2', 'W3'],
    packetType: PacketType.connect,
    every: 1,
  },
  (packet) => {
    const will = packet.will && withoutProperties(packet.will, ['willDelayInterval']);
    return will && [{ ...packet, will }];
  },
);
