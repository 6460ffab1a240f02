import { defect } from './defect.ts';
import { PacketType } from '../../protocol/constants.ts';
import type { PublishPacket } from '../../protocol/packets.ts';

/** As a message of its own that needs no answer. */
function publishAgain(packet: PublishPacket): PublishPacket {
  const { type, retain, topic, payload, properties } = packet;
  return {
    type,
    dup: false,
    qos: 0,
    retain,
    topic,
    payload,
    ...(properties !== undefined && { properties }),
  };
}

export const repeatedQos2PassedOn = defect(
  {
    id: 'repeated-qos2-passed-on',
    summary: 'passes a QoS 2 message on again when it is sent again before PUBREL',
    breaks: ['5:4.3.3-10', '311:4.3.3-2'],
    mayAlsoBreak: [],
    invariants: ['Q2-2'],
  },
  (isDue) => ({
    incoming: (_owner, packet) =>
      packet.type === PacketType.publish && packet.qos === 2 && packet.dup && isDue()
        ? [publishAgain(packet), packet]
        : [packet],
  }),
  1,
);
