/**
 * What arrived of flows with a Message Expiry Interval: with how much of it left, on which connection, and when. What the
 * times prove is decided when both sides are known.
 */
import { IntervalSet } from '../../base/interval-set.ts';
import type { FlowCatalog } from '../../history/flow-catalog.ts';
import type { Delivery } from '../../history/observer.ts';
import type { WitnessPacket, WitnessSource } from '../../history/witness.ts';
import type { LiveSession } from './live-session.ts';
import { rangesOf, type Ranges } from './ranges.ts';
import { TimeMarks, type TimeMarksState } from './time-marks.ts';

/** Messages that had waited: first sent to one session on one connection, with so many seconds counted as waiting. */
export interface WaitedMessages {
  readonly session: number;
  readonly flow: number;
  /** When the connection was asked for: nothing was sent on it before. */
  readonly connectUs: number;
  /** Seconds that the broker took off the interval; -1: it sent none. */
  readonly countedSeconds: number;
  readonly seqs: Ranges;
}

/** What one packet is enough to prove of a message's interval. */
export type ExpiryFaultKind = 'missing' | 'raised' | 'shortened';

export interface ExpiryFault {
  readonly kind: ExpiryFaultKind;
  readonly client: number;
  readonly flow: number;
  readonly seq: number;
  readonly tUs: number;
  readonly published: number;
  readonly arrived: number | undefined;
  readonly witness: readonly WitnessPacket[];
  count: number;
}

/** When messages of a flow came to a session. */
export interface ExpiryArrivals {
  readonly session: number;
  readonly flow: number;
  readonly marks: TimeMarksState;
}

export interface ExpiryLedgerState {
  readonly judged: number;
  readonly waited: readonly WaitedMessages[];
  readonly arrivals: readonly ExpiryArrivals[];
  readonly faults: readonly ExpiryFault[];
  /** Messages that there was no room for. */
  readonly unrecorded: number;
}

interface Waited extends Omit<WaitedMessages, 'seqs'> {
  readonly seqs: IntervalSet;
}

const SECOND_US = 1_000_000;
/** Whole seconds are counted, perhaps of a clock that ticks in them: less than this proves nothing. */
const WAITED_MIN_US = 2 * SECOND_US;
const ROUNDING_SECONDS = 1;
const ENTRIES_MAX = 100_000;
const FAULTS_MAX = 200;
const MARKS_MAX = 256;
const WITNESS_PACKETS = 8;

export class ExpiryLedger {
  readonly #catalog: FlowCatalog;
  readonly #witness: WitnessSource | undefined;
  readonly #waited = new Map<string, Waited>();
  readonly #arrivals = new Map<string, { session: number; flow: number; marks: TimeMarks }>();
  readonly #faults = new Map<string, ExpiryFault>();
  #judged = 0;
  #unrecorded = 0;

  constructor(catalog: FlowCatalog, witness: WitnessSource | undefined) {
    this.#catalog = catalog;
    this.#witness = witness;
  }

  /** A message of ours, under its own topic. Replays of Retained Messages say nothing of the order in which others came. */
  delivered(live: LiveSession, delivery: Readonly<Delivery>): void {
    if (this.#catalog.carriesExpiry === false) return;
    const published = this.#catalog.messageExpirySecondsOf?.(delivery.flow);
    if (published === undefined) return;
    this.#judged += 1;
    if (!delivery.retain) this.#noteArrival(live, delivery);
    const arrived = delivery.properties?.messageExpiryInterval;
    if (live.state.version === 5) this.#compare(delivery, published, arrived);
    if (!delivery.dup) this.#noteWait(live, delivery, arrived === undefined ? -1 : published - arrived);
  }

  toState(): ExpiryLedgerState {
    return {
      judged: this.#judged,
      waited: [...this.#waited.values()].map((each) => ({ ...each, seqs: rangesOf(each.seqs) })),
      arrivals: [...this.#arrivals.values()].map((each) => ({ ...each, marks: each.marks.toState() })),
      faults: [...this.#faults.values()].map((fault) => ({ ...fault })),
      unrecorded: this.#unrecorded,
    };
  }

  #compare(delivery: Readonly<Delivery>, published: number, arrived: number | undefined): void {
    if (arrived === undefined) {
      if (!isSentAgainExpired(delivery, published)) this.#add('missing', delivery, published, arrived);
      return;
    }
    if (arrived > published) this.#add('raised', delivery, published, arrived);
    if (delivery.sentUs === undefined) return;
    const longest = Math.ceil((delivery.tUs - delivery.sentUs) / SECOND_US) + ROUNDING_SECONDS;
    if (published - arrived > longest) this.#add('shortened', delivery, published, arrived);
  }

  #noteWait(live: LiveSession, delivery: Readonly<Delivery>, countedSeconds: number): void {
    const { flow, seq, tUs, sentUs } = delivery;
    if (sentUs !== undefined && tUs - sentUs < WAITED_MIN_US) return;
    const connectUs = live.state.connections.at(-1)?.connectUs ?? 0;
    const key = `${live.state.id} ${flow} ${connectUs} ${countedSeconds}`;
    let waited = this.#waited.get(key);
    if (waited === undefined) {
      if (this.#waited.size >= ENTRIES_MAX) {
        this.#unrecorded += 1;
        return;
      }
      waited = { session: live.state.id, flow, connectUs, countedSeconds, seqs: new IntervalSet() };
      this.#waited.set(key, waited);
    }
    waited.seqs.add(seq);
  }

  #noteArrival(live: LiveSession, { flow, seq, tUs }: Readonly<Delivery>): void {
    const key = `${live.state.id} ${flow}`;
    let arrivals = this.#arrivals.get(key);
    if (arrivals === undefined) {
      if (this.#arrivals.size >= ENTRIES_MAX) return;
      arrivals = { session: live.state.id, flow, marks: new TimeMarks(MARKS_MAX) };
      this.#arrivals.set(key, arrivals);
    }
    arrivals.marks.completed(seq, tUs);
  }

  #add(
    kind: ExpiryFaultKind,
    { client, flow, seq, tUs }: Readonly<Delivery>,
    published: number,
    arrived: number | undefined,
  ): void {
    const key = `${kind} ${client} ${flow}`;
    const known = this.#faults.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#faults.size < FAULTS_MAX) {
      const witness = this.#witness?.packetsBefore(client, tUs, WITNESS_PACKETS) ?? [];
      this.#faults.set(key, { kind, client, flow, seq, tUs, published, arrived, witness, count: 1 });
    }
  }
}

/** A delivery that had begun goes on when the time is over, and MQTT does not say how much of nothing is left. */
function isSentAgainExpired({ dup, tUs, sentUs = Infinity }: Readonly<Delivery>, published: number): boolean {
  return dup && tUs - sentUs >= published * SECOND_US;
}
