import { PacketType } from '../../protocol/constants.ts';
import { defect } from './defect.ts';

export const accessDenialUnanswered = defect(
  {
    id: 'access-denial-unanswered',
    summary: 'never answers a PUBLISH that it drops as not authorized',
    breaks: ['5:ACL-3', '5:3.3.4-1', '311:3.3.5-2'],
    mayAlsoBreak: [],
    invariants: ['L2'],
  },
  () => ({
    outgoing: (_owner, packet) => {
      const isAnswer = packet.type === PacketType.puback || packet.type === PacketType.pubrec;
      return isAnswer && packet.reasonCode === 0x87 ? [] : [packet];
    },
  }),
  1,
);
