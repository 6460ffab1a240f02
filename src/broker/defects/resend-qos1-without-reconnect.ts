import { PacketType } from '../../protocol/constants.ts';
import { outgoingDefect } from './packet-defect.ts';

/** Forbidden by 5.0 only: 3.1.1 lets a server send again at any time. */
export const resendQos1WithoutReconnect = outgoingDefect(
  {
    id: 'resend-qos1-without-reconnect',
    summary: 'sends a QoS 1 message again on an open connection',
    breaks: ['5:4.4.0-1'],
    mayAlsoBreak: [],
    invariants: ['Q1-2'],
    packetType: PacketType.publish,
  },
  (packet) => (packet.qos === 1 && !packet.dup ? [packet, { ...packet, dup: true }] : undefined),
);
