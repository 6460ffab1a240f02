import type { ProtocolVersion } from '../protocol/constants.ts';
import type { Packet } from '../protocol/packets.ts';
import { DEFAULT_LIMITS, type BrokerLimits } from './limits.ts';
import { Outbox } from './outbox.ts';
import { ClientSession } from './session.ts';
import type { ClientEnvironment } from './types.ts';

/** What the parts of one wire client share: its identity, its session, and what waits to be written. */
export class Link {
  readonly env: ClientEnvironment;
  readonly index: number;
  readonly outbox = new Outbox();
  /** Counts the connections of this client from 1. */
  connection = 0;
  version: ProtocolVersion = 5;
  limits: BrokerLimits = DEFAULT_LIMITS;
  /** When the bytes now being handled were received. */
  receivedUs = 0;
  /** Our own Receive Maximum and Topic Alias Maximum, as announced in CONNECT. */
  receiveMaximum = 65_535;
  topicAliasMaximum = 0;
  #session: ClientSession | undefined;

  constructor(env: ClientEnvironment, index: number) {
    this.env = env;
    this.index = index;
  }

  /** Session State, made when it is first needed: most idle clients never have any. */
  get session(): ClientSession {
    return (this.#session ??= new ClientSession());
  }

  get hasSessionState(): boolean {
    return this.#session !== undefined;
  }

  /** The session has ended: what was in flight stays unknown in outcome. */
  discardSession(): void {
    this.#session = undefined;
  }

  /** Picks the statement id of the version in force. */
  clause(v5: string, v311: string): string {
    return this.version === 5 ? `5:${v5}` : `311:${v311}`;
  }

  /** Shows a packet other than PUBLISH to the wire tap. */
  tap(direction: 'in' | 'out', packet: Packet): void {
    const { env, index, connection } = this;
    if (env.tap === undefined) return;
    const packetId = 'packetId' in packet ? (packet.packetId ?? 0) : 0;
    const code = 'reasonCode' in packet ? packet.reasonCode : 0;
    env.tap.record(direction, index, connection, packet.type, packetId, code, -1, 0, env.clock.nowUs());
  }

  violation(clause: string, message: string): void {
    const { index: client, connection, receivedUs: tUs } = this;
    this.env.observer.brokerViolation({ client, connection, tUs, clauses: [clause], message });
  }
}
