import type { Outcome } from '../history/observer.ts';
import type { Stamp } from '../history/stamp.ts';
import { PacketType } from '../protocol/constants.ts';
import type { PublishTemplate } from '../protocol/publish-template.ts';
import type { Link } from './link.ts';
import type { InFlight } from './session.ts';
import type { BenchClient, OutboundFlow, PublishAdmission, VariedPayload } from './types.ts';
import { encodeVaried, type AliasUse } from './varied-message.ts';

const PUBREL_FIRST_BYTE = 0x62;
const DUP_FLAG = 0x08;
const FIRST_ERROR_CODE = 0x80;

/** One record for all stamps of a thread: writing a message allocates nothing but its bytes. */
const stamp: Stamp = { qos: 0, flow: 0, seq: 0, sentUs: 0, lagUs: 0 };

/** The publishing half of a wire client: QoS 0, 1 and 2 towards the broker. */
export class Outbound {
  readonly #link: Link;
  readonly #owner: BenchClient;
  /** The flow that each Topic Alias stands for on this connection. */
  #aliases: Map<number, number> | undefined;
  #waiting = false;

  constructor(link: Link, owner: BenchClient) {
    this.#link = link;
    this.#owner = owner;
  }

  /** Takes one message if the broker's announced limits leave room for it. */
  publish(message: OutboundFlow, seq: number, intendedUs: number): PublishAdmission {
    const link = this.#link;
    if (!this.#supported(message)) return 'unsupported';
    if (message.varied !== undefined) return this.#publishVaried(message, message.varied, seq, intendedUs);
    const sentUs = link.env.clock.nowUs();
    let packetId = 0;
    if (message.qos > 0) {
      const session = link.session;
      if (session.inFlight >= link.limits.receiveMaximum || (packetId = session.packetIds.take()) === 0) {
        this.#waiting = true;
        return 'busy';
      }
      session.published.set(packetId, {
        packetId,
        message,
        seq,
        intendedUs,
        sentUs,
        attempts: 1,
        told: false,
      });
    }
    this.#write(this.#templateFor(message), message, { packetId, seq, intendedUs, sentUs, dup: false });
    link.env.observer.publishInvoked(message.flow, seq, 1, sentUs);
    link.env.latency.sent(Math.max(0, sentUs - intendedUs));
    return 'sent';
  }

  /** A new connection: aliases are gone (`5:3.3.2-7`). */
  onNewConnection(): void {
    this.#aliases = undefined;
  }

  /**
   * The session was resumed: unacknowledged PUBREL and PUBLISH packets go out again with their Packet Identifiers, in
   * their original order (`5:4.4.0-1`, `5:4.6.0-1`, `311:4.4.0-1`, `311:4.6.0-1`).
   */
  resend(): void {
    if (!this.#link.hasSessionState) return;
    const { session, env, limits, index } = this.#link;
    if (session.published.size > limits.receiveMaximum) {
      const message = `${session.published.size} messages to resend, and the Receive Maximum is now ${limits.receiveMaximum}`;
      env.observer.ownFault({ client: index, tUs: env.clock.nowUs(), message });
    }
    for (const packetId of session.released.keys()) {
      this.#link.acknowledge(PacketType.pubrel, PUBREL_FIRST_BYTE, packetId);
    }
    for (const entry of session.published.values()) {
      const { message } = entry;
      entry.attempts += 1;
      if (message.varied === undefined) this.#write(message.template, message, { ...entry, dup: true });
      else
        this.#append(this.#encode(message, message.varied, entry, 'none'), message, { ...entry, dup: true });
      if (message.varied?.carrier === 'none') continue;
      env.observer.publishInvoked(message.flow, entry.seq, entry.attempts, env.clock.nowUs());
    }
  }

  /** Whoever waits for these messages must not wait for an acknowledgement that needs a resume. */
  onConnectionLost(): void {
    const link = this.#link;
    this.#waiting = false;
    if (!link.hasSessionState) return;
    const { session } = link;
    for (const map of [session.published, session.released]) {
      for (const entry of map.values()) this.#tell(entry, 'info', 0);
    }
  }

  onPuback(packetId: number, reasonCode: number): void {
    const entry = this.#take(packetId, 1, PacketType.puback);
    if (entry !== undefined) this.#settle(entry, reasonCode);
  }

  onPubrec(packetId: number, reasonCode: number): void {
    const link = this.#link;
    if (link.hasSessionState && link.session.released.has(packetId)) {
      link.acknowledge(PacketType.pubrel, PUBREL_FIRST_BYTE, packetId);
      return;
    }
    const entry = this.#take(packetId, 2, PacketType.pubrec);
    if (entry === undefined) return;
    if (reasonCode >= FIRST_ERROR_CODE) {
      this.#settle(entry, reasonCode);
      return;
    }
    link.session.released.set(packetId, entry);
    link.acknowledge(PacketType.pubrel, PUBREL_FIRST_BYTE, packetId);
  }

  onPubcomp(packetId: number, reasonCode: number): void {
    const link = this.#link;
    const entry = link.hasSessionState ? link.session.released.get(packetId) : undefined;
    if (entry === undefined) {
      this.#unknownIdentifier('PUBCOMP', packetId);
      return;
    }
    link.session.released.delete(packetId);
    // 0x92 answers a PUBREL of a resumed session whose exchange the broker has finished already: the message is through.
    this.#settle(entry, reasonCode === 0x92 ? 0 : reasonCode);
  }

  #supported(message: OutboundFlow): boolean {
    const { limits } = this.#link;
    return (
      message.qos <= limits.maximumQoS &&
      (!message.retain || limits.retainAvailable) &&
      message.template.size <= limits.maximumPacketSize
    );
  }

  #templateFor(message: OutboundFlow): PublishTemplate {
    const { alias } = message;
    if (alias === undefined || alias.number > this.#link.limits.topicAliasMaximum) return message.template;
    this.#aliases ??= new Map();
    if (this.#aliases.get(alias.number) === message.flow) return alias.use;
    this.#aliases.set(alias.number, message.flow);
    return alias.establish;
  }

  /** As {@link Outbound.publish}, of a message that is encoded by itself. */
  #publishVaried(
    message: OutboundFlow,
    varied: VariedPayload,
    seq: number,
    intendedUs: number,
  ): PublishAdmission {
    const link = this.#link;
    const packetId = message.qos === 0 ? 0 : this.#takePacketId();
    if (packetId < 0) return 'busy';
    const entry = { packetId, seq, intendedUs, sentUs: link.env.clock.nowUs(), dup: false };
    const alias = this.#aliasUse(message);
    const packet = this.#encode(message, varied, entry, alias);
    if (packet.size > link.limits.maximumPacketSize) {
      if (packetId > 0) link.session.packetIds.release(packetId);
      return 'unsupported';
    }
    if (alias === 'establish') this.#noteAlias(message);
    if (packetId > 0) link.session.published.set(packetId, { ...entry, message, attempts: 1, told: false });
    this.#append(packet, message, entry);
    if (varied.carrier !== 'none') link.env.observer.publishInvoked(message.flow, seq, 1, entry.sentUs);
    link.env.latency.sent(Math.max(0, entry.sentUs - intendedUs));
    return 'sent';
  }

  /** A Packet Identifier for a new message, or -1 where none may be in flight now. */
  #takePacketId(): number {
    const { session, limits } = this.#link;
    const packetId = session.inFlight >= limits.receiveMaximum ? 0 : session.packetIds.take();
    if (packetId > 0) return packetId;
    this.#waiting = true;
    return -1;
  }

  #aliasUse({ alias, flow }: OutboundFlow): AliasUse {
    if (alias === undefined || alias.number > this.#link.limits.topicAliasMaximum) return 'none';
    return this.#aliases?.get(alias.number) === flow ? 'use' : 'establish';
  }

  #noteAlias({ alias, flow }: OutboundFlow): void {
    if (alias !== undefined) (this.#aliases ??= new Map()).set(alias.number, flow);
  }

  #encode(
    message: OutboundFlow,
    varied: VariedPayload,
    times: { readonly seq: number; readonly intendedUs: number; readonly sentUs: number },
    alias: AliasUse,
  ): PublishTemplate {
    const { version, env } = this.#link;
    return encodeVaried(message, varied, times, { version, stamps: env.stamps, alias });
  }

  /** Writes a packet that is complete but for Packet Identifier and DUP. */
  #append(
    packet: PublishTemplate,
    message: OutboundFlow,
    entry: { packetId: number; seq: number; sentUs: number; dup: boolean },
  ): void {
    this.#copy(packet, entry);
    this.#tap(message, entry);
  }

  /** Puts the packet into the outbox, at its `reservedAt`; the buffer that it stands in. */
  #copy(template: PublishTemplate, entry: { packetId: number; dup: boolean }): Buffer {
    const { outbox } = this.#link;
    const buffer = outbox.reserve(template.size);
    const at = outbox.reservedAt;
    template.copyInto(buffer, at);
    if (entry.dup) buffer[at] = (buffer[at] as number) | DUP_FLAG;
    if (entry.packetId !== 0) buffer.writeUInt16BE(entry.packetId, at + template.packetIdOffset);
    return buffer;
  }

  #write(
    template: PublishTemplate,
    message: OutboundFlow,
    entry: { packetId: number; seq: number; intendedUs: number; sentUs: number; dup: boolean },
  ): void {
    const { outbox, env } = this.#link;
    const buffer = this.#copy(template, entry);
    const at = outbox.reservedAt;
    stamp.qos = message.qos;
    stamp.flow = message.flow;
    stamp.seq = entry.seq;
    stamp.sentUs = entry.sentUs;
    stamp.lagUs = entry.sentUs - entry.intendedUs;
    env.stamps.write(buffer, at + template.payloadOffset, message.payloadBytes, stamp, message.fillerSum);
    this.#tap(message, entry);
  }

  /** The message that an acknowledgement belongs to; a wrong one is a violation, not an error of ours. */
  #take(packetId: number, qos: 1 | 2, packetType: number): InFlight | undefined {
    const link = this.#link;
    const entry = link.hasSessionState ? link.session.published.get(packetId) : undefined;
    const name = packetType === PacketType.puback ? 'PUBACK' : 'PUBREC';
    if (entry === undefined) {
      this.#unknownIdentifier(name, packetId);
      return undefined;
    }
    if (entry.message.qos !== qos) {
      link.violation(
        link.clause('3.3.4-1', '3.3.4-1'),
        `${name} answers a QoS ${entry.message.qos} PUBLISH with Packet Identifier ${packetId}`,
      );
      return undefined;
    }
    link.session.published.delete(packetId);
    return entry;
  }

  #unknownIdentifier(name: string, packetId: number): void {
    const link = this.#link;
    link.violation(
      link.clause('2.2.1-5', '2.3.1-6'),
      `${name} carries Packet Identifier ${packetId}, which no message in flight has`,
    );
  }

  #settle(entry: InFlight, reasonCode: number): void {
    const link = this.#link;
    const { session, env, receivedUs } = link;
    session.packetIds.release(entry.packetId);
    const outcome = reasonCode >= FIRST_ERROR_CODE ? 'fail' : 'ok';
    if (entry.message.varied?.carrier !== 'none')
      env.observer.publishCompleted(entry.message.flow, entry.seq, outcome, reasonCode, receivedUs);
    if (outcome === 'ok') env.latency.acknowledged(receivedUs - entry.intendedUs, receivedUs - entry.sentUs);
    this.#tell(entry, outcome, reasonCode);
    if (!this.#waiting) return;
    this.#waiting = false;
    env.listener.onWritable(this.#owner);
  }

  #tell(entry: InFlight, outcome: Outcome, reasonCode: number): void {
    if (entry.told) return;
    entry.told = true;
    this.#link.env.listener.onPublishSettled(this.#owner, entry.message, outcome, reasonCode);
  }

  #tap(message: OutboundFlow, entry: { packetId: number; seq: number; sentUs: number; dup: boolean }): void {
    const { tap } = this.#link.env;
    if (tap === undefined) return;
    const record = this.#link.tapRecord('out', PacketType.publish);
    record.packetId = entry.packetId;
    record.qos = message.qos;
    record.dup = entry.dup;
    record.retain = message.retain;
    record.flow = message.flow;
    record.seq = entry.seq;
    record.tUs = entry.sentUs;
    tap.record(record);
  }
}
