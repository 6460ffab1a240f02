/** The rules a single packet can break, with the clause of each version. Pure data. */
import type { Clause } from '../clause.ts';
import { packetName } from '../constants.ts';

export type DecodeErrorKind = 'malformed-packet' | 'protocol-error' | 'packet-too-large';

export interface Rule {
  readonly kind: DecodeErrorKind;
  readonly reasonCode: number;
  readonly v5: Clause;
  /** Where 5.0 binds the server by a statement of its own. */
  readonly v5FromServer?: Clause;
  readonly v311: Clause;
  readonly message: string;
}

type Clauses = readonly [v5: `5:${string}`, v311: `311:${string}`, v5FromServer?: `5:${string}`];

function rule(kind: DecodeErrorKind, reasonCode: number, clauses: Clauses, message: string): Rule {
  const [v5, v311, v5FromServer] = clauses;
  return v5FromServer === undefined
    ? { kind, reasonCode, v5, v311, message }
    : { kind, reasonCode, v5, v5FromServer, v311, message };
}

const malformed = (message: string, ...clauses: Clauses): Rule =>
  rule('malformed-packet', 0x81, clauses, message);
const protocolError = (message: string, ...clauses: Clauses): Rule =>
  rule('protocol-error', 0x82, clauses, message);

/** A rule of 5.0 alone, where properties make one for every place. */
export function ruleOfFive(
  kind: 'malformed-packet' | 'protocol-error',
  clause: `5:${string}`,
  message: string,
): Rule {
  return rule(kind, kind === 'malformed-packet' ? 0x81 : 0x82, [clause, '311:4.8.0-1'], message);
}

/** Fixed header, and what holds for all packets. */
export const FramingRule = {
  reservedType: malformed('this packet type is reserved', '5:U-2.1.2-1', '311:U-2.2.1-1'),
  wrongDirection: protocolError('this packet does not go in this direction', '5:§2.1.2', '311:§2.2.1'),
  connectFirst: protocolError('the first packet is not a CONNECT', '5:3.1.0-1', '311:3.1.0-1'),
  remainingLengthSize: malformed(
    'the Remaining Length takes more than four bytes',
    '5:U-2.1.4-1',
    '311:U-2.2.3-1',
  ),
  shortestVarint: malformed('a Variable Byte Integer is not in its shortest form', '5:1.5.5-1', '311:§2.2.3'),
  varintSize: malformed('a Variable Byte Integer takes more than four bytes', '5:§1.5.5', '311:§2.2.3'),
  tooLarge: rule(
    'packet-too-large',
    0x95,
    ['5:3.2.2-15', '311:§2.2.3', '5:3.1.2-24'],
    'larger than is accepted',
  ),
  truncated: malformed('the packet ends within a field', '5:§2.1.4', '311:§2.2.3'),
  trailing: malformed('there are bytes behind the last field', '5:§2.1.4', '311:§2.2.3'),
  illFormedText: malformed('a string is not well-formed UTF-8', '5:1.5.4-1', '311:1.5.3-1'),
  nulCharacter: malformed('a string has the character U+0000', '5:1.5.4-2', '311:1.5.3-2'),
} as const;

/** Fixed-header flags of each packet type but PUBLISH: the value is in `framing`. */
export const FLAGS_RULES: readonly Rule[] = [
  flags('5:2.1.3-1', '311:2.2.2-1'),
  flags('5:2.1.3-1', '311:2.2.2-1'),
  flags('5:2.1.3-1', '311:2.2.2-1'),
  flags('5:2.1.3-1', '311:2.2.2-1'),
  flags('5:2.1.3-1', '311:2.2.2-1'),
  flags('5:2.1.3-1', '311:2.2.2-1'),
  flags('5:3.6.1-1', '311:3.6.1-1'),
  flags('5:2.1.3-1', '311:2.2.2-1'),
  flags('5:3.8.1-1', '311:3.8.1-1'),
  flags('5:2.1.3-1', '311:2.2.2-1'),
  flags('5:3.10.1-1', '311:3.10.1-1'),
  flags('5:2.1.3-1', '311:2.2.2-1'),
  flags('5:2.1.3-1', '311:2.2.2-1'),
  flags('5:2.1.3-1', '311:2.2.2-1'),
  flags('5:3.14.1-1', '311:3.14.1-1'),
  flags('5:3.15.1-1', '311:U-2.2.1-1'),
];

function flags(...clauses: Clauses): Rule {
  return malformed('the flags of the fixed header are not as the packet type demands', ...clauses);
}

export const ConnectRule = {
  protocolName: rule('protocol-error', 0x84, ['5:3.1.2-1', '311:3.1.2-1'], 'the protocol name is not MQTT'),
  protocolVersion: rule(
    'protocol-error',
    0x84,
    ['5:3.1.2-2', '311:3.1.2-2'],
    'the protocol version is not supported',
  ),
  reservedFlag: malformed('the reserved connect flag is set', '5:3.1.2-3', '311:3.1.2-3'),
  willQos3: malformed('Will QoS is 3', '5:3.1.2-12', '311:3.1.2-14'),
  willQosWithoutWill: malformed('Will QoS without Will Flag', '5:3.1.2-11', '311:3.1.2-13'),
  willRetainWithoutWill: malformed('Will Retain without Will Flag', '5:3.1.2-13', '311:3.1.2-15'),
  passwordWithoutUser: malformed('Password Flag without User Name Flag', '5:§3.1.2.9', '311:3.1.2-22'),
  willTopicWildcard: malformed('the Will Topic has a wildcard', '5:4.7.0-1', '311:4.7.1-1'),
  willTopicEmpty: malformed('the Will Topic is empty', '5:4.7.3-1', '311:4.7.3-1'),
} as const;

export const ConnackRule = {
  reservedFlags: malformed('reserved acknowledge flags are set', '5:3.2.2-1', '311:U-3.2.2.1-1'),
  sessionPresentOnRefusal: protocolError('Session Present with a refusal', '5:3.2.2-6', '311:3.2.2-4'),
} as const;

export const PublishRule = {
  qos3: malformed('both QoS bits are set', '5:3.3.1-4', '311:3.3.1-4'),
  dupWithQos0: malformed('DUP is set at QoS 0', '5:3.3.1-2', '311:3.3.1-2'),
  topicWildcard: malformed('the Topic Name has a wildcard', '5:3.3.2-2', '311:3.3.2-2'),
  topicEmpty: protocolError('the Topic Name is empty', '5:U-3.3.2.1-1', '311:4.7.3-1'),
} as const;

export const PacketIdRule = {
  publish: protocolError('the Packet Identifier is 0', '5:2.2.1-3', '311:2.3.1-1', '5:2.2.1-4'),
  request: protocolError('the Packet Identifier is 0', '5:2.2.1-3', '311:2.3.1-1'),
  acknowledgement: protocolError('the Packet Identifier is 0', '5:2.2.1-5', '311:2.3.1-6'),
  response: protocolError('the Packet Identifier is 0', '5:2.2.1-6', '311:2.3.1-7'),
} as const;

export const SubscribeRule = {
  empty: protocolError('there is no Topic Filter', '5:3.8.3-2', '311:3.8.3-3'),
  reservedOptions: malformed('reserved option bits are set', '5:3.8.3-5', '311:3.8.3-4'),
  qos3: protocolError('the requested QoS is 3', '5:U-3.8.3.1-1', '311:3.8.3-4'),
  retainHandling3: protocolError('Retain Handling is 3', '5:U-3.8.3.1-2', '311:3.8.3-4'),
  noLocalShared: protocolError('No Local on a Shared Subscription', '5:3.8.3-4', '311:3.8.3-4'),
  emptyUnsubscribe: protocolError('there is no Topic Filter', '5:3.10.3-2', '311:3.10.3-2'),
  emptySuback: protocolError('there is no Reason Code', '5:3.8.4-6', '311:3.8.4-5'),
  emptyUnsuback: protocolError('there is no Reason Code', '5:3.11.3-2', '311:4.8.0-1'),
} as const;

export const AuthRule = {
  noMethod: protocolError('there is no Authentication Method', '5:U-3.15-1', '311:U-2.2.1-1'),
  noPropertyLength: malformed('there is no Property Length', '5:2.2.2-1', '311:U-2.2.1-1'),
} as const;

/** The Reason Code is not one of the packet's table, by packet type; the rest have none. */
const REASON_CLAUSES: Readonly<Record<number, Clauses>> = {
  2: ['5:3.2.2-8', '311:§3.2.2.3'],
  4: ['5:3.4.2-1', '311:4.8.0-1'],
  5: ['5:3.5.2-1', '311:4.8.0-1'],
  6: ['5:3.6.2-1', '311:4.8.0-1'],
  7: ['5:3.7.2-1', '311:4.8.0-1'],
  9: ['5:3.9.3-2', '311:3.9.3-2'],
  11: ['5:3.11.3-2', '311:4.8.0-1'],
  14: ['5:3.14.2-1', '311:4.8.0-1'],
  15: ['5:3.15.2-1', '311:4.8.0-1'],
};

export function reasonCodeRule(packetType: number): Rule {
  const clauses = REASON_CLAUSES[packetType] ?? (['5:§2.4', '311:4.8.0-1'] as const);
  return protocolError(
    `the Reason Code is not one that ${packetName(packetType)} may carry here`,
    ...clauses,
  );
}
