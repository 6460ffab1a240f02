/** Observations as plain data, one for each call of a {@link HistoryObserver}: to keep, to store, and to judge again. */
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

export interface PublishInvoked {
  readonly flow: number;
  readonly seq: number;
  readonly attempt: number;
  readonly tUs: number;
}

export interface PublishCompleted {
  readonly flow: number;
  readonly seq: number;
  readonly outcome: Outcome;
  readonly reasonCode: number;
  readonly tUs: number;
}

/** What each kind of observation holds. */
export interface ObservationFields {
  connectInvoked: ConnectInvoked;
  connected: Connected;
  connectionClosed: ConnectionClosed;
  subscribeInvoked: SubscribeInvoked;
  subscribed: Subscribed;
  unsubscribeInvoked: UnsubscribeInvoked;
  unsubscribed: Unsubscribed;
  publishInvoked: PublishInvoked;
  publishCompleted: PublishCompleted;
  delivered: Readonly<Delivery>;
  receiverExchange: ReceiverExchange;
  readingChanged: ReadingChanged;
  keepAliveJudged: KeepAliveJudged;
  brokerViolation: BrokerViolation;
  ownFault: OwnFault;
  drainEnded: DrainEnded;
  accessProbed: AccessProbed;
}

export type ObservationKind = keyof ObservationFields;

export type Observation = {
  readonly [K in ObservationKind]: { readonly kind: K; readonly event: ObservationFields[K] };
}[ObservationKind];

/** Tells `observer` all of it, in order. */
export function replay(observations: Iterable<Observation>, observer: HistoryObserver): void {
  for (const { kind, event } of observations) tell(kind, event, observer);
}

function tell<K extends ObservationKind>(
  kind: K,
  event: ObservationFields[K],
  observer: HistoryObserver,
): void {
  TELL[kind](event, observer);
}

const TELL: {
  readonly [K in ObservationKind]: (event: ObservationFields[K], observer: HistoryObserver) => void;
} = {
  connectInvoked: (event, observer) => observer.connectInvoked(event),
  connected: (event, observer) => observer.connected(event),
  connectionClosed: (event, observer) => observer.connectionClosed(event),
  subscribeInvoked: (event, observer) => observer.subscribeInvoked(event),
  subscribed: (event, observer) => observer.subscribed(event),
  unsubscribeInvoked: (event, observer) => observer.unsubscribeInvoked(event),
  unsubscribed: (event, observer) => observer.unsubscribed(event),
  publishInvoked: ({ flow, seq, attempt, tUs }, observer) => {
    observer.publishInvoked(flow, seq, attempt, tUs);
  },
  publishCompleted: ({ flow, seq, outcome, reasonCode, tUs }, observer) => {
    observer.publishCompleted(flow, seq, outcome, reasonCode, tUs);
  },
  delivered: (event, observer) => observer.delivered(event),
  receiverExchange: (event, observer) => observer.receiverExchange(event),
  readingChanged: (event, observer) => observer.readingChanged(event),
  keepAliveJudged: (event, observer) => observer.keepAliveJudged(event),
  brokerViolation: (event, observer) => observer.brokerViolation(event),
  ownFault: (event, observer) => observer.ownFault(event),
  drainEnded: (event, observer) => observer.drainEnded(event),
  accessProbed: (event, observer) => observer.accessProbed(event),
};
