import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';
import { withoutProperties } from './without-properties.ts';

export const assignedClientIdWithheld = outgoingDefect(
  {
    id: 'assigned-client-id-withheld',
    summary: 'assigns a Client Identifier and does not tell it',
    breaks: ['5:3.1.3-7', '5:3.2.2-16'],
    mayAlsoBreak: [],
    invariants: [],
    packetType: PacketType.connack,
    every: 1,
  },
  (packet) => {
    const spoilt = withoutProperties(packet, ['assignedClientIdentifier']);
    return spoilt && [spoilt];
  },
);
