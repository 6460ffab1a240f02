/** The QoS 1 and 2 packets of one session at its receiver: which exchanges are open, and what was seen lately. */

/** How far a QoS 2 exchange is: PUBLISH received, PUBREC sent, PUBREL received. */
export type ExchangeStage = 'published' | 'received' | 'released';

export interface Exchange {
  packetId: number;
  flow: number;
  seq: number;
  connection: number;
  stage: ExchangeStage;
  /** When our PUBREC left. */
  pubrecUs: number;
}

/** How a packet compares with earlier ones of the same message. */
export interface Seen {
  /** The same Packet Identifier on the same connection. */
  readonly sameIdHere: boolean;
  /** The same Packet Identifier on any connection of the session. */
  readonly sameId: boolean;
  /** Another Packet Identifier. */
  readonly otherId: boolean;
  /** PUBREL had come for it, under the same Packet Identifier. */
  readonly released: boolean;
}

const RECENT_MAX = 32;
const WORDS = 5;
const FLOW = 0;
const SEQ = 1;
const PACKET_ID = 2;
const ON_CONNECTION = 3;
const RELEASED = 4;

export class ExchangeBook {
  /** By Packet Identifier; at most 65,535. */
  readonly #open = new Map<number, Exchange>();
  /** Finished exchanges, used again. */
  readonly #free: Exchange[] = [];
  /** The last {@link RECENT_MAX} packets, a ring of {@link WORDS} words each. */
  #recent: Uint32Array | undefined;
  #next = 0;
  /** Exchanges that came to PUBREL. */
  released = 0;

  get openCount(): number {
    return this.#open.size;
  }

  openExchanges(): Iterable<Readonly<Exchange>> {
    return this.#open.values();
  }

  find(packetId: number): Exchange | undefined {
    return this.#open.get(packetId);
  }

  /** A QoS 1 or 2 PUBLISH came in; call it after {@link ExchangeBook.seen}. */
  note(flow: number, seq: number, packetId: number, connection: number): void {
    this.#recent ??= new Uint32Array(RECENT_MAX * WORDS);
    const at = this.#next * WORDS;
    this.#recent[at + FLOW] = flow;
    this.#recent[at + SEQ] = seq;
    this.#recent[at + PACKET_ID] = packetId;
    this.#recent[at + ON_CONNECTION] = connection;
    this.#recent[at + RELEASED] = 0;
    this.#next = (this.#next + 1) % RECENT_MAX;
  }

  begin(packetId: number, flow: number, seq: number, connection: number): void {
    const exchange = this.#free.pop() ?? blankExchange();
    exchange.packetId = packetId;
    exchange.flow = flow;
    exchange.seq = seq;
    exchange.connection = connection;
    exchange.stage = 'published';
    exchange.pubrecUs = Infinity;
    this.#open.set(packetId, exchange);
  }

  pubrecSent(packetId: number, connection: number, tUs: number): void {
    const exchange = this.#open.get(packetId);
    if (exchange?.stage !== 'published' || exchange.connection !== connection) return;
    exchange.stage = 'received';
    exchange.pubrecUs = tUs;
  }

  pubrelReceived(packetId: number): void {
    const exchange = this.#open.get(packetId);
    if (exchange === undefined || exchange.stage === 'released') return;
    exchange.stage = 'released';
    this.released += 1;
    this.#markReleased(exchange);
  }

  end(packetId: number): void {
    const exchange = this.#open.get(packetId);
    if (exchange === undefined) return;
    this.#open.delete(packetId);
    this.#free.push(exchange);
  }

  /** Key of the newest packet under that Packet Identifier, of the last few; undefined: not known any more. */
  newest(packetId: number): { readonly flow: number; readonly seq: number } | undefined {
    const recent = this.#recent;
    if (recent === undefined) return undefined;
    for (let back = 1; back <= RECENT_MAX; back += 1) {
      const at = ((this.#next - back + RECENT_MAX) % RECENT_MAX) * WORDS;
      if (recent[at + PACKET_ID] === packetId)
        return { flow: recent[at + FLOW] as number, seq: recent[at + SEQ] as number };
    }
    return undefined;
  }

  seen(flow: number, seq: number, packetId: number, connection: number): Seen {
    const recent = this.#recent ?? new Uint32Array(0);
    let sameIdHere = false;
    let sameId = false;
    let otherId = false;
    let released = false;
    for (let at = 0; at < recent.length; at += WORDS) {
      if (recent[at + FLOW] !== flow || recent[at + SEQ] !== seq || recent[at + PACKET_ID] === 0) continue;
      if (recent[at + PACKET_ID] !== packetId) {
        otherId = true;
        continue;
      }
      sameId = true;
      sameIdHere ||= recent[at + ON_CONNECTION] === connection;
      released ||= recent[at + RELEASED] === 1;
    }
    return { sameIdHere, sameId, otherId, released };
  }

  /** Its packet is the newest of that message and Packet Identifier, and mostly one of the last. */
  #markReleased({ flow, seq, packetId }: Exchange): void {
    if (this.#recent === undefined) return;
    for (let back = 1; back <= RECENT_MAX; back += 1) {
      const at = ((this.#next - back + RECENT_MAX) % RECENT_MAX) * WORDS;
      const same = this.#recent[at + SEQ] === seq && this.#recent[at + FLOW] === flow;
      if (!same || this.#recent[at + PACKET_ID] !== packetId) continue;
      this.#recent[at + RELEASED] = 1;
      return;
    }
  }
}

function blankExchange(): Exchange {
  return { packetId: 0, flow: 0, seq: 0, connection: 0, stage: 'published', pubrecUs: Infinity };
}
