/** Reason Codes of 5.0 (section 2.4 and the table of each packet) and Connect Return Codes of 3.1.1 (table 3.1). */
import { PacketType, type ProtocolVersion, type Side } from './constants.ts';

type PacketKey = keyof typeof PacketType;

/** Who may send it in a packet of that type. */
type Senders = Readonly<Partial<Record<PacketKey, Side | 'both'>>>;

export interface ReasonCode {
  readonly code: number;
  readonly name: string;
  readonly senders: Senders;
}

const ACKNOWLEDGEMENT: Senders = { puback: 'both', pubrec: 'both' };
const FROM_SERVER_SUBSCRIPTION: Senders = { suback: 'server', unsuback: 'server' };

/** One line for each meaning, so a code with two names has two lines. */
export const REASON_CODES: readonly ReasonCode[] = [
  {
    code: 0x00,
    name: 'Success',
    senders: {
      connack: 'server',
      ...ACKNOWLEDGEMENT,
      pubrel: 'both',
      pubcomp: 'both',
      unsuback: 'server',
      auth: 'server',
    },
  },
  { code: 0x00, name: 'Normal disconnection', senders: { disconnect: 'both' } },
  { code: 0x00, name: 'Granted QoS 0', senders: { suback: 'server' } },
  { code: 0x01, name: 'Granted QoS 1', senders: { suback: 'server' } },
  { code: 0x02, name: 'Granted QoS 2', senders: { suback: 'server' } },
  { code: 0x04, name: 'Disconnect with Will Message', senders: { disconnect: 'client' } },
  // "This is sent only by the Server" (sections 3.4.2.1 and 3.5.2.1).
  { code: 0x10, name: 'No matching subscribers', senders: { puback: 'server', pubrec: 'server' } },
  { code: 0x11, name: 'No subscription existed', senders: { unsuback: 'server' } },
  { code: 0x18, name: 'Continue authentication', senders: { auth: 'both' } },
  { code: 0x19, name: 'Re-authenticate', senders: { auth: 'client' } },
  {
    code: 0x80,
    name: 'Unspecified error',
    senders: { connack: 'server', ...ACKNOWLEDGEMENT, ...FROM_SERVER_SUBSCRIPTION, disconnect: 'both' },
  },
  { code: 0x81, name: 'Malformed Packet', senders: { connack: 'server', disconnect: 'both' } },
  { code: 0x82, name: 'Protocol Error', senders: { connack: 'server', disconnect: 'both' } },
  {
    code: 0x83,
    name: 'Implementation specific error',
    senders: { connack: 'server', ...ACKNOWLEDGEMENT, ...FROM_SERVER_SUBSCRIPTION, disconnect: 'both' },
  },
  { code: 0x84, name: 'Unsupported Protocol Version', senders: { connack: 'server' } },
  { code: 0x85, name: 'Client Identifier not valid', senders: { connack: 'server' } },
  { code: 0x86, name: 'Bad User Name or Password', senders: { connack: 'server' } },
  {
    code: 0x87,
    name: 'Not authorized',
    senders: { connack: 'server', ...ACKNOWLEDGEMENT, ...FROM_SERVER_SUBSCRIPTION, disconnect: 'server' },
  },
  { code: 0x88, name: 'Server unavailable', senders: { connack: 'server' } },
  { code: 0x89, name: 'Server busy', senders: { connack: 'server', disconnect: 'server' } },
  { code: 0x8a, name: 'Banned', senders: { connack: 'server' } },
  { code: 0x8b, name: 'Server shutting down', senders: { disconnect: 'server' } },
  // Section 2.4 lists DISCONNECT for it, table 3-10 does not: accepted, as the specification contradicts itself.
  { code: 0x8c, name: 'Bad authentication method', senders: { connack: 'server', disconnect: 'server' } },
  { code: 0x8d, name: 'Keep Alive timeout', senders: { disconnect: 'server' } },
  { code: 0x8e, name: 'Session taken over', senders: { disconnect: 'server' } },
  {
    code: 0x8f,
    name: 'Topic Filter invalid',
    senders: { ...FROM_SERVER_SUBSCRIPTION, disconnect: 'server' },
  },
  {
    code: 0x90,
    name: 'Topic Name invalid',
    senders: { connack: 'server', ...ACKNOWLEDGEMENT, disconnect: 'both' },
  },
  {
    code: 0x91,
    name: 'Packet Identifier in use',
    senders: { ...ACKNOWLEDGEMENT, ...FROM_SERVER_SUBSCRIPTION },
  },
  { code: 0x92, name: 'Packet Identifier not found', senders: { pubrel: 'both', pubcomp: 'both' } },
  { code: 0x93, name: 'Receive Maximum exceeded', senders: { disconnect: 'both' } },
  { code: 0x94, name: 'Topic Alias invalid', senders: { disconnect: 'both' } },
  { code: 0x95, name: 'Packet too large', senders: { connack: 'server', disconnect: 'both' } },
  { code: 0x96, name: 'Message rate too high', senders: { disconnect: 'both' } },
  {
    code: 0x97,
    name: 'Quota exceeded',
    senders: { connack: 'server', ...ACKNOWLEDGEMENT, suback: 'server', disconnect: 'both' },
  },
  { code: 0x98, name: 'Administrative action', senders: { disconnect: 'both' } },
  {
    code: 0x99,
    name: 'Payload format invalid',
    senders: { connack: 'server', ...ACKNOWLEDGEMENT, disconnect: 'both' },
  },
  { code: 0x9a, name: 'Retain not supported', senders: { connack: 'server', disconnect: 'server' } },
  { code: 0x9b, name: 'QoS not supported', senders: { connack: 'server', disconnect: 'server' } },
  { code: 0x9c, name: 'Use another server', senders: { connack: 'server', disconnect: 'server' } },
  { code: 0x9d, name: 'Server moved', senders: { connack: 'server', disconnect: 'server' } },
  {
    code: 0x9e,
    name: 'Shared Subscriptions not supported',
    senders: { suback: 'server', disconnect: 'server' },
  },
  { code: 0x9f, name: 'Connection rate exceeded', senders: { connack: 'server', disconnect: 'server' } },
  { code: 0xa0, name: 'Maximum connect time', senders: { disconnect: 'server' } },
  {
    code: 0xa1,
    name: 'Subscription Identifiers not supported',
    senders: { suback: 'server', disconnect: 'server' },
  },
  {
    code: 0xa2,
    name: 'Wildcard Subscriptions not supported',
    senders: { suback: 'server', disconnect: 'server' },
  },
];

/** Connect Return Codes of 3.1.1, by value. */
export const CONNECT_RETURN_CODES: readonly string[] = [
  'Connection Accepted',
  'Unacceptable protocol version',
  'Identifier rejected',
  'Server unavailable',
  'Bad user name or password',
  'Not authorized',
];

const CLIENT = 1;
const SERVER = 2;
/** Bits of who may send a code, at `packetType * 256 + code`. */
const SENDERS = sendersTable();

function sendersTable(): Uint8Array {
  const table = new Uint8Array(16 * 256);
  for (const { code, senders } of REASON_CODES) {
    for (const [packet, side] of Object.entries(senders)) {
      const at = PacketType[packet as PacketKey] * 256 + code;
      table[at] =
        (table[at] as number) | (side === 'both' ? CLIENT | SERVER : side === 'client' ? CLIENT : SERVER);
    }
  }
  return table;
}

/** Whether a 5.0 packet of that type may carry the code. An undefined sender stands for either. */
export function reasonCodeAllowed(packetType: PacketType, code: number, sender?: Side): boolean {
  const senders = SENDERS[packetType * 256 + code] ?? 0;
  if (sender === undefined) return senders !== 0;
  return (senders & (sender === 'client' ? CLIENT : SERVER)) !== 0;
}

/** The codes a 5.0 packet of that type may carry, ascending. */
export function reasonCodesOf(packetType: PacketType, sender?: Side): number[] {
  const codes: number[] = [];
  for (let code = 0; code < 256; code += 1) if (reasonCodeAllowed(packetType, code, sender)) codes.push(code);
  return codes;
}

/** What the code means in that packet, or its hexadecimal form if it means nothing there. */
export function reasonName(code: number, packetType: PacketType, version: ProtocolVersion): string {
  return (version === 4 ? oldName(code, packetType) : newName(code, packetType)) ?? hexCode(code);
}

function oldName(code: number, packetType: PacketType): string | undefined {
  if (packetType === PacketType.connack) return CONNECT_RETURN_CODES[code];
  if (packetType !== PacketType.suback) return code === 0 ? 'Success' : undefined;
  return code === 0x80 ? 'Failure' : code <= 2 ? `Maximum QoS ${code}` : undefined;
}

function newName(code: number, packetType: PacketType): string | undefined {
  return REASON_CODES.find((reason) => reason.code === code && senderOf(reason, packetType))?.name;
}

function senderOf(reason: ReasonCode, packetType: PacketType): boolean {
  return Object.keys(reason.senders).some((packet) => PacketType[packet as PacketKey] === packetType);
}

/** `0x8E`. */
export function hexCode(code: number): string {
  return `0x${code.toString(16).toUpperCase().padStart(2, '0')}`;
}
