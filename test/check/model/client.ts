/** A client of the model: keeps to the protocol, and tells an observer what it sees. */
import type { HistoryObserver } from '../../../src/history/observer.ts';
import type { ProtocolVersion, QoS } from '../../../src/protocol/constants.ts';
import type { ModelFlow } from './broker.ts';
import type { DownPacket, Link, ModelPublish } from './packets.ts';

interface InFlight {
  readonly flow: number;
  readonly seq: number;
  readonly qos: QoS;
  readonly id: number;
  attempt: number;
  released: boolean;
}

const NEVER = 0xffff_ffff;

export class ModelClient {
  readonly index: number;
  readonly version: ProtocolVersion;
  readonly #observer: HistoryObserver;
  readonly #flows: readonly ModelFlow[];
  readonly #inFlight: InFlight[] = [];
  /** The newest connection, and one that it has replaced but that still holds bytes. */
  link: Link | undefined;
  replaced: Link | undefined;
  established = false;
  persistent = false;
  #connections = 0;
  #nextId = 0;

  constructor(
    index: number,
    version: ProtocolVersion,
    observer: HistoryObserver,
    flows: readonly ModelFlow[],
  ) {
    this.index = index;
    this.version = version;
    this.#observer = observer;
    this.#flows = flows;
  }

  connect(clean: boolean, persistent: boolean, tUs: number): Link {
    this.#connections += 1;
    this.persistent = persistent;
    this.established = false;
    const connection = this.#connections;
    this.#observer.connectInvoked({
      client: this.index,
      connection,
      tUs,
      version: this.version,
      cleanStart: clean,
      sessionExpirySeconds: this.#expirySeconds,
      keepAliveSeconds: 0,
      receiveMaximum: 65_535,
      topicAliasMaximum: 0,
      hasWill: false,
    });
    const up = [{ type: 'connect', clean, persistent }] as Link['up'];
    const link = {
      client: this.index,
      connection,
      up,
      down: [],
      persistent,
      brokerOpen: true,
      accepted: false,
    };
    this.replaced = this.link;
    this.link = link;
    return link;
  }

  /** Says goodbye to a connection; `how` is ours to choose, or the broker's for one that was taken over. */
  close(link: Link, how: 'client-drop' | 'client-disconnect' | 'server-disconnect', tUs: number): void {
    const established = link !== this.link || this.established;
    this.#observer.connectionClosed({
      client: this.index,
      connection: link.connection,
      tUs,
      how,
      sessionExpirySeconds: link.persistent ? NEVER : 0,
      ...(how === 'server-disconnect' ? { reasonCode: 0x8e } : {}),
      established,
    });
    if (this.replaced === link) this.replaced = undefined;
    if (this.link !== link) return;
    this.link = undefined;
    this.established = false;
  }

  publish(flow: number, seq: number, tUs: number): void {
    const qos = this.#flows[flow]?.qos ?? 0;
    const id = qos === 0 ? 0 : this.#freeId();
    const message = { flow, seq, qos, id, attempt: 1, released: false };
    if (qos > 0) this.#inFlight.push(message);
    this.#send(message, tUs);
  }

  subscribe(filter: string, qos: QoS, tUs: number): void {
    if (this.link === undefined) return;
    const { connection, up } = this.link;
    const packetId = this.#freeId();
    const subscriptions = [{ filter, qos }];
    this.#observer.subscribeInvoked({ client: this.index, connection, tUs, packetId, subscriptions });
    up.push({ type: 'subscribe', id: packetId, filter, qos });
  }

  unsubscribe(filter: string, tUs: number): void {
    if (this.link === undefined) return;
    const { connection, up } = this.link;
    const packetId = this.#freeId();
    this.#observer.unsubscribeInvoked({ client: this.index, connection, tUs, packetId, filters: [filter] });
    up.push({ type: 'unsubscribe', id: packetId, filter });
  }

  /** Takes the next packet of a connection, the newest or the one that it replaced. */
  take(link: Link, tUs: number): void {
    const packet = link.down.shift();
    if (packet === undefined) return;
    if (packet.type === 'publish') this.#delivered(link, packet, tUs);
    else if (link === this.link) this.#control(link, packet, tUs);
  }

  get hasInFlight(): boolean {
    return this.#inFlight.length > 0;
  }

  get #expirySeconds(): number {
    return this.persistent ? NEVER : 0;
  }

  #control(link: Link, packet: Exclude<DownPacket, { type: 'publish' }>, tUs: number): void {
    const base = { client: this.index, connection: link.connection, tUs };
    switch (packet.type) {
      case 'connack':
        this.#connack(packet.present, base);
        break;
      case 'suback':
        this.#observer.subscribed({ ...base, packetId: packet.id, reasonCodes: [packet.code] });
        break;
      case 'unsuback':
        this.#observer.unsubscribed({ ...base, packetId: packet.id, reasonCodes: [] });
        break;
      case 'pubrel':
        this.#observer.receiverExchange({ ...base, packetId: packet.id, kind: 'pubrel-received' });
        link.up.push({ type: 'pubcomp', id: packet.id });
        this.#observer.receiverExchange({ ...base, packetId: packet.id, kind: 'pubcomp-sent' });
        break;
      case 'pubrec':
        this.#pubrec(link, packet.id);
        break;
      case 'puback':
      case 'pubcomp':
        this.#completed(packet.id, tUs);
    }
  }

  #connack(present: boolean, base: { client: number; connection: number; tUs: number }): void {
    this.established = true;
    const sessionExpirySeconds = this.#expirySeconds;
    this.#observer.connected({ ...base, reasonCode: 0, sessionPresent: present, sessionExpirySeconds });
    if (!present) this.#inFlight.length = 0;
    for (const message of this.#inFlight) {
      message.attempt += message.released ? 0 : 1;
      if (message.released) this.link?.up.push({ type: 'pubrel', id: message.id });
      else this.#send(message, base.tUs);
    }
  }

  #send(message: InFlight, tUs: number): void {
    const { flow, seq, qos, id, attempt } = message;
    this.#observer.publishInvoked(flow, seq, attempt, tUs);
    this.link?.up.push({ type: 'publish', flow, seq, qos, id, dup: attempt > 1 });
  }

  #pubrec(link: Link, id: number): void {
    const message = this.#inFlight.find((one) => one.id === id);
    if (message === undefined) return;
    message.released = true;
    link.up.push({ type: 'pubrel', id });
  }

  #completed(id: number, tUs: number): void {
    const at = this.#inFlight.findIndex((one) => one.id === id);
    const [message] = at === -1 ? [] : this.#inFlight.splice(at, 1);
    if (message !== undefined) this.#observer.publishCompleted(message.flow, message.seq, 'ok', 0, tUs);
  }

  #delivered(link: Link, packet: ModelPublish, tUs: number): void {
    const { flow, seq, qos, id: packetId, dup } = packet;
    const base = { client: this.index, connection: link.connection, tUs };
    this.#observer.delivered({
      ...base,
      reading: 'ours',
      flow,
      seq,
      publishedQos: this.#flows[flow]?.qos ?? 0,
      qos,
      dup,
      retain: false,
      packetId,
      topicMatches: true,
      topic: undefined,
      payloadBytes: 64,
    });
    if (link !== this.link) return;
    if (qos === 1) link.up.push({ type: 'puback', id: packetId });
    if (qos === 2) {
      link.up.push({ type: 'pubrec', id: packetId });
      this.#observer.receiverExchange({ ...base, packetId, kind: 'pubrec-sent' });
    }
  }

  #freeId(): number {
    do this.#nextId = (this.#nextId % 65_535) + 1;
    while (this.#inFlight.some((one) => one.id === this.#nextId));
    return this.#nextId;
  }
}
