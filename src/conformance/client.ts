import { PacketType, type QoS } from '../protocol/constants.ts';
import type {
  ConnackPacket,
  ConnectPacket,
  Packet,
  PublishPacket,
  SubackPacket,
  Subscription,
  UnsubackPacket,
} from '../protocol/packets.ts';
import type { Properties } from '../protocol/properties.ts';
import { Link, type LinkOptions, type OfType } from './link.ts';
import { Skipped, Unmet, Vacuous, Violation } from './outcome.ts';

export type Wanted = string | (Partial<Subscription> & { readonly filter: string });

export interface PublishFields extends Partial<Omit<PublishPacket, 'type' | 'payload'>> {
  readonly topic: string;
  readonly text?: string;
  readonly payload?: Uint8Array;
}

export interface ClientOptions extends Omit<LinkOptions, 'intercept'> {
  /** Whether a topic is one of another case. */
  readonly isForeign?: (topic: string) => boolean;
  /** How long SUBACK and UNSUBACK take to come true; they do at once where absent. */
  readonly settleMs?: number;
  /** How long what has waited at the target may take; like anything else where absent. */
  readonly owedMs?: number;
}

/** How long a DISCONNECT may take to be read. */
const GOODBYE_MS = 500;

/** A connection that has gone through CONNECT, with the small talk of MQTT as one call each. What fails here is no verdict. */
export class Client extends Link {
  /** Answers deliveries at once: PUBACK, PUBREC, PUBCOMP. Off, the case answers, or does not. */
  acknowledges = true;
  clientId = '';
  connack: ConnackPacket | undefined;
  /** The Client Identifier, if its Session may outlive the connection. */
  keptClientId: string | undefined;
  #lastId = 0;
  /** Whose each unanswered PINGREQ is: ours, or the case's. */
  readonly #pings: boolean[] = [];
  /** Identifiers of deliveries that are not acknowledged to the end. */
  readonly #unanswered = new Set<number>();
  readonly #lastOf = new Map<number, string>();

  readonly #foreign: (topic: string) => boolean;
  readonly #settleMs: number;
  readonly #owedMs: number;

  constructor({ isForeign = () => false, settleMs = 0, owedMs = 0, ...options }: ClientOptions) {
    super({ ...options, intercept: (packet) => this.#answer(packet) });
    this.#foreign = isForeign;
    this.#settleMs = settleMs;
    this.#owedMs = owedMs;
  }

  /** From here on passive rules look away: what was sent leaves open how answers are to be read. */
  stopJudging(): void {
    this.options.judge.switchOff();
  }

  override send(...packets: readonly Packet[]): void {
    for (const packet of packets) {
      if (packet.type === PacketType.pingreq) this.#pings.push(false);
      const isLast = packet.type === PacketType.puback || packet.type === PacketType.pubcomp;
      if (isLast || (packet.type === PacketType.pubrec && packet.reasonCode >= 0x80))
        this.#unanswered.delete(packet.packetId);
    }
    super.send(...packets);
  }

  /** Keeps to a Server Keep Alive, which replaces the 0 that a case asks for. */
  async #beat(keepAliveS: number): Promise<void> {
    while (!(await this.ended(keepAliveS * 500))) {
      this.#pings.push(true);
      super.send({ type: PacketType.pingreq });
    }
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Sends CONNECT and takes what comes: CONNACK, or undefined. */
  async attempt(packet: ConnectPacket, withinMs?: number): Promise<ConnackPacket | undefined> {
    this.send(packet);
    this.connack = await this.take(PacketType.connack, undefined, withinMs);
    this.clientId = this.connack?.properties?.assignedClientIdentifier ?? packet.clientId;
    const isKept =
      this.version === 4 ? !packet.cleanStart : (packet.properties?.sessionExpiryInterval ?? 0) > 0;
    if (isKept && this.connack?.reasonCode === 0) this.keptClientId = this.clientId;
    const serverKeepAliveS = this.connack?.properties?.serverKeepAlive ?? 0;
    if (serverKeepAliveS > 0 && (packet.keepAlive === 0 || packet.keepAlive > serverKeepAliveS))
      void this.#beat(serverKeepAliveS);
    return this.connack;
  }

  /** Subscribes; Unmet without SUBACK or where a filter is refused. */
  async subscribe(wanted: Wanted | readonly Wanted[], properties?: Properties): Promise<SubackPacket> {
    const suback = await this.trySubscribe(wanted, properties);
    const refused = suback.reasonCodes.find((code) => code >= 0x80);
    if (refused !== undefined)
      throw new Unmet(`${this.name} may not subscribe: SUBACK 0x${refused.toString(16)}`);
    return suback;
  }

  /** Subscribes, and skips the case where the target grants less than `qos`. */
  async subscribeAt(qos: QoS, wanted: Wanted | readonly Wanted[], properties?: Properties): Promise<void> {
    const list = (Array.isArray(wanted) ? wanted : [wanted]) as readonly Wanted[];
    const filters = list.map((each) => ({ qos, ...(typeof each === 'string' ? { filter: each } : each) }));
    const suback = await this.subscribe(filters, properties);
    const granted = Math.min(...suback.reasonCodes);
    if (granted < qos) throw new Skipped(`the target grants QoS ${granted} where ${qos} is requested`);
  }

  /** SUBACK whatever it says; Unmet where none comes. */
  async trySubscribe(wanted: Wanted | readonly Wanted[], properties?: Properties): Promise<SubackPacket> {
    const packetId = this.nextId();
    this.send(subscribePacket(packetId, wanted, properties));
    const suback = await this.need(PacketType.suback, (packet) => packet.packetId === packetId);
    await this.#settled();
    return suback;
  }

  async unsubscribe(...filters: readonly string[]): Promise<UnsubackPacket> {
    const packetId = this.nextId();
    this.send({ type: PacketType.unsubscribe, packetId, filters });
    const unsuback = await this.need(PacketType.unsuback, (packet) => packet.packetId === packetId);
    await this.#settled();
    return unsuback;
  }

  /** Lets a subscription come into force where that takes a target its time. */
  async #settled(): Promise<void> {
    if (this.#settleMs > 0) await this.ended(this.#settleMs);
  }

  /** Publishes and sees it through to its last acknowledgement; Unmet where that does not come. The Reason Code of the first. */
  async publish(fields: PublishFields): Promise<number> {
    const packet = this.begin(fields);
    if (packet.qos === 0) return 0;
    const mine = (answer: { readonly packetId: number }): boolean => answer.packetId === packet.packetId;
    if (packet.qos === 1) return (await this.need(PacketType.puback, mine)).reasonCode;
    const { reasonCode } = await this.need(PacketType.pubrec, mine);
    if (reasonCode >= 0x80) return reasonCode;
    this.send({ type: PacketType.pubrel, packetId: packet.packetId ?? 0, reasonCode: 0 });
    await this.need(PacketType.pubcomp, mine);
    return reasonCode;
  }

  /** The same, but refused is Unmet too. */
  async store(fields: PublishFields): Promise<void> {
    const reasonCode = await this.publish(fields);
    if (reasonCode >= 0x80)
      throw new Unmet(`${this.name} may not publish to ${fields.topic}: 0x${reasonCode.toString(16)}`);
  }

  /** Sends a PUBLISH and waits for nothing. */
  begin(fields: PublishFields): PublishPacket & { readonly packetId?: number } {
    const packet = publishPacket(fields, () => this.nextId());
    this.send(packet);
    return packet;
  }

  /** Proves that the target has read everything sent before on this connection. */
  async ping(): Promise<void> {
    this.send({ type: PacketType.pingreq });
    await this.need(PacketType.pingresp);
  }

  /** The next delivery with that text; its absence is the violation of the case. */
  async expectMessage(text: string, expected: string): Promise<PublishPacket> {
    return this.expect(PacketType.publish, expected, (packet) => textOf(packet) === text);
  }

  /** The next delivery with that text, without which the case has no verdict. */
  async needMessage(text: string): Promise<PublishPacket> {
    const packet = await this.take(PacketType.publish, (each) => textOf(each) === text);
    if (packet !== undefined) return packet;
    this.#mayBeHeldBack();
    throw new Unmet(`${this.name} needs the message ${JSON.stringify(text)}: ${this.story()}`);
  }

  /** How long what has waited at the target may take: no sentence says when it has to be sent, and some look once in a while. */
  get patienceMs(): number {
    return Math.max(this.options.answerMs, this.#owedMs);
  }

  /** The same for what the statement of the case demands: on a Session that goes on it may have waited. */
  override async expect<T extends PacketType>(
    type: T,
    expected: string,
    fits?: (packet: OfType<T>) => boolean,
    withinMs = this.options.demandMs,
  ): Promise<OfType<T>> {
    const isMessage = type === PacketType.publish || type === PacketType.pubrel;
    const mayWait = isMessage && this.connack?.sessionPresent === true;
    return super.expect(type, expected, fits, mayWait ? Math.max(withinMs, this.#owedMs) : withinMs);
  }

  override async need<T extends PacketType>(
    type: T,
    fits?: (packet: OfType<T>) => boolean,
    withinMs?: number,
  ): Promise<OfType<T>> {
    const packet = await this.take(type, fits, withinMs);
    if (packet !== undefined) return packet;
    if (type === PacketType.publish) this.#mayBeHeldBack();
    return super.need(type, fits, 0);
  }

  /** How many messages it sends before the first is answered is the target's affair. */
  #mayBeHeldBack(): void {
    if (this.isOver || this.fault !== undefined || this.#unanswered.size === 0) return;
    throw new Vacuous(`the target holds messages back while ${this.#unanswered.size} are unanswered`);
  }

  /** Everything delivered and not taken, in order. */
  takeMessages(): PublishPacket[] {
    return this.takeAll(PacketType.publish);
  }

  /** Says goodbye: DISCONNECT, then waits until the connection is over. */
  async disconnect(reasonCode = 0, properties?: Properties): Promise<void> {
    this.send({
      type: PacketType.disconnect,
      reasonCode,
      ...(properties === undefined ? {} : { properties }),
    });
    // The target closes at once when it has read it; that it takes its time is no reason to wait for long.
    await this.ended(GOODBYE_MS);
    this.hangUp();
  }

  /** The connection has to end: that is what the statement of the case demands. The DISCONNECT that came before, if any. */
  async expectEnd(expected: string, withinMs?: number): Promise<number | undefined> {
    const isOver = await this.ended(withinMs);
    if (isOver) return this.takeNow(PacketType.disconnect)?.reasonCode;
    this.readable();
    this.untold();
    throw new Violation({ expected, actual: this.story(), isLate: true });
  }

  /** Throws Unmet where a DISCONNECT waits: that it is the end is asked by 5:3.14.4-2, and by nothing else. */
  untold(): void {
    if (this.waiting.some(({ type }) => type === PacketType.disconnect))
      throw new Unmet(`${this.name}: the target sent DISCONNECT and left the connection open [5:3.14.4-2]`);
  }

  /** 3.1.1 allows to send again at any time, and in 5.0 a passive rule tells: no case has to count it as a second message. */
  #isRepeat(packet: PublishPacket): boolean {
    const text = `${packet.topic} ${textOf(packet)}`;
    const isRepeat = packet.dup && this.#lastOf.get(packet.packetId ?? 0) === text;
    this.#lastOf.set(packet.packetId ?? 0, text);
    return isRepeat;
  }

  #answer(packet: Packet): boolean {
    return this.#acknowledge(packet) || this.#isForeign(packet);
  }

  /** A message of another case at a client that never asked for it: a passive rule tells, and no case takes it for its own. */
  #isForeign(packet: Packet): boolean {
    return packet.type === PacketType.publish && this.#foreign(packet.topic);
  }

  #acknowledge(packet: Packet): boolean {
    if (packet.type === PacketType.publish && packet.packetId !== undefined)
      this.#unanswered.add(packet.packetId);
    if (packet.type === PacketType.pingresp) return this.#pings.shift() === true;
    if (!this.acknowledges) return false;
    if (packet.type === PacketType.pubrel) {
      this.send({ type: PacketType.pubcomp, packetId: packet.packetId, reasonCode: 0 });
      return true;
    }
    if (packet.type !== PacketType.publish || packet.packetId === undefined) return false;
    const type = packet.qos === 1 ? PacketType.puback : PacketType.pubrec;
    this.send({ type, packetId: packet.packetId, reasonCode: 0 });
    return this.#isRepeat(packet);
  }
}

export function subscribePacket(
  packetId: number,
  wanted: Wanted | readonly Wanted[],
  properties?: Properties,
) {
  const list = (Array.isArray(wanted) ? wanted : [wanted]) as readonly Wanted[];
  return {
    type: PacketType.subscribe,
    packetId,
    subscriptions: list.map((each) =>
      typeof each === 'string' ? { filter: each, qos: 0 as const } : { qos: 0 as const, ...each },
    ),
    ...(properties === undefined ? {} : { properties }),
  };
}

export function publishPacket(fields: PublishFields, nextId: () => number): PublishPacket {
  const { text, payload, packetId, qos = 0, ...rest } = fields;
  return {
    type: PacketType.publish,
    dup: false,
    retain: false,
    ...rest,
    qos,
    payload: payload ?? Buffer.from(text ?? ''),
    ...(qos === 0 ? {} : { packetId: packetId ?? nextId() }),
  };
}

/** The payload as text. */
export function textOf(packet: PublishPacket): string {
  return Buffer.from(packet.payload).toString();
}
