/** What a client said in CONNECT that it can take. */
import { PacketType, packetName } from '../../protocol/constants.ts';
import type { Packet } from '../../protocol/packets.ts';
import type { PassiveRule } from './rule.ts';

/** Packets in which a Reason String may stand although the client wants no problem information. */
const MAY_EXPLAIN: ReadonlySet<number> = new Set([
  PacketType.publish,
  PacketType.connack,
  PacketType.disconnect,
]);

export const LIMIT_RULES: readonly PassiveRule[] = [
  {
    ids: { 5: ['5:3.1.2-24'] },
    expected: 'no packet larger than the Maximum Packet Size of CONNECT',
    watch: (view, report) => ({
      received: (packet, sizeBytes) => {
        const maximum = view.connect?.properties?.maximumPacketSize;
        if (maximum === undefined) return;
        report.exercised();
        if (sizeBytes > maximum)
          report.broken(
            `${packetName(packet.type)} of ${sizeBytes} bytes came, where ${maximum} is the maximum`,
          );
      },
    }),
  },
  {
    ids: { 5: ['5:3.1.2-26', '5:3.3.2-11'] },
    expected: 'no Topic Alias above the Topic Alias Maximum of CONNECT',
    watch: (view, report) => ({
      received: (packet) => {
        if (packet.type !== PacketType.publish) return;
        const maximum = view.connect?.properties?.topicAliasMaximum ?? 0;
        const alias = packet.properties?.topicAlias;
        if (maximum > 0 && alias !== undefined) report.exercised();
        if (alias !== undefined && alias > maximum)
          report.broken(`Topic Alias ${alias} came, where ${maximum} is the maximum`);
      },
    }),
  },
  {
    ids: { 5: ['5:3.1.2-27'] },
    expected: 'no Topic Alias where CONNECT allows none',
    watch: (view, report) => ({
      received: (packet) => {
        if (packet.type !== PacketType.publish || (view.connect?.properties?.topicAliasMaximum ?? 0) > 0)
          return;
        report.exercised();
        if (packet.properties?.topicAlias !== undefined)
          report.broken(`Topic Alias ${packet.properties.topicAlias} came`);
      },
    }),
  },
  {
    ids: { 5: ['5:3.1.2-28'] },
    expected: 'no Response Information where CONNECT does not ask for it',
    watch: (view, report) => ({
      received: (packet) => {
        if (
          packet.type !== PacketType.connack ||
          view.connect?.properties?.requestResponseInformation === true
        )
          return;
        report.exercised();
        if (packet.properties?.responseInformation !== undefined)
          report.broken('CONNACK has Response Information');
      },
    }),
  },
  {
    ids: { 5: ['5:3.1.2-29'] },
    expected:
      'no Reason String and no User Property outside PUBLISH, CONNACK and DISCONNECT after Request Problem Information 0',
    watch: (view, report) => ({
      received: (packet) => {
        if (view.connect?.properties?.requestProblemInformation !== false || MAY_EXPLAIN.has(packet.type))
          return;
        report.exercised();
        if (explains(packet))
          report.broken(`${packetName(packet.type)} has a Reason String or a User Property`);
      },
    }),
  },
  receiveMaximum(),
];

function explains(packet: Packet): boolean {
  const properties = 'properties' in packet ? packet.properties : undefined;
  return properties?.reasonString !== undefined || (properties?.userProperties?.length ?? 0) > 0;
}

/** What we have answered is free for us at once and for the broker later, so that more than the maximum is proof. */
function receiveMaximum(): PassiveRule {
  return {
    ids: { 5: ['5:3.3.4-9'] },
    expected: 'no more unanswered PUBLISH packets than the Receive Maximum of CONNECT',
    watch: (view, report) => {
      const open = new Set<number>();
      return {
        sent: (packet) => {
          const isEnd =
            packet.type === PacketType.puback ||
            packet.type === PacketType.pubcomp ||
            (packet.type === PacketType.pubrec && packet.reasonCode >= 0x80);
          if (isEnd) open.delete(packet.packetId);
        },
        received: (packet) => {
          const maximum = view.connect?.properties?.receiveMaximum;
          if (maximum === undefined || packet.type !== PacketType.publish || packet.packetId === undefined)
            return;
          open.add(packet.packetId);
          report.exercised();
          if (open.size > maximum)
            report.broken(`${open.size} are unanswered, where ${maximum} is the maximum`);
        },
      };
    },
  };
}
