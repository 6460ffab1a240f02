import { PacketType } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';
import { withoutProperties } from './without-properties.ts';

export const receiveMaximumIgnored = incomingDefect(
  {
    id: 'receive-maximum-ignored',
    summary: 'sends more messages at once than the client takes',
    breaks: ['5:3.3.4-9', '5:4.9.0-1'],
    mayAlsoBreak: [],
    invariants: ['F1'],
    packetType: PacketType.connect,
    every: 1,
  },
  (packet) => {
    const spoilt = withoutProperties(packet, ['receiveMaximum']);
    return spoilt && [spoilt];
  },
);
