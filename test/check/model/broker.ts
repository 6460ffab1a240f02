/**
 * A broker that keeps every promise of MQTT and otherwise does as it likes: it decides by chance whatever the
 * specification leaves open. Checkers must pass all that comes of it.
 */
import type { Random } from '../../../src/base/random.ts';
import type { ProtocolVersion, QoS } from '../../../src/protocol/constants.ts';
import { matchesFilter } from '../../../src/protocol/topics.ts';
import type { DownPacket, Link, ModelMessage, ModelPublish, UpPacket } from './packets.ts';

interface Queued extends ModelMessage {
  readonly qos: QoS;
}

interface Outgoing extends Queued {
  readonly id: number;
  released: boolean;
}

class ModelSession {
  readonly persistent: boolean;
  readonly subscriptions = new Map<string, QoS>();
  readonly queue: Queued[] = [];
  readonly outgoing: Outgoing[] = [];
  /** QoS 2 packets received and not released yet. */
  readonly incoming = new Map<number, ModelMessage>();
  nextId = 1;

  constructor(persistent: boolean) {
    this.persistent = persistent;
  }
}

export interface ModelFlow {
  readonly publisher: number;
  readonly topic: string;
  readonly qos: QoS;
}

/** Small, so that Packet Identifiers are soon used again; 3.1.1 resends leave acknowledgements about that would be mistaken. */
const IDS_MAX = { 4: 2000, 5: 12 } as const;
const IN_FLIGHT_MAX = 6;

export class ModelBroker {
  readonly #random: Random;
  readonly #flows: readonly ModelFlow[];
  readonly #version: ProtocolVersion;
  readonly #sessions = new Map<number, ModelSession>();
  readonly #links = new Map<number, Link>();
  /** SUBACKs that messages may overtake. */
  readonly #held: { link: Link; packet: DownPacket }[] = [];
  /** Hands a QoS 2 message on when its PUBLISH comes (method B) or when its PUBREL comes (method A). */
  readonly #atPublish: boolean;
  readonly #copies: 'one' | 'each' | 'either';

  constructor(random: Random, flows: readonly ModelFlow[], version: ProtocolVersion) {
    this.#random = random;
    this.#flows = flows;
    this.#version = version;
    this.#atPublish = this.#chance(0.5);
    this.#copies = (['one', 'each', 'either'] as const)[random.below(3)] ?? 'one';
  }

  /** Takes the next packet of a connection. */
  take(link: Link): void {
    const packet = link.up.shift();
    if (packet === undefined || !link.brokerOpen) return;
    if (packet.type === 'connect') this.#connect(link, packet);
    else this.#act(link, packet, this.#session(link));
  }

  /** Does something of its own accord: sends a queued message, or a held SUBACK, or resends (3.1.1 only). */
  stir(): void {
    const held = this.#held.length > 0 && this.#chance(0.5) ? this.#held.shift() : undefined;
    if (held !== undefined) held.link.down.push(held.packet);
    const links = [...this.#links.values()].filter((link) => link.accepted);
    const link = links[this.#random.below(Math.max(1, links.length))];
    if (link === undefined) return;
    if (this.#version === 4 && this.#chance(0.02)) this.#resendOne(link);
    this.#sendOne(link);
  }

  /** Whether nothing is left to send on open connections. */
  get quiet(): boolean {
    return (
      this.#held.length === 0 &&
      [...this.#links.values()].every((link) => this.#session(link).queue.length === 0)
    );
  }

  /** The connection is gone. */
  lose(link: Link): void {
    link.brokerOpen = false;
    link.up.length = 0;
    if (this.#links.get(link.client) !== link) return;
    this.#links.delete(link.client);
    for (let at = this.#held.length - 1; at >= 0; at -= 1)
      if (this.#held[at]?.link === link) this.#held.splice(at, 1);
    if (!this.#session(link).persistent) this.#sessions.delete(link.client);
  }

  #connect(link: Link, { clean, persistent }: Extract<UpPacket, { type: 'connect' }>): void {
    const old = this.#links.get(link.client);
    if (old !== undefined) this.lose(old);
    const known = this.#sessions.get(link.client);
    const present = known !== undefined && !clean;
    if (!present) this.#sessions.set(link.client, new ModelSession(persistent));
    this.#links.set(link.client, link);
    link.accepted = true;
    link.down.push({ type: 'connack', present });
    if (present) for (const outgoing of known.outgoing) link.down.push(asResend(outgoing));
  }

  #act(link: Link, packet: Exclude<UpPacket, { type: 'connect' }>, session: ModelSession): void {
    switch (packet.type) {
      case 'publish':
        this.#publish(link, packet, session);
        break;
      case 'pubrel':
        this.#release(link, packet.id, session);
        break;
      case 'subscribe':
        this.#subscribe(link, packet, session);
        break;
      case 'unsubscribe':
        this.#unsubscribe(link, packet, session);
        break;
      case 'pubrec':
        this.#pubrec(link, packet.id, session);
        break;
      case 'puback':
      case 'pubcomp':
        forget(session, packet.id);
    }
  }

  #publish(link: Link, packet: ModelPublish, session: ModelSession): void {
    if (packet.qos < 2) this.#route(packet);
    if (packet.qos === 1) link.down.push({ type: 'puback', id: packet.id });
    if (packet.qos < 2) return;
    if (!session.incoming.has(packet.id)) {
      session.incoming.set(packet.id, packet);
      if (this.#atPublish) this.#route(packet);
    }
    link.down.push({ type: 'pubrec', id: packet.id });
  }

  #release(link: Link, id: number, session: ModelSession): void {
    const message = session.incoming.get(id);
    if (message !== undefined && !this.#atPublish) this.#route(message);
    session.incoming.delete(id);
    link.down.push({ type: 'pubcomp', id });
  }

  #pubrec(link: Link, id: number, session: ModelSession): void {
    const outgoing = session.outgoing.find((one) => one.id === id);
    if (outgoing === undefined) return;
    outgoing.released = true;
    link.down.push({ type: 'pubrel', id });
  }

  #subscribe(link: Link, packet: Extract<UpPacket, { type: 'subscribe' }>, session: ModelSession): void {
    const granted = this.#chance(0.8) ? packet.qos : (this.#random.below(packet.qos + 1) as QoS);
    session.subscriptions.set(packet.filter, granted);
    const suback = { type: 'suback', id: packet.id, code: granted } as const;
    if (this.#chance(0.5)) link.down.push(suback);
    else this.#held.push({ link, packet: suback });
  }

  #unsubscribe(link: Link, packet: Extract<UpPacket, { type: 'unsubscribe' }>, session: ModelSession): void {
    session.subscriptions.delete(packet.filter);
    if (this.#chance(0.5)) {
      const kept = session.queue.filter(({ flow }) => this.#matching(session, flow).length > 0);
      session.queue.splice(0, session.queue.length, ...kept);
    }
    // The SUBACK of the same filter may still be held: a broker answers in order.
    this.#flushHeld(link);
    link.down.push({ type: 'unsuback', id: packet.id });
  }

  #flushHeld(link: Link): void {
    for (const held of this.#held.filter((one) => one.link === link)) {
      link.down.push(held.packet);
      this.#held.splice(this.#held.indexOf(held), 1);
    }
  }

  /** To every session with a matching subscription: one copy at the highest QoS, or one for each subscription. */
  #route({ flow, seq }: ModelMessage): void {
    const published = this.#flows[flow]?.qos ?? 0;
    for (const [client, session] of this.#sessions) {
      const granted = this.#matching(session, flow).sort((a, b) => b - a);
      const each = this.#copies === 'each' || (this.#copies === 'either' && this.#chance(0.5));
      for (const qos of each ? granted : granted.slice(0, 1)) {
        const effective = Math.min(published, qos) as QoS;
        const offline = !this.#links.has(client);
        if (effective === 0 && this.#chance(offline ? 0.5 : 0.05)) continue;
        session.queue.push({ flow, seq, qos: effective });
      }
    }
  }

  #matching(session: ModelSession, flow: number): QoS[] {
    const topic = this.#flows[flow]?.topic ?? '';
    return [...session.subscriptions]
      .filter(([filter]) => matchesFilter(filter, topic))
      .map(([, qos]) => qos);
  }

  /** The next message of any stream: only messages of one flow and QoS keep their order. */
  #sendOne(link: Link): void {
    const session = this.#session(link);
    const streams = [...new Set(session.queue.map(({ flow, qos }) => `${flow} ${qos}`))];
    const stream = streams[this.#random.below(Math.max(1, streams.length))];
    const at = session.queue.findIndex(({ flow, qos }) => `${flow} ${qos}` === stream);
    const next = session.queue[at];
    if (next === undefined || (next.qos > 0 && session.outgoing.length >= IN_FLIGHT_MAX)) return;
    session.queue.splice(at, 1);
    const id = next.qos === 0 ? 0 : freeId(session, IDS_MAX[this.#version]);
    if (next.qos > 0) session.outgoing.push({ ...next, id, released: false });
    link.down.push({ type: 'publish', ...next, id, dup: false });
  }

  #resendOne(link: Link): void {
    const waiting = this.#session(link).outgoing.filter((one) => !one.released);
    const outgoing = waiting[0];
    const sent = link.down.some((packet) => packet.type === 'publish' && packet.id === outgoing?.id);
    if (outgoing !== undefined && !sent) link.down.push(asResend(outgoing));
  }

  #session(link: Link): ModelSession {
    const session = this.#sessions.get(link.client);
    if (session === undefined) throw new Error('a connection without a session');
    return session;
  }

  #chance(probability: number): boolean {
    return this.#random.float() < probability;
  }
}

function asResend({ flow, seq, qos, id, released }: Outgoing): DownPacket {
  return released ? { type: 'pubrel', id } : { type: 'publish', flow, seq, qos, id, dup: true };
}

function forget(session: ModelSession, id: number): void {
  const at = session.outgoing.findIndex((one) => one.id === id);
  if (at !== -1) session.outgoing.splice(at, 1);
}

function freeId(session: ModelSession, idsMax: number): number {
  do session.nextId = (session.nextId % idsMax) + 1;
  while (session.outgoing.some((one) => one.id === session.nextId));
  return session.nextId;
}
