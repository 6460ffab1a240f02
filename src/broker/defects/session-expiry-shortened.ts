import { PacketType, SESSION_NEVER_EXPIRES } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';

const SHORTER_S = 1;

export const sessionExpiryShortened = incomingDefect(
  {
    id: 'session-expiry-shortened',
    summary: 'throws sessions away long before their expiry interval has passed',
    breaks: ['5:3.1.2-23', '5:3.1.2-5', '5:U-3.2.2.3.2-1'],
    mayAlsoBreak: ['5:3.2.2-3', '5:4.5.0-1'],
    invariants: ['S1'],
    packetType: PacketType.connect,
    every: 1,
  },
  (packet) => {
    const asked = packet.properties?.sessionExpiryInterval ?? 0;
    if (asked <= SHORTER_S || asked === SESSION_NEVER_EXPIRES) return undefined;
    return [{ ...packet, properties: { ...packet.properties, sessionExpiryInterval: SHORTER_S } }];
  },
);
