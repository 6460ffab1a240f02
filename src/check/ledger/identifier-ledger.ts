/** The Subscription Identifiers that messages came with, for sessions that asked for some or were sent some (5.0). */
import { IntervalSet } from '../../base/interval-set.ts';
import type { Delivery } from '../../history/observer.ts';
import type { LiveSession } from './live-session.ts';
import { rangesOf, type Ranges } from './ranges.ts';

/** Messages of one flow that came to one session with the same identifiers. */
export interface IdentifiedMessages {
  readonly session: number;
  readonly flow: number;
  /** Ascending; empty for none. */
  readonly identifiers: readonly number[];
  /** They came with RETAIN: in answer to a SUBSCRIBE, or as they were published. */
  readonly retained: boolean;
  readonly seqs: Ranges;
}

export interface IdentifierLedgerState {
  readonly messages: readonly IdentifiedMessages[];
  /** Messages that there was no room for. */
  readonly unrecorded: number;
}

interface Identified extends Omit<IdentifiedMessages, 'seqs'> {
  readonly seqs: IntervalSet;
}

const ENTRIES_MAX = 200_000;
const NONE: readonly number[] = [];

export class IdentifierLedger {
  readonly #messages = new Map<string, Identified>();
  #unrecorded = 0;

  /** A message of ours, under its own topic. */
  delivered(live: LiveSession, { flow, seq, retain, properties }: Readonly<Delivery>): void {
    const came = properties?.subscriptionIdentifiers;
    if (came === undefined && !live.usesIdentifiers) return;
    const identifiers = came === undefined ? NONE : [...new Set(came)].sort((a, b) => a - b);
    const key = `${live.state.id} ${flow} ${retain ? 'r' : ''}${identifiers.join()}`;
    let known = this.#messages.get(key);
    if (known === undefined) {
      if (this.#messages.size >= ENTRIES_MAX) {
        this.#unrecorded += 1;
        return;
      }
      known = { session: live.state.id, flow, identifiers, retained: retain, seqs: new IntervalSet() };
      this.#messages.set(key, known);
    }
    known.seqs.add(seq);
  }

  toState(): IdentifierLedgerState {
    return {
      messages: [...this.#messages.values()].map((each) => ({ ...each, seqs: rangesOf(each.seqs) })),
      unrecorded: this.#unrecorded,
    };
  }
}
