/**
 * Rules that one packet alone can break. The decoder finds every breach and names the statement; these entries only count
 * how often there was something to look at, so that a rule nobody put to the test is vacuous and not passed.
 */
import type { Clause } from '../../protocol/clause.ts';
import { PacketType } from '../../protocol/constants.ts';
import type { Packet } from '../../protocol/packets.ts';
import type { PassiveRule } from './rule.ts';

const is =
  (type: PacketType) =>
  (packet: Packet): boolean =>
    packet.type === type;
const any = (): boolean => true;

export const PACKET_RULES: readonly PassiveRule[] = [
  decoded(
    any,
    { 4: ['311:2.2.2-1'], 5: ['5:2.1.3-1'] },
    'flags of the fixed header as the packet type demands',
  ),
  decoded(any, { 5: ['5:1.5.5-1'] }, 'lengths in their shortest form'),
  decoded(any, { 5: ['5:U-2.2.2.2-1'] }, 'only properties that the packet may have'),
  decoded(
    is(PacketType.connack),
    { 4: ['311:U-3.2.2.1-1'], 5: ['5:3.2.2-1'] },
    'reserved bits of the Connect Acknowledge Flags 0',
  ),
  decoded(is(PacketType.connack), { 5: ['5:3.2.2-8'] }, 'a Reason Code of the table of CONNACK'),
  decoded(
    (packet) => packet.type === PacketType.connack && packet.reasonCode > 0,
    { 4: ['311:3.2.2-4'], 5: ['5:3.2.2-6'] },
    'Session Present 0 in a refusal',
  ),
  decoded(
    (packet) => packet.type === PacketType.publish && packet.qos === 0,
    { 4: ['311:3.3.1-2', '311:4.3.1-1'], 5: ['5:3.3.1-2', '5:4.3.1-1'] },
    'DUP 0 at QoS 0',
  ),
  decoded(is(PacketType.publish), { 4: ['311:3.3.1-4'], 5: ['5:3.3.1-4'] }, 'no QoS 3'),
  decoded(is(PacketType.publish), { 4: ['311:3.3.2-2'], 5: ['5:3.3.2-2'] }, 'no wildcard in a Topic Name'),
  decoded(
    (packet) => packet.type === PacketType.publish && packet.qos > 0,
    { 4: ['311:2.3.1-1'], 5: ['5:2.2.1-4'] },
    'a Packet Identifier that is not 0',
  ),
  decoded(is(PacketType.publish), { 4: ['311:1.5.3-1'], 5: ['5:1.5.4-1'] }, 'well-formed UTF-8'),
  decoded(is(PacketType.publish), { 4: ['311:1.5.3-2'], 5: ['5:1.5.4-2'] }, 'no U+0000 in a string'),
  decoded(
    (packet) => packet.type === PacketType.publish && packet.properties?.responseTopic !== undefined,
    { 5: ['5:3.3.2-14'] },
    'no wildcard in a Response Topic',
  ),
  decoded(
    (packet) => packet.type === PacketType.publish && packet.properties?.topicAlias !== undefined,
    { 5: ['5:3.3.2-8'] },
    'no Topic Alias 0',
  ),
  decoded(is(PacketType.puback), { 5: ['5:3.4.2-1'] }, 'a Reason Code of the table of PUBACK'),
  decoded(is(PacketType.pubrec), { 5: ['5:3.5.2-1'] }, 'a Reason Code of the table of PUBREC'),
  decoded(is(PacketType.pubrel), { 4: ['311:3.6.1-1'], 5: ['5:3.6.1-1'] }, 'PUBREL with flags 0010'),
  decoded(is(PacketType.pubrel), { 5: ['5:3.6.2-1'] }, 'a Reason Code of the table of PUBREL'),
  decoded(is(PacketType.pubcomp), { 5: ['5:3.7.2-1'] }, 'a Reason Code of the table of PUBCOMP'),
  decoded(is(PacketType.suback), { 4: ['311:3.9.3-2'], 5: ['5:3.9.3-2'] }, 'codes of the table of SUBACK'),
  decoded(
    is(PacketType.unsuback),
    { 5: ['5:3.11.3-2'] },
    'Reason Codes of the table of UNSUBACK, one for each filter',
  ),
  decoded(
    is(PacketType.disconnect),
    { 5: ['5:3.14.2-1'] },
    'a Reason Code of the table of DISCONNECT that a server may send',
  ),
  decoded(
    is(PacketType.disconnect),
    { 5: ['5:3.14.2-2'] },
    'no Session Expiry Interval in a DISCONNECT of the server',
  ),
  decoded(is(PacketType.auth), { 5: ['5:3.15.2-1'] }, 'a Reason Code of the table of AUTH'),
];

type Ids = { readonly 4?: readonly Clause[]; readonly 5?: readonly Clause[] };

function decoded(concerns: (packet: Packet) => boolean, ids: Ids, expected: string): PassiveRule {
  return {
    ids,
    expected,
    watch: (_view, report) => ({
      received: (packet) => {
        if (concerns(packet)) report.exercised();
      },
    }),
  };
}
