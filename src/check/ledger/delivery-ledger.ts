/** What arrived, for each session, flow and delivered QoS. The hot path of checking: in order and once costs no allocation. */
import type { Steps } from '../../base/steps.ts';
import type { Delivery } from '../../history/observer.ts';
import { DeliveryDetail, type DeliveryDetailState } from './delivery-detail.ts';
import {
  CONNECTION,
  CONNECTION_START,
  DeliveryTable,
  DETAIL,
  GENERATION,
  NEXT,
  RECORD_WORDS,
  START,
} from './delivery-table.ts';
import type { Oddity } from './oddity.ts';
import { rangeSet } from './ranges.ts';
import type { LiveSession } from './live-session.ts';

/** The records as {@link DeliveryTable} lays them out, and their details by number, from 1. */
export interface DeliveryLedgerState {
  readonly words: Uint32Array;
  readonly details: readonly DeliveryDetailState[];
  /** Drains that ended incomplete; a record of an earlier generation has received nothing since the last one. */
  readonly generation: number;
  /** Deliveries that no record had room for. */
  readonly unrecorded: number;
}

export interface DeliveryLimits {
  readonly recordsMax: number;
  /** Runs of sequence numbers behind a gap, of all records together. */
  readonly gapsMax: number;
}

export const DELIVERY_LIMITS: DeliveryLimits = { recordsMax: 8_000_000, gapsMax: 4_000_000 };

export type OddityListener = (oddity: Oddity, live: LiveSession, delivery: Readonly<Delivery>) => void;

export class DeliveryLedger {
  readonly #table: DeliveryTable;
  readonly #details: DeliveryDetail[] = [];
  readonly #gapsMax: number;
  readonly #onOddity: OddityListener;
  /** Counts the drains that ended incomplete. */
  #generation = 0;
  #gaps = 0;
  #unrecorded = 0;

  constructor(onOddity: OddityListener, limits: DeliveryLimits = DELIVERY_LIMITS) {
    this.#onOddity = onOddity;
    this.#table = new DeliveryTable(limits.recordsMax);
    this.#gapsMax = limits.gapsMax;
  }

  /** A message of ours, under its own topic, without RETAIN, on the session's present connection. */
  delivered(live: LiveSession, delivery: Readonly<Delivery>): void {
    const { flow, seq, qos } = delivery;
    const { words } = this.#table;
    const at = this.#table.find(live.state.id, flow * 3 + qos);
    const inLine =
      at !== -1 &&
      seq === words[at + NEXT] &&
      delivery.connection === words[at + CONNECTION] &&
      words[at + GENERATION] === this.#generation &&
      !delivery.dup;
    if (!inLine) {
      this.#outOfLine(live, delivery, at);
      return;
    }
    words[at + NEXT] = seq + 1;
    if (qos === 0) return;
    if (qos === 2) this.#beginExchange(live, delivery);
    live.exchanges.note(flow, seq, delivery.packetId, delivery.connection);
  }

  /** With RETAIN: received, but neither in order nor counted (replays may come at any subscribe). */
  retained(live: LiveSession, delivery: Readonly<Delivery>): void {
    const at = this.#record(live, delivery);
    if (at === -1) return;
    const detail = this.#detailOf(at);
    (detail.retained ??= rangeSet(0, 0)).add(delivery.seq);
    if (delivery.qos === 2) this.#beginExchange(live, delivery);
  }

  /** Read from a connection that a newer one of the same client has replaced. */
  stale(live: LiveSession, delivery: Readonly<Delivery>): void {
    const at = this.#record(live, delivery);
    if (at === -1) return;
    const detail = this.#detailOf(at);
    (detail.stale ??= rangeSet(0, 0)).add(delivery.seq);
  }

  /** The client answered a message that it had been told of with a Reason Code of 0x80 or more. */
  refused(live: LiveSession, flow: number, seq: number, qos: 1 | 2): void {
    const at = this.#table.find(live.state.id, flow * 3 + qos);
    if (at !== -1) (this.#detailOf(at).refused ??= rangeSet(0, 0)).add(seq);
  }

  drainEndedIncomplete(): void {
    this.#generation += 1;
  }

  /** What comes between two steps may be in the details already, and is not in the records. */
  *toState(): Steps<DeliveryLedgerState> {
    const words = this.#table.words.slice(0, this.#table.records * RECORD_WORDS);
    const generation = this.#generation;
    const details: DeliveryDetailState[] = [];
    for (const detail of this.#details) {
      details.push(detail.toState());
      yield;
    }
    return { words, details, generation, unrecorded: this.#unrecorded };
  }

  #record(live: LiveSession, { flow, qos, connection }: Readonly<Delivery>): number {
    const key = flow * 3 + qos;
    const known = this.#table.find(live.state.id, key);
    if (known !== -1) return known;
    live.used = true;
    const at = this.#table.add(live.state.id, key);
    if (at === -1) {
      this.#unrecorded += 1;
      return -1;
    }
    const { words } = this.#table;
    words[at + CONNECTION] = connection;
    words[at + GENERATION] = this.#generation;
    if (this.#generation > 0) this.#detailOf(at).atDrain = rangeSet(0, 0);
    return at;
  }

  #outOfLine(live: LiveSession, delivery: Readonly<Delivery>, known: number): void {
    const at = known === -1 ? this.#record(live, delivery) : known;
    if (at === -1) return;
    const { words } = this.#table;
    if (words[at + GENERATION] !== this.#generation) this.#passDrain(at);
    if (words[at + CONNECTION] !== delivery.connection) this.#enterConnection(at, delivery.connection);
    const { seq } = delivery;
    const next = words[at + NEXT] as number;
    if (seq >= next) this.#firstInOrder(live, delivery, at);
    else if (this.#has(at, seq)) this.#repeat(live, delivery, at);
    else this.#firstButLate(live, delivery, at);
    if (delivery.qos > 0) live.exchanges.note(delivery.flow, seq, delivery.packetId, delivery.connection);
  }

  #passDrain(at: number): void {
    const detail = this.#detailOf(at);
    const { words } = this.#table;
    const received = rangeSet(words[at + START] as number, words[at + NEXT] as number);
    received.addAll(detail.earlier);
    detail.atDrain = received;
    words[at + GENERATION] = this.#generation;
  }

  #enterConnection(at: number, connection: number): void {
    const { words } = this.#table;
    words[at + CONNECTION] = connection;
    words[at + CONNECTION_START] = words[at + NEXT] as number;
    if (words[at + DETAIL] !== 0) this.#detailOf(at).enterConnection();
  }

  #firstInOrder(live: LiveSession, delivery: Readonly<Delivery>, at: number): void {
    const { words } = this.#table;
    const start = words[at + START] as number;
    const next = words[at + NEXT] as number;
    if (delivery.seq > next) {
      if (next > start && !this.#keepGap(at, start, next)) return;
      words[at + START] = delivery.seq;
    }
    words[at + NEXT] = delivery.seq + 1;
    this.#firstCopy(live, delivery, at);
  }

  #keepGap(at: number, start: number, next: number): boolean {
    if (this.#gaps >= this.#gapsMax) {
      this.#unrecorded += 1;
      return false;
    }
    this.#gaps += 1;
    this.#detailOf(at).earlier.addRange(start, next);
    return true;
  }

  #firstButLate(live: LiveSession, delivery: Readonly<Delivery>, at: number): void {
    const detail = this.#detailOf(at);
    detail.earlier.add(delivery.seq);
    detail.seeHere(delivery.seq);
    this.#odd('late', live, delivery, at);
    this.#firstCopy(live, delivery, at);
  }

  #firstCopy(live: LiveSession, delivery: Readonly<Delivery>, at: number): void {
    if (delivery.dup && delivery.qos === 0) this.#odd('dup-qos0', live, delivery, at);
    else if (delivery.dup && !live.resumed && !live.state.inherited)
      this.#odd('dup-unfounded', live, delivery, at);
    if (delivery.qos === 2) this.#beginExchange(live, delivery);
  }

  #repeat(live: LiveSession, delivery: Readonly<Delivery>, at: number): void {
    const detail = this.#detailOf(at);
    detail.repeats += 1;
    if (delivery.qos === 0) {
      this.#copy(live, delivery, at);
      if (delivery.dup) this.#odd('dup-qos0', live, delivery, at);
    } else if (delivery.qos === 1) this.#repeatQos1(live, delivery, at);
    else this.#repeatQos2(live, delivery, at);
    detail.seeHere(delivery.seq);
  }

  #repeatQos1(live: LiveSession, delivery: Readonly<Delivery>, at: number): void {
    if (!delivery.dup) {
      this.#copy(live, delivery, at);
      return;
    }
    const seen = live.exchanges.seen(delivery.flow, delivery.seq, delivery.packetId, delivery.connection);
    if (this.#wasSeenHere(at, delivery.seq)) {
      this.#odd(seen.sameIdHere ? 'resent-same-id' : 'resent-other-id', live, delivery, at);
      return;
    }
    if (seen.otherId && !seen.sameId) this.#odd('id-changed', live, delivery, at);
    this.#checkRegress(live, delivery, at);
  }

  #repeatQos2(live: LiveSession, delivery: Readonly<Delivery>, at: number): void {
    const { flow, seq, packetId, connection } = delivery;
    const open = live.exchanges.find(packetId);
    if (open?.flow === flow && open.seq === seq) {
      if (open.stage === 'released') this.#odd('after-release', live, delivery, at);
      else if (open.connection === connection) this.#odd('resent-same-id', live, delivery, at);
      else {
        if (!delivery.dup) this.#odd('dup-missing', live, delivery, at);
        this.#checkRegress(live, delivery, at);
        live.exchanges.begin(packetId, flow, seq, connection);
      }
      return;
    }
    const seen = live.exchanges.seen(flow, seq, packetId, connection);
    if (delivery.dup && seen.released) this.#odd('after-release', live, delivery, at);
    else if (delivery.dup && (seen.sameId || !seen.otherId) && this.#refusedBefore(at, seq))
      this.#checkRegress(live, delivery, at);
    else this.#copy(live, delivery, at);
    this.#beginExchange(live, delivery);
  }

  /**
   * Refused on an earlier connection: the PUBREC with a Reason Code of 0x80 or more may not have come through, and then the
   * exchange goes on (`5:4.4.0-1`).
   */
  #refusedBefore(at: number, seq: number): boolean {
    return this.#detailOf(at).refused?.has(seq) === true && !this.#wasSeenHere(at, seq);
  }

  #beginExchange(live: LiveSession, delivery: Readonly<Delivery>): void {
    const { flow, seq, packetId, connection } = delivery;
    const open = live.exchanges.find(packetId);
    if (open !== undefined && (open.flow !== flow || open.seq !== seq)) {
      const at = this.#table.find(live.state.id, flow * 3 + delivery.qos);
      this.#odd('id-reused', live, delivery, at);
    }
    live.exchanges.begin(packetId, flow, seq, connection);
  }

  #copy(live: LiveSession, delivery: Readonly<Delivery>, at: number): void {
    this.#detailOf(at).addCopy(delivery.seq);
    this.#onOddity('copy', live, delivery);
  }

  #checkRegress(live: LiveSession, delivery: Readonly<Delivery>, at: number): void {
    const { words } = this.#table;
    const next = words[at + NEXT] as number;
    const newHere = next > (words[at + CONNECTION_START] as number);
    const highest = newHere ? next - 1 : this.#detailOf(at).highestHere;
    if (delivery.seq < highest) this.#odd('regress', live, delivery, at);
  }

  #wasSeenHere(at: number, seq: number): boolean {
    const { words } = this.#table;
    return seq >= (words[at + CONNECTION_START] as number) || this.#detailOf(at).wasSeenHere(seq);
  }

  #has(at: number, seq: number): boolean {
    const { words } = this.#table;
    if (seq >= (words[at + START] as number) && seq < (words[at + NEXT] as number)) return true;
    return words[at + DETAIL] !== 0 && this.#detailOf(at).earlier.has(seq);
  }

  #odd(oddity: Oddity, live: LiveSession, delivery: Readonly<Delivery>, at: number): void {
    this.#detailOf(at).addOddity(oddity, delivery.seq);
    this.#onOddity(oddity, live, delivery);
  }

  #detailOf(at: number): DeliveryDetail {
    const { words } = this.#table;
    const number = words[at + DETAIL] as number;
    if (number !== 0) return this.#details[number - 1] as DeliveryDetail;
    const detail = new DeliveryDetail();
    this.#details.push(detail);
    words[at + DETAIL] = this.#details.length;
    return detail;
  }
}
