import { present } from '../base/assert.ts';
import { PacketType, type ProtocolVersion } from '../protocol/constants.ts';
import { PacketDecoder, type DecodeError } from '../protocol/decode.ts';
import type { Packet } from '../protocol/packets.ts';
import { reasonCodeAllowed } from '../protocol/reason-codes.ts';
import type { Transport, TransportHandler } from '../transport/transport.ts';
import type { PendingAuthentication } from './auth/pending.ts';
import type { BrokerContext } from './context.ts';
import type { Deadline } from './deadline-wheel.ts';
import type { Delivery } from './delivery.ts';
import { Outbox } from './outbox.ts';
import type { Outlet } from './outlet.ts';
import { PacketWriter } from './packet-writer.ts';
import type { Session, Will } from './session.ts';

/**
 *   connecting ──CONNECT──▶ authenticating ──CONNACK 0──▶ connected ──▶ closed
 *        └──────────────────────┴── refused, timed out, lost ──────────────▲
 */
export type Phase = 'connecting' | 'authenticating' | 'connected' | 'closed';

/** How the broker acts on packets and on the end of a connection. */
export interface ConnectionPolicy {
  /** A packet that is legal in itself; never called again once the connection is closed. */
  onPacket(connection: Connection, packet: Packet): void;
  /** Bytes that are no legal packet, before CONNECT was accepted. Has to end the connection. */
  onRefusal(connection: Connection, error: DecodeError): void;
  /** Called once, when the connection has ended for whatever reason. */
  onEnd(connection: Connection): void;
}

const US_PER_SECOND = 1_000_000;

/** More than one read of small packets can bring while reading is paused. */
const HELD_PACKETS_MAX = 65_536;

/** One Network Connection: bytes in, packets out, keep alive, and the phases of its life. */
export class Connection implements TransportHandler, Outlet, Deadline {
  readonly transport: Transport;
  readonly writer: PacketWriter;
  readonly #context: BrokerContext;
  readonly #policy: ConnectionPolicy;
  readonly #decoder: PacketDecoder;
  readonly #outbox: Outbox;
  #phase: Phase = 'connecting';
  #lastPacketUs: number;
  /** Packets that wait for an answer of the authentication; undefined while none is awaited. */
  #held: Packet[] | undefined;
  #heldError: DecodeError | undefined;
  slot = -1;

  version: ProtocolVersion = 4;
  clientId = '';
  session: Session | undefined;
  will: Will | undefined;
  keepAliveS = 0;
  /** False after a CONNECT with Session Expiry Interval 0 (5:U-3.14.2.2.2-1). */
  mayExtendExpiry = false;
  /** False when the client asked for no Reason Strings (5:3.1.2-29). */
  wantsProblemInformation = true;
  authentication: PendingAuthentication | undefined;
  /** Topic Aliases the client has made on this connection. */
  readonly aliases = new Map<number, string>();
  /** QoS 2 identifiers that fill the Receive Maximum of this connection (5:U-4.9-1). */
  readonly receiving = new Set<number>();

  constructor(context: BrokerContext, transport: Transport, policy: ConnectionPolicy) {
    const { clock, features, intercept } = context.settings;
    this.#context = context;
    this.#policy = policy;
    this.transport = transport;
    this.#outbox = new Outbox(transport, context.flusher, () => this.onDrain());
    this.writer = new PacketWriter({
      clock,
      outbox: this.#outbox,
      stats: context.stats,
      intercept,
      clientId: () => this.clientId,
    });
    this.#decoder = new PacketDecoder({
      version: undefined,
      receiver: 'server',
      maximumPacketSize: features.maximumPacketSize,
      handler: { onPacket: (packet) => this.#onPacket(packet) },
    });
    this.#lastPacketUs = clock.nowUs();
  }

  get phase(): Phase {
    return this.#phase;
  }

  // --- Transport events

  onOpen(): void {
    this.#context.deadlines.watch(this);
  }

  onBytes(bytes: Uint8Array): void {
    this.#context.stats.bytesReceived += bytes.length;
    const error = this.#decoder.push(bytes);
    if (error === undefined) return;
    if (this.#held === undefined) this.#onBadBytes(error);
    else this.#heldError = error;
  }

  onDrain(): void {
    if (this.session !== undefined) this.#context.dispatcher.pump(this.session);
  }

  onEnd(): void {
    this.end();
  }

  onClose(): void {
    this.end();
  }

  // --- Time

  /** One and a half times the Keep Alive after the last packet (5:3.1.2-22), or the time allowed for CONNECT. */
  get deadlineUs(): number {
    if (this.#phase === 'closed') return Number.POSITIVE_INFINITY;
    if (this.#phase !== 'connected')
      return this.#lastPacketUs + this.#context.settings.limits.connectTimeoutMs * 1000;
    if (this.keepAliveS === 0) return Number.POSITIVE_INFINITY;
    return this.#lastPacketUs + this.keepAliveS * 1.5 * US_PER_SECOND;
  }

  onDeadline(): void {
    if (this.#phase === 'connected')
      this.disconnect(0x8d, 'no packet within one and a half times the Keep Alive');
    else this.end();
  }

  // --- Packets

  /** Sends a packet. A client that takes no packet of its size cannot be answered: its connection ends. */
  send(packet: Packet): void {
    if (this.#phase === 'closed' || this.writer.write(packet)) return;
    this.disconnect(0x95, 'an answer is larger than the Maximum Packet Size of the client');
  }

  get isCongested(): boolean {
    return this.#outbox.waitingBytes > this.#context.settings.limits.socketBufferBytesMax;
  }

  sendPublish(delivery: Delivery, packetId: number, dup: boolean): boolean {
    if (!this.writer.writePublish(delivery, packetId, dup)) return false;
    this.#context.stats.messagesSent += 1;
    return true;
  }

  sendPubrel(packetId: number): void {
    this.send({ type: PacketType.pubrel, packetId, reasonCode: 0 });
  }

  // --- Phases

  /** CONNECT has been read and is being looked at. */
  authenticate(): void {
    this.#phase = 'authenticating';
  }

  /** CONNECT has been accepted. */
  connected(session: Session): void {
    this.#phase = 'connected';
    this.session = session;
    this.#lastPacketUs = this.#context.settings.clock.nowUs();
    this.#context.deadlines.watch(this);
  }

  /** Keeps packets back until `release`: what stands behind CONNECT waits for its answer (5:U-3.1.4-2). */
  hold(): void {
    this.#held ??= [];
    this.transport.pause();
  }

  get isHolding(): boolean {
    return this.#held !== undefined;
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.transport.resume();
    for (const packet of held) this.#onPacket(packet);
    const error = this.#heldError;
    if (error === undefined || this.isHolding) return;
    this.#heldError = undefined;
    if (this.#phase !== 'closed') this.#onBadBytes(error);
  }

  // --- Ends

  supersede(): void {
    this.disconnect(0x8e, 'the client identifier has connected anew');
  }

  /** Ends the connection from our side; a 5.0 client that is connected is told why (5:3.14.0-1, 5:U-4.13.1-1). */
  disconnect(reasonCode: number, reason: string): void {
    if (
      this.#phase === 'connected' &&
      this.version === 5 &&
      this.#context.settings.choices.disconnectsBeforeClose
    ) {
      const code = reasonCodeAllowed(PacketType.disconnect, reasonCode, 'server') ? reasonCode : 0x80;
      this.writer.write({
        type: PacketType.disconnect,
        reasonCode: code,
        properties: { reasonString: reason },
      });
    }
    this.end();
  }

  /** Closes, after what has been sent before; the rest is the policy's. */
  end(): void {
    if (this.#phase === 'closed') return;
    this.#phase = 'closed';
    this.#held = undefined;
    this.#decoder.stop();
    this.#context.deadlines.forget(this);
    this.#outbox.close();
    this.#policy.onEnd(this);
  }

  /** The session of a connection that is connected. */
  ownSession(): Session {
    return present(this.session, 'the session of a connected client');
  }

  #onPacket(packet: Packet): void {
    if (this.#phase === 'closed') return;
    if (this.#held !== undefined) {
      this.#held.push(packet);
      if (this.#held.length > HELD_PACKETS_MAX) this.end();
      return;
    }
    if (this.#phase === 'connected') this.#lastPacketUs = this.#context.settings.clock.nowUs();
    const { intercept } = this.#context.settings;
    if (intercept?.incoming === undefined) this.#policy.onPacket(this, packet);
    else
      for (const each of intercept.incoming({ clientId: this.clientId, version: this.version }, packet))
        this.#act(each);
  }

  #act(packet: Packet): void {
    if (this.#phase !== 'closed') this.#policy.onPacket(this, packet);
  }

  #onBadBytes(error: DecodeError): void {
    if (this.#phase === 'connected') this.disconnect(error.reasonCode, `${error.message} [${error.clause}]`);
    else this.#policy.onRefusal(this, error);
  }
}
