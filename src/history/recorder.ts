/** Keeps observations as plain data, up to a bound; what comes later is only counted. */
import type { Observation, ObservationFields, ObservationKind } from './observation.ts';
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
} from './observer.ts';

const OBSERVATIONS_MAX = 1_000_000;

export class ObservationRecorder implements HistoryObserver {
  readonly observations: Observation[] = [];
  readonly #max: number;
  #omitted = 0;

  constructor(max: number = OBSERVATIONS_MAX) {
    this.#max = max;
  }

  /** Observations that there was no room for. A history with any is not whole. */
  get omitted(): number {
    return this.#omitted;
  }

  connectInvoked(event: ConnectInvoked): void {
    this.#keep('connectInvoked', event);
  }

  connected(event: Connected): void {
    this.#keep('connected', event);
  }

  connectionClosed(event: ConnectionClosed): void {
    this.#keep('connectionClosed', event);
  }

  subscribeInvoked(event: SubscribeInvoked): void {
    this.#keep('subscribeInvoked', event);
  }

  subscribed(event: Subscribed): void {
    this.#keep('subscribed', event);
  }

  unsubscribeInvoked(event: UnsubscribeInvoked): void {
    this.#keep('unsubscribeInvoked', event);
  }

  unsubscribed(event: Unsubscribed): void {
    this.#keep('unsubscribed', event);
  }

  publishInvoked(flow: number, seq: number, attempt: number, tUs: number): void {
    this.#keep('publishInvoked', { flow, seq, attempt, tUs });
  }

  publishCompleted(flow: number, seq: number, outcome: Outcome, reasonCode: number, tUs: number): void {
    this.#keep('publishCompleted', { flow, seq, outcome, reasonCode, tUs });
  }

  /** The record is its caller's and used again, so a copy is kept. */
  delivered(delivery: Readonly<Delivery>): void {
    this.#keep('delivered', { ...delivery });
  }

  receiverExchange(event: ReceiverExchange): void {
    this.#keep('receiverExchange', event);
  }

  readingChanged(event: ReadingChanged): void {
    this.#keep('readingChanged', event);
  }

  keepAliveJudged(event: KeepAliveJudged): void {
    this.#keep('keepAliveJudged', event);
  }

  brokerViolation(event: BrokerViolation): void {
    this.#keep('brokerViolation', event);
  }

  ownFault(event: OwnFault): void {
    this.#keep('ownFault', event);
  }

  drainEnded(event: DrainEnded): void {
    this.#keep('drainEnded', event);
  }

  accessProbed(event: AccessProbed): void {
    this.#keep('accessProbed', event);
  }

  #keep<K extends ObservationKind>(kind: K, event: ObservationFields[K]): void {
    if (this.observations.length < this.#max) this.observations.push(observation(kind, event));
    else this.#omitted += 1;
  }
}

function observation<K extends ObservationKind>(kind: K, event: ObservationFields[K]): Observation {
  return { kind, event } as Observation;
}
