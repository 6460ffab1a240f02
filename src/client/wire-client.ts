import { assert } from '../base/assert.ts';
import { PacketType } from '../protocol/constants.ts';
import type { PacketDecoder } from '../protocol/decode.ts';
import type { DecodeError } from '../protocol/decode-error.ts';
import { encodePacket } from '../protocol/encode.ts';
import type { ConnackPacket, DisconnectPacket, Packet, Subscription } from '../protocol/packets.ts';
import type { Properties } from '../protocol/properties.ts';
import { reasonName } from '../protocol/reason-codes.ts';
import { connectTransport } from '../transport/connect.ts';
import type { CloseCause, Transport, TransportHandler } from '../transport/transport.ts';
import {
  CLOSE_TIMEOUT_US,
  cutShort,
  describeCause,
  disconnectPacket,
  endedBy,
  requestedExpiry,
  serverDisconnected,
  type Closing,
} from './close-reasons.ts';
import { connectPacket } from './connect-packet.ts';
import {
  checkSessionPresent,
  makeDecoder,
  prepareLink,
  reportConnected,
  reportConnectInvoked,
  reportConnectionClosed,
  type PendingConnect,
} from './handshake.ts';
import { Inbound, type FlowTopics } from './inbound.ts';
import { KeepAlive } from './keep-alive.ts';
import { limitsOf, SOCKET_BACKLOG_MAX_BYTES } from './limits.ts';
import { Link } from './link.ts';
import { Outbound } from './outbound.ts';
import { PacketRouter, type Lifecycle } from './packet-router.ts';
import { changeReading } from './reading.ts';
import { NOT_CONNECTED, Requests } from './requests.ts';
import { Silence } from './silence.ts';
import type {
  AcknowledgeResult,
  BenchClient,
  ClientEnvironment,
  ConnectResult,
  ConnectSpec,
  DisconnectSpec,
  DropHow,
  OutboundFlow,
  PublishAdmission,
} from './types.ts';

/**
 *   idle ─connect▶ opening ─open▶ handshaking ─CONNACK▶ connected ─▶ closing ─closed▶ idle
 *                                                          ├─ half-open drop ─▶ silent
 *                                                          └─ taken over ─▶ superseded ─▶ closing
 */
type State = Lifecycle['phase'];

/**
 * One simulated device on our own codec: it keeps every client rule of the specification, acknowledges at once, and
 * reports all it sees. It has no timer and no listener of its own; `sweep` drives whatever depends on time.
 */
export class WireClient implements BenchClient, TransportHandler, Lifecycle {
  readonly #link: Link;
  readonly #outbound: Outbound;
  readonly #inbound: Inbound;
  readonly #requests: Requests;
  readonly #keepAlive = new KeepAlive();
  #state: State = 'idle';
  #transport: Transport | undefined;
  #decoder: PacketDecoder | undefined;
  #spec: ConnectSpec | undefined;
  #connecting: PendingConnect | undefined;
  #closing: Closing | undefined;
  #closeWaiters: (() => void)[] | undefined;
  #closeDeadlineUs = 0;
  /** When we or the broker began to end the connection; what came of our own doing is ours from then on. */
  #endingUs = 0;
  #sessionExpirySeconds = 0;
  #blocked = false;
  /** The device's older connection, while ours has not been accepted, and its newer one. */
  #predecessor: WireClient | undefined;
  #successor: WireClient | undefined;
  #silence: Silence | undefined;

  constructor(env: ClientEnvironment, index: number, flowTopics: FlowTopics) {
    this.#link = new Link(env, index);
    this.#outbound = new Outbound(this.#link, this);
    this.#inbound = new Inbound(this.#link, this, flowTopics);
    this.#requests = new Requests(this.#link, (packet) => this.#send(packet));
  }

  get index(): number {
    return this.#link.index;
  }

  get connected(): boolean {
    return this.#state === 'connected';
  }

  get isOver(): boolean {
    return this.#state === 'idle';
  }

  get phase(): Lifecycle['phase'] {
    return this.#state;
  }

  get unsettled(): number {
    return this.#link.hasSessionState ? this.#link.session.inFlight : 0;
  }

  get unsentBytes(): number {
    return this.#transport?.bufferedBytes ?? 0;
  }

  connect(spec: ConnectSpec): Promise<ConnectResult> {
    if (this.#state === 'silent') return this.#abandonSilent().then(() => this.connect(spec));
    // A refused connection is over for its step before its socket is: that is a moment later, at the close time-out at most.
    if (this.#state === 'closing') return this.#whenClosed().then(() => this.connect(spec));
    assert(this.#state === 'idle', `client ${this.index} is ${this.#state}: it cannot connect`);
    const startedUs = this.#link.env.clock.nowUs();
    this.#prepare(spec);
    return new Promise((resolve) => {
      this.#connecting = { startedUs, deadlineUs: startedUs + spec.timeoutUs, resolve };
      this.#state = 'opening';
      this.#transport = connectTransport(spec.address, this, {
        connectTimeoutMs: Math.ceil(spec.timeoutUs / 1000),
      });
    });
  }

  /**
   * A second connection of the same device, which stays open: connect the client that is returned. Until the broker accepts
   * that, all goes on here; afterwards this connection only listens, and it is for the broker to close it (`5:3.1.4-3`).
   */
  succeed(): WireClient {
    assert(this.connected, `client ${this.index} is not connected: nothing can be taken over`);
    const successor = new WireClient(this.#link.env, this.index, this.#inbound.flowTopics);
    successor.#link.connections = this.#link.connections;
    successor.#predecessor = this;
    this.#successor = successor;
    return successor;
  }

  /** The successor was not accepted: all goes on here, unless this connection ended meanwhile. */
  reinstate(): void {
    if (this.#successor !== undefined) this.#link.connections = this.#successor.#link.connections;
    this.#successor = undefined;
    if (this.#state === 'idle') this.#release(true, false, 'it ended while a second connection was refused');
  }

  subscribe(subscriptions: readonly Subscription[], properties?: Properties): Promise<AcknowledgeResult> {
    return this.connected
      ? this.#requests.subscribe(subscriptions, properties)
      : Promise.resolve(NOT_CONNECTED);
  }

  unsubscribe(filters: readonly string[]): Promise<AcknowledgeResult> {
    return this.connected ? this.#requests.unsubscribe(filters) : Promise.resolve(NOT_CONNECTED);
  }

  publish(message: OutboundFlow, seq: number, intendedUs: number): PublishAdmission {
    if (this.#state !== 'connected') return 'offline';
    if (!this.#blocked && this.#link.outbox.isFull) this.flush();
    if (this.#blocked) return 'busy';
    return this.#outbound.publish(message, seq, intendedUs);
  }

  flush(): void {
    const { outbox, env } = this.#link;
    if (this.#transport === undefined) outbox.clear();
    if (this.#transport === undefined || outbox.isEmpty) return;
    this.#keepAlive.onSent(env.clock.nowUs());
    this.#blocked = outbox.writeTo(this.#transport) > SOCKET_BACKLOG_MAX_BYTES;
  }

  disconnect(spec: DisconnectSpec): Promise<void> {
    if (this.#state === 'silent') return this.#abandonSilent();
    if (this.#state === 'idle') return Promise.resolve();
    if (this.#state === 'connected') {
      const packet = disconnectPacket(spec, this.#link.version);
      this.#sessionExpirySeconds = packet.properties?.sessionExpiryInterval ?? this.#sessionExpirySeconds;
      this.#send(packet);
    }
    this.#end({ how: 'client-disconnect', reasonCode: spec.reasonCode });
    return this.#whenClosed();
  }

  drop(how: DropHow): Promise<void> {
    if (this.#state === 'idle' || this.#state === 'silent') return Promise.resolve();
    this.#link.outbox.clear();
    if (how === 'half-open' || how === 'silent') {
      if (how === 'half-open') this.#transport?.pause();
      else this.#silence = new Silence(this.#link, this.#keepAlive);
      this.#state = 'silent';
      this.#reportClosed({ how: 'client-drop', detail: how, silent: true });
      return Promise.resolve();
    }
    this.#end({ how: 'client-drop', detail: how }, how);
    return this.#whenClosed();
  }

  setReading(reading: boolean): void {
    if (this.#state === 'connected') changeReading(this.#link, this.#transport, this.#keepAlive, reading);
  }

  sweep(nowUs: number): void {
    if (this.#state === 'silent') this.#silence?.look(nowUs);
    if (this.#state === 'idle' || this.#state === 'silent') return;
    if (this.#connecting !== undefined && nowUs > this.#connecting.deadlineUs) {
      this.#abort('CONNACK_TIMEOUT', 'no CONNACK in time');
    }
    if (this.#state === 'closing' && nowUs > this.#closeDeadlineUs) {
      this.#closing = cutShort(this.#closing);
      this.#transport?.reset();
    }
    if (this.#state !== 'connected') return;
    this.#requests.expire(nowUs);
    const due = this.#keepAlive.due(nowUs);
    if (due === 'ping') this.#send({ type: PacketType.pingreq });
    if (due !== 'dead') return;
    this.#link.violation(this.#link.clause('3.12.4-1', '3.12.4-1'), 'PINGREQ was never answered by PINGRESP');
    this.#abort('PINGRESP_TIMEOUT', 'no PINGRESP within the Keep Alive time');
  }

  // ── what the transport says ───────────────────────────────────────────────────────────────────────────────────────

  onOpen(): void {
    const spec = this.#spec;
    if (spec === undefined || this.#state !== 'opening') return;
    this.#state = 'handshaking';
    this.#decoder = makeDecoder(spec, this.#router());
    this.#send(connectPacket(spec, reportConnectInvoked(this.#link, spec, this.#sessionExpirySeconds)));
  }

  onBytes(bytes: Uint8Array): void {
    if (this.#decoder === undefined) return;
    this.#link.receivedUs = this.#link.env.clock.nowUs();
    const error = this.#decoder.push(bytes);
    if (error === undefined) this.flush();
    else if (this.#state !== 'silent') this.#onDecodeError(error);
  }

  onDrain(): void {
    if (!this.#blocked) return;
    this.#blocked = false;
    this.#link.env.listener.onWritable(this);
  }

  onEnd(): void {
    if (this.#state === 'silent') this.#silence?.hangUp(this.#transport);
    else this.#end({ how: 'server-close', detail: 'the broker closed the connection' });
  }

  onClose(cause: CloseCause): void {
    const closing = (this.#closing ??= { how: 'server-close', detail: describeCause(cause) });
    const code = cause.kind === 'error' ? cause.code : 'CLOSED';
    this.#settleConnect({ kind: 'failed', code, detail: closing.detail ?? describeCause(cause) });
    this.#silence?.end(cause.kind === 'local' ? 'left-open' : 'closed-by-broker');
    const wasOpen = this.#decoder !== undefined && this.#state !== 'silent';
    this.#silence = undefined;
    this.#transport = undefined;
    this.#decoder = undefined;
    this.#state = 'idle';
    if (wasOpen) this.#reportClosed(endedBy(closing, cause));
    for (const resolve of this.#closeWaiters?.splice(0) ?? []) resolve();
  }

  // ── what the packets do ───────────────────────────────────────────────────────────────────────────────────────────

  onConnack(packet: ConnackPacket): void {
    const link = this.#link;
    link.limits = limitsOf(packet);
    this.#sessionExpirySeconds = link.limits.sessionExpirySeconds ?? this.#sessionExpirySeconds;
    reportConnected(link, packet, this.#sessionExpirySeconds);
    if (packet.reasonCode === 0) this.#accept(packet.sessionPresent);
    else this.#refuse(packet.reasonCode);
  }

  onServerDisconnect(packet: DisconnectPacket): void {
    this.#silence?.told(packet.reasonCode);
    if (this.#state !== 'silent') this.#end(serverDisconnected(packet, this.#link.version));
  }

  onBreach(detail: string): void {
    this.#abort('PROTOCOL', detail);
  }

  #accept(sessionPresent: boolean): void {
    const { env, receivedUs, limits } = this.#link;
    const spec = this.#spec;
    const startedUs = this.#connecting?.startedUs ?? receivedUs;
    assert(spec !== undefined, 'CONNACK without CONNECT');
    checkSessionPresent(this.#link, spec, sessionPresent);
    this.#state = 'connected';
    this.#keepAlive.start(limits.serverKeepAliveSeconds ?? spec.keepAliveSeconds, receivedUs);
    env.latency.connected(receivedUs - startedUs);
    if (this.#predecessor !== undefined) this.#predecessor.#yieldTo(this, sessionPresent && !spec.cleanStart);
    if (sessionPresent) this.#outbound.resend();
    else this.#link.discardSession();
    this.#settleConnect({ kind: 'accepted', sessionPresent, latencyUs: receivedUs - startedUs });
  }

  #refuse(reasonCode: number): void {
    const detail = reasonName(reasonCode, PacketType.connack, this.#link.version);
    this.#settleConnect({ kind: 'refused', reasonCode, detail });
    this.#end({ how: 'server-close', reasonCode, detail: `refused: ${detail}` });
  }

  #onDecodeError(error: DecodeError): void {
    this.#link.violation(error.clause, `${error.message} (byte ${error.offset} of the stream)`);
    if (this.#state === 'connected' && this.#link.version === 5) {
      this.#send({ type: PacketType.disconnect, reasonCode: error.reasonCode });
    }
    this.#abort('PROTOCOL', `the broker sent bytes that are not MQTT: ${error.message}`);
  }

  // ── beginnings and ends ───────────────────────────────────────────────────────────────────────────────────────────

  #prepare(spec: ConnectSpec): void {
    prepareLink(this.#link, spec);
    this.#spec = spec;
    this.#closing = undefined;
    this.#endingUs = 0;
    this.#sessionExpirySeconds = requestedExpiry(spec);
    this.#outbound.onNewConnection();
    this.#inbound.onNewConnection();
  }

  #router(): PacketRouter {
    return new PacketRouter({
      link: this.#link,
      lifecycle: this,
      outbound: this.#outbound,
      inbound: this.#inbound,
      requests: this.#requests,
      keepAlive: this.#keepAlive,
    });
  }

  #settleConnect(result: ConnectResult): void {
    const pending = this.#connecting;
    this.#connecting = undefined;
    pending?.resolve(result);
  }

  /** Sends what is waiting and closes, or resets at once; `onClose` finishes the story. */
  #end(closing: Closing, how: 'fin' | 'reset' = 'fin'): void {
    if (this.#closing === undefined) this.#endingUs = this.#link.env.clock.nowUs();
    this.#closing ??= closing;
    if (how === 'fin') this.flush();
    this.#state = 'closing';
    this.#closeDeadlineUs = this.#link.env.clock.nowUs() + CLOSE_TIMEOUT_US;
    this.#decoder?.stop();
    if (how === 'fin') this.#transport?.close();
    else this.#transport?.reset();
  }

  #abort(code: string, detail: string): void {
    this.flush();
    this.#settleConnect({ kind: 'failed', code, detail });
    this.#end({ how: 'client-abort', detail }, 'reset');
  }

  /** The old socket of a half-open connection goes, so that the client can connect again. */
  #abandonSilent(): Promise<void> {
    this.#silence?.end('left-open');
    this.#transport?.reset();
    return this.#whenClosed();
  }

  /** Tells the history, frees whoever waits, and forgets the session where it ends with its connection. */
  #reportClosed(closing: Closing): void {
    const link = this.#link;
    const tUs = this.#endingUs === 0 ? link.env.clock.nowUs() : this.#endingUs;
    const established = this.#keepAlive.running;
    const { how, detail = how } = closing;
    this.#keepAlive.stop();
    this.#blocked = false;
    link.outbox.clear();
    const sessionExpirySeconds = this.#sessionExpirySeconds;
    reportConnectionClosed(link, closing, { tUs, established, sessionExpirySeconds });
    this.#requests.abandon(tUs, detail);
    // Whatever was under way here is the business of the connection that takes over.
    if (this.#successor !== undefined) return;
    this.#release(established, how === 'client-disconnect' || how === 'client-drop', detail);
  }

  #release(established: boolean, wanted: boolean, detail: string): void {
    this.#outbound.onConnectionLost();
    if (this.#sessionExpirySeconds === 0) this.#link.discardSession();
    if (established) this.#link.env.listener.onConnectionLost(this, wanted, detail);
  }

  /** The broker has accepted our successor: the session goes to it, if it lives on, and we only listen. */
  #yieldTo(successor: WireClient, sessionLivesOn: boolean): void {
    const link = this.#link;
    successor.#predecessor = undefined;
    link.outbox.clear();
    this.#requests.abandon(link.env.clock.nowUs(), 'another connection of the client took over');
    if (sessionLivesOn) successor.#link.adoptSession(link);
    else this.#outbound.onConnectionLost();
    link.discardSession();
    if (this.#state === 'connected') this.#state = 'superseded';
  }

  #whenClosed(): Promise<void> {
    if (this.#state === 'idle') return Promise.resolve();
    return new Promise((resolve) => {
      (this.#closeWaiters ??= []).push(resolve);
    });
  }

  #send(packet: Packet): void {
    this.#link.tap('out', packet);
    this.#link.outbox.append(encodePacket(packet, this.#link.version));
    this.flush();
  }
}
