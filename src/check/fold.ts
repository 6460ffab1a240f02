/**
 * Checking as a fold over what happens: takes events as they come, in bounded memory, and judges nothing that needs more
 * than one client. `snapshot` is plain data; `mergeStates` joins those of all threads; `finish` judges.
 *
 * A defect in the recording must neither stop the clients nor look like a result: after it nothing more is recorded, and
 * the run is inconclusive.
 */
import { allSteps, type Steps } from '../base/steps.ts';
import type {
  AccessProbed,
  BrokerViolation,
  ConnectInvoked,
  Connected,
  ConnectionClosed,
  Delivery,
  DrainEnded,
  HistoryObserver,
  KeepAliveJudged,
  Outcome,
  OwnFault,
  ReadingChanged,
  ReceiverExchange,
  SubscribeInvoked,
  Subscribed,
  UnsubscribeInvoked,
  Unsubscribed,
} from '../history/observer.ts';
import { LedgerFold, type LedgerFoldOptions } from './ledger-fold.ts';
import type { CheckState } from './state.ts';

export type CheckFoldOptions = LedgerFoldOptions;

export class CheckFold implements HistoryObserver {
  readonly #fold: LedgerFold;
  #crash: string | undefined;

  constructor(options: CheckFoldOptions) {
    this.#fold = new LedgerFold(options);
  }

  /** All of it so far as plain data. The fold goes on. */
  snapshot(): CheckState {
    return allSteps(this.snapshotInSteps());
  }

  /** The same in steps. What happens meanwhile may be missing from it, but then as if it were under way: never as lost. */
  *snapshotInSteps(): Steps<CheckState> {
    const part = yield* this.#fold.toPart();
    return { version: 1, parts: [{ ...part, crash: this.#crash }] };
  }

  publishInvoked(flow: number, seq: number, attempt: number, tUs: number): void {
    if (this.#crash !== undefined) return;
    try {
      this.#fold.publishInvoked(flow, seq, attempt, tUs);
    } catch (error) {
      this.#crashed(error);
    }
  }

  publishCompleted(flow: number, seq: number, outcome: Outcome, reasonCode: number, tUs: number): void {
    if (this.#crash !== undefined) return;
    try {
      this.#fold.publishCompleted(flow, seq, outcome, reasonCode, tUs);
    } catch (error) {
      this.#crashed(error);
    }
  }

  delivered(delivery: Readonly<Delivery>): void {
    if (this.#crash !== undefined) return;
    try {
      this.#fold.delivered(delivery);
    } catch (error) {
      this.#crashed(error);
    }
  }

  receiverExchange(event: ReceiverExchange): void {
    if (this.#crash !== undefined) return;
    try {
      this.#fold.receiverExchange(event);
    } catch (error) {
      this.#crashed(error);
    }
  }

  connectInvoked(event: ConnectInvoked): void {
    this.#record(() => this.#fold.connectInvoked(event));
  }

  connected(event: Connected): void {
    this.#record(() => this.#fold.connected(event));
  }

  connectionClosed(event: ConnectionClosed): void {
    this.#record(() => this.#fold.connectionClosed(event));
  }

  subscribeInvoked(event: SubscribeInvoked): void {
    this.#record(() => this.#fold.subscribeInvoked(event));
  }

  subscribed(event: Subscribed): void {
    this.#record(() => this.#fold.subscribed(event));
  }

  unsubscribeInvoked(event: UnsubscribeInvoked): void {
    this.#record(() => this.#fold.unsubscribeInvoked(event));
  }

  unsubscribed(event: Unsubscribed): void {
    this.#record(() => this.#fold.unsubscribed(event));
  }

  readingChanged(event: ReadingChanged): void {
    this.#record(() => this.#fold.readingChanged(event));
  }

  keepAliveJudged(event: KeepAliveJudged): void {
    this.#record(() => this.#fold.keepAliveJudged(event));
  }

  brokerViolation(event: BrokerViolation): void {
    this.#record(() => this.#fold.brokerViolation(event));
  }

  ownFault(event: OwnFault): void {
    this.#record(() => this.#fold.ownFault(event));
  }

  drainEnded(event: DrainEnded): void {
    this.#record(() => this.#fold.drainEnded(event));
  }

  accessProbed(event: AccessProbed): void {
    this.#record(() => this.#fold.accessProbed(event));
  }

  #record(tell: () => void): void {
    if (this.#crash !== undefined) return;
    try {
      tell();
    } catch (error) {
      this.#crashed(error);
    }
  }

  #crashed(error: unknown): void {
    this.#crash = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
