import { PacketType } from '../../protocol/constants.ts';
import { defect } from './defect.ts';

/** Deeds and words differ: the message is on its way when its publisher is told that it may not be. */
export const accessRefusalDelivered = defect(
  {
    id: 'access-refusal-delivered',
    summary: 'refuses a PUBLISH as not authorized, and delivers it',
    breaks: ['5:ACL-f', '311:ACL-f'],
    mayAlsoBreak: ['5:ACL-2', '311:ACL-2', '5:4.3.3-9'],
    invariants: ['L1'],
  },
  () => {
    const guilty = new Set<string>();
    return {
      overrides: (question) => {
        if (question.action !== 'publish' || question.way === 'will') return false;
        guilty.add(question.identity.clientId);
        return true;
      },
      outgoing: ({ clientId, version }, packet) => {
        const isAnswer = packet.type === PacketType.puback || packet.type === PacketType.pubrec;
        if (!isAnswer || version === 4 || !guilty.delete(clientId)) return [packet];
        return [{ ...packet, reasonCode: 0x87 }];
      },
    };
  },
  1,
);
