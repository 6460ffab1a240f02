import { PacketType, SESSION_NEVER_EXPIRES } from '../../protocol/constants.ts';
import { incomingDefect } from './packet-defect.ts';

export const sessionNeverExpires = incomingDefect(
  {
    id: 'session-never-expires',
    summary: 'keeps sessions beyond their expiry interval',
    breaks: ['5:4.1.0-2'],
    mayAlsoBreak: ['5:3.2.2-3', '5:3.1.2-8'],
    invariants: ['S1'],
    packetType: PacketType.connect,
    every: 1,
  },
  (packet) =>
    packet.properties?.sessionExpiryInterval === undefined
      ? undefined
      : [{ ...packet, properties: { ...packet.properties, sessionExpiryInterval: SESSION_NEVER_EXPIRES } }],
);
