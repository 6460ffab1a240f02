import { NO_FLOW, type LoggedPacket } from '../history/packet-log.ts';
import { PacketType, type ProtocolVersion } from '../protocol/constants.ts';
import type { Packet } from '../protocol/packets.ts';
import { DEFAULT_LIMITS, type BrokerLimits } from './limits.ts';
import { Outbox } from './outbox.ts';
import { ClientSession } from './session.ts';
import type { ClientEnvironment, Refusals } from './types.ts';

const tapped: LoggedPacket = {
  inbound: false,
  client: 0,
  connection: 0,
  type: PacketType.pingreq,
  packetId: 0,
  code: 0,
  qos: 0,
  dup: false,
  retain: false,
  flow: NO_FLOW,
  seq: 0,
  tUs: 0,
};

function codeOf(packet: Packet): number {
  if ('reasonCode' in packet) return packet.reasonCode;
  return 'reasonCodes' in packet ? (packet.reasonCodes[0] ?? 0) : 0;
}

/** What the parts of one wire client share: its identity, its session, and what waits to be written. */
export class Link {
  readonly env: ClientEnvironment;
  readonly index: number;
  readonly outbox = new Outbox();
  /** Which connection of this client it is, from 1. */
  connection = 0;
  /** How many connections the client has had, those of its other links included. */
  connections = 0;
  version: ProtocolVersion = 5;
  limits: BrokerLimits = DEFAULT_LIMITS;
  /** When the bytes now being handled were received. */
  receivedUs = 0;
  /** Our own Receive Maximum and Topic Alias Maximum, as announced in CONNECT. */
  receiveMaximum = 65_535;
  topicAliasMaximum = 0;
  /** Messages that we refuse; undefined: none. */
  refusals: Refusals | undefined;
  /** Packet Identifiers of its session in use at most; undefined: all. */
  packetIdentifiers: number | undefined;
  #session: ClientSession | undefined;

  constructor(env: ClientEnvironment, index: number) {
    this.env = env;
    this.index = index;
  }

  /** Session State, made when it is first needed: most idle clients never have any. */
  get session(): ClientSession {
    return (this.#session ??= new ClientSession(this.packetIdentifiers));
  }

  get hasSessionState(): boolean {
    return this.#session !== undefined;
  }

  /** The session has ended: what was in flight stays unknown in outcome. */
  discardSession(): void {
    this.#session = undefined;
  }

  /** The session of `other` goes on here. */
  adoptSession(other: Link): void {
    this.#session = other.#session;
  }

  /** Picks the statement id of the version in force. */
  clause(v5: string, v311: string): string {
    return this.version === 5 ? `5:${v5}` : `311:${v311}`;
  }

  /** Shows a packet other than PUBLISH to the wire tap. */
  tap(direction: 'in' | 'out', packet: Packet): void {
    const { tap, clock } = this.env;
    if (tap === undefined) return;
    const record = this.tapRecord(direction, packet.type);
    record.packetId = 'packetId' in packet ? (packet.packetId ?? 0) : 0;
    record.code = codeOf(packet);
    record.tUs = direction === 'in' ? this.receivedUs : clock.nowUs();
    tap.record(record);
  }

  /** Queues a four-byte acknowledgement and shows it to the wire tap. */
  acknowledge(type: PacketType, firstByte: number, packetId: number): void {
    this.outbox.appendAck(firstByte, packetId);
    const { tap } = this.env;
    if (tap === undefined) return;
    const record = this.tapRecord('out', type);
    record.packetId = packetId;
    record.tUs = this.receivedUs;
    tap.record(record);
  }

  /** Queues a refusal: an acknowledgement with a Reason Code (5.0). */
  refuse(type: PacketType, firstByte: number, packetId: number, reasonCode: number): void {
    this.outbox.append(Uint8Array.of(firstByte, 3, packetId >>> 8, packetId & 0xff, reasonCode));
    const { tap } = this.env;
    if (tap === undefined) return;
    const record = this.tapRecord('out', type);
    record.packetId = packetId;
    record.code = reasonCode;
    record.tUs = this.receivedUs;
    tap.record(record);
  }

  /** The thread's one record for the tap, made out to this client and a packet without a message. */
  tapRecord(direction: 'in' | 'out', type: PacketType): LoggedPacket {
    tapped.inbound = direction === 'in';
    tapped.client = this.index;
    tapped.connection = this.connection;
    tapped.type = type;
    tapped.packetId = 0;
    tapped.code = 0;
    tapped.qos = 0;
    tapped.dup = false;
    tapped.retain = false;
    tapped.flow = NO_FLOW;
    tapped.seq = 0;
    return tapped;
  }

  violation(clause: string, message: string): void {
    const { index: client, connection, receivedUs: tUs } = this;
    this.env.observer.brokerViolation({ client, connection, tUs, clauses: [clause], message });
  }
}
