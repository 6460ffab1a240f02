import { PacketType } from '../../protocol/constants.ts';
import { defect } from './defect.ts';

export const accessDenialAcknowledged = defect(
  {
    id: 'access-denial-acknowledged',
    summary: 'acknowledges a PUBLISH that it drops as not authorized as if all were well',
    breaks: ['5:ACL-3'],
    mayAlsoBreak: [],
    invariants: ['L2'],
  },
  () => ({
    outgoing: (_owner, packet) => {
      const isAnswer = packet.type === PacketType.puback || packet.type === PacketType.pubrec;
      if (!isAnswer || packet.reasonCode !== 0x87) return [packet];
      return [{ type: packet.type, packetId: packet.packetId, reasonCode: 0 }];
    },
  }),
  1,
);
