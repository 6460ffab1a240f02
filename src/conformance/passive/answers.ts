/** Answers belong to what was asked. */
import { PacketType, packetName } from '../../protocol/constants.ts';
import type { Packet, SubscribePacket } from '../../protocol/packets.ts';
import type { PassiveRule } from './rule.ts';

const isPublishAnswer = (packet: Packet) =>
  packet.type === PacketType.puback ||
  packet.type === PacketType.pubrec ||
  packet.type === PacketType.pubcomp;

export const ANSWER_RULES: readonly PassiveRule[] = [
  {
    ids: { 4: ['311:2.3.1-6'], 5: ['5:2.2.1-5'] },
    expected: 'acknowledgements with the Packet Identifier of a PUBLISH that was sent',
    watch: (view, report) => {
      const released = new Set<number>();
      return {
        sent: (packet) => {
          if (packet.type === PacketType.pubrel) released.add(packet.packetId);
        },
        received: (packet) => {
          if (!isPublishAnswer(packet) || !('packetId' in packet) || !view.isTrusted) return;
          report.exercised();
          const { packetId } = packet;
          if (!view.session.publishIds.has(packetId) && !released.has(packetId))
            report.broken(
              `${packetName(packet.type)} with identifier ${packetId} came, which no PUBLISH had`,
            );
        },
      };
    },
  },
  {
    ids: { 4: ['311:2.3.1-7'], 5: ['5:2.2.1-6'] },
    expected: 'SUBACK and UNSUBACK with the Packet Identifier of a request that was sent',
    watch: (view, report) => ({
      received: (packet) => {
        if (packet.type !== PacketType.suback && packet.type !== PacketType.unsuback) return;
        if (!view.isTrusted) return;
        report.exercised();
        if (!view.session.requestIds.has(packet.packetId))
          report.broken(
            `${packetName(packet.type)} with identifier ${packet.packetId} came, which no request had`,
          );
      },
    }),
  },
  {
    ids: { 4: ['311:4.3.3-1'], 5: ['5:4.3.3-4'] },
    expected: 'PUBREL in answer to PUBREC alone',
    watch: (view, report) => {
      const begun = new Set<number>();
      const answered = new Set<number>();
      return {
        sent: (packet) => {
          if (packet.type === PacketType.pubrec) answered.add(packet.packetId);
          if (packet.type !== PacketType.pubcomp) return;
          begun.delete(packet.packetId);
          answered.delete(packet.packetId);
        },
        received: (packet) => {
          // What is sent again may have been answered on an earlier connection, and what takes an identifier that is in use
          // is another rule's affair.
          if (
            packet.type === PacketType.publish &&
            packet.qos === 2 &&
            !packet.dup &&
            packet.packetId !== undefined
          )
            begun.add(packet.packetId);
          if (packet.type !== PacketType.pubrel || !begun.has(packet.packetId) || !view.isTrusted) return;
          report.exercised();
          if (!answered.has(packet.packetId))
            report.broken(`PUBREL ${packet.packetId} came before PUBREC was sent`);
        },
      };
    },
  },
  {
    ids: { 4: ['311:4.3.3-2'], 5: ['5:4.3.3-11'] },
    expected: 'PUBCOMP in answer to PUBREL alone',
    watch: (view, report) => {
      const released = new Set<number>();
      return {
        sent: (packet) => {
          if (packet.type === PacketType.pubrel) released.add(packet.packetId);
        },
        received: (packet) => {
          if (packet.type !== PacketType.pubcomp || !view.isTrusted) return;
          report.exercised();
          if (!released.has(packet.packetId))
            report.broken(`PUBCOMP ${packet.packetId} came before PUBREL was sent`);
        },
      };
    },
  },
  codeCount(),
  grantedQos(),
];

/** One code for each filter. */
function codeCount(): PassiveRule {
  return {
    ids: { 4: ['311:3.8.4-5'], 5: ['5:3.8.4-6'] },
    expected: 'a SUBACK with one code for each Topic Filter',
    watch: (view, report) => {
      const asked = requests();
      return {
        sent: asked.sent,
        received: (packet) => {
          const request = packet.type === PacketType.suback ? asked.take(packet.packetId) : undefined;
          if (packet.type !== PacketType.suback || request === undefined || !view.isTrusted) return;
          report.exercised();
          const { length } = request.subscriptions;
          if (packet.reasonCodes.length !== length)
            report.broken(`SUBACK has ${packet.reasonCodes.length} codes for ${length} filters`);
        },
      };
    },
  };
}

/** Granted is at most what was asked for. */
function grantedQos(): PassiveRule {
  return {
    ids: { 4: ['311:3.8.4-5'], 5: ['5:3.8.4-7'] },
    expected: 'SUBACK codes that are a failure, or a QoS no higher than the requested one',
    watch: (view, report) => {
      const asked = requests();
      return {
        sent: asked.sent,
        received: (packet) => {
          const request = packet.type === PacketType.suback ? asked.take(packet.packetId) : undefined;
          if (packet.type !== PacketType.suback || request === undefined || !view.isTrusted) return;
          if (packet.reasonCodes.length !== request.subscriptions.length) return;
          report.exercised();
          packet.reasonCodes.forEach((code, index) => {
            const wanted = request.subscriptions[index]?.qos ?? 0;
            if (code < 0x80 && code > wanted)
              report.broken(`QoS ${code} is granted where ${wanted} was requested`);
          });
        },
      };
    },
  };
}

/** SUBSCRIBE packets that wait for their SUBACK; an identifier that is asked twice at once is nobody's. */
function requests() {
  const open = new Map<number, SubscribePacket | undefined>();
  return {
    sent: (packet: Packet): void => {
      if (packet.type === PacketType.subscribe)
        open.set(packet.packetId, open.has(packet.packetId) ? undefined : packet);
    },
    take: (packetId: number): SubscribePacket | undefined => {
      const request = open.get(packetId);
      open.delete(packetId);
      return request;
    },
  };
}
