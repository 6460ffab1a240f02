/** One delivery record as the judge sees it. Treat the sets as read-only. */
import type { IntervalSet } from '../../base/interval-set.ts';
import type { Steps } from '../../base/steps.ts';
import type { QoS } from '../../protocol/constants.ts';
import type { DeliveryDetailState } from '../ledger/delivery-detail.ts';
import type { DeliveryLedgerState } from '../ledger/delivery-ledger.ts';
import { DETAIL, GENERATION, KEY, NEXT, RECORD_WORDS, SESSION, START } from '../ledger/delivery-table.ts';
import type { Oddity } from '../ledger/oddity.ts';
import { rangeSet, setOf } from '../ledger/ranges.ts';
import { anyOf, EMPTY, without } from './sets.ts';

/** Records are many and small: so many words of them are one step. */
const STEP_WORDS = 1024 * RECORD_WORDS;

export class RecordView {
  readonly qos: QoS;
  /** Received without RETAIN on a connection in force. */
  readonly live: IntervalSet;
  /** Received in whatever way. */
  readonly received: IntervalSet;
  readonly retained: IntervalSet;
  /** Answered with a Reason Code of 0x80 or more. */
  readonly refused: IntervalSet;
  readonly repeats: number;
  /** Received after the last incomplete drain had ended. */
  readonly late: IntervalSet;
  readonly #detail: DeliveryDetailState | undefined;

  constructor(ledger: DeliveryLedgerState, at: number) {
    const { words, details } = ledger;
    this.qos = ((words[at + KEY] as number) % 3) as QoS;
    const start = words[at + START] as number;
    const next = words[at + NEXT] as number;
    const detail = details[(words[at + DETAIL] as number) - 1];
    this.#detail = detail;
    this.repeats = detail?.repeats ?? 0;
    if (detail === undefined) {
      this.live = rangeSet(start, next);
      this.received = this.live;
      this.retained = EMPTY;
      this.refused = EMPTY;
      this.late = EMPTY;
      return;
    }
    this.live = setOf(detail.earlier);
    this.live.addRange(start, next);
    this.retained = setOf(detail.retained);
    this.refused = setOf(detail.refused);
    this.received = anyOf([this.live, this.retained, setOf(detail.stale)]);
    const current = words[at + GENERATION] === ledger.generation;
    const hasLate = current && detail.atDrain !== undefined;
    this.late = hasLate ? without(this.received, setOf(detail.atDrain)) : EMPTY;
  }

  /** Messages of which more than `copies` copies came. */
  moreThan(copies: number): IntervalSet {
    if (copies === 0) return this.live;
    const came = this.#detail?.copies[copies - 1];
    return came === undefined ? EMPTY : setOf(came);
  }

  /** The largest number of copies of any message. */
  get mostCopies(): number {
    return this.live.size === 0 ? 0 : 1 + (this.#detail?.copies.length ?? 0);
  }

  odd(oddity: Oddity): IntervalSet {
    const found = this.#detail?.oddities.find(([name]) => name === oddity);
    return found === undefined ? EMPTY : setOf(found[1]);
  }

  /** Whether anything about it needs a second look. */
  get plain(): boolean {
    return this.#detail === undefined;
  }
}

/** Handles of a part's records, by session; of all sessions, or of those in `wanted`. */
export function* recordsBySession(
  { words }: DeliveryLedgerState,
  wanted?: ReadonlySet<number>,
): Steps<Map<number, number[]>> {
  const bySession = new Map<number, number[]>();
  for (let at = 0; at < words.length; at += RECORD_WORDS) {
    if (at % STEP_WORDS === 0) yield;
    const session = words[at + SESSION] as number;
    if (wanted?.has(session) === false) continue;
    const handles = bySession.get(session);
    if (handles === undefined) bySession.set(session, [at]);
    else handles.push(at);
  }
  return bySession;
}

export function flowOfRecord({ words }: DeliveryLedgerState, at: number): number {
  return Math.floor((words[at + KEY] as number) / 3);
}
