/** Tells several observers the same, in the order in which they are given. */
import type { HistoryObserver } from './observer.ts';

export function fanOut(observers: readonly HistoryObserver[]): HistoryObserver {
  const [only] = observers;
  if (only !== undefined && observers.length === 1) return only;
  const each = <E>(tell: (observer: HistoryObserver, event: E) => void) => {
    return (event: E): void => {
      for (const observer of observers) tell(observer, event);
    };
  };
  return {
    connectInvoked: each((observer, event) => observer.connectInvoked(event)),
    connected: each((observer, event) => observer.connected(event)),
    connectionClosed: each((observer, event) => observer.connectionClosed(event)),
    subscribeInvoked: each((observer, event) => observer.subscribeInvoked(event)),
    subscribed: each((observer, event) => observer.subscribed(event)),
    unsubscribeInvoked: each((observer, event) => observer.unsubscribeInvoked(event)),
    unsubscribed: each((observer, event) => observer.unsubscribed(event)),
    publishInvoked: (flow, seq, attempt, tUs) => {
      for (const observer of observers) observer.publishInvoked(flow, seq, attempt, tUs);
    },
    publishCompleted: (flow, seq, outcome, reasonCode, tUs) => {
      for (const observer of observers) observer.publishCompleted(flow, seq, outcome, reasonCode, tUs);
    },
    delivered: (delivery) => {
      for (const observer of observers) observer.delivered(delivery);
    },
    receiverExchange: each((observer, event) => observer.receiverExchange(event)),
    readingChanged: each((observer, event) => observer.readingChanged(event)),
    keepAliveJudged: each((observer, event) => observer.keepAliveJudged(event)),
    brokerViolation: each((observer, event) => observer.brokerViolation(event)),
    ownFault: each((observer, event) => observer.ownFault(event)),
    drainEnded: each((observer, event) => observer.drainEnded(event)),
    accessProbed: each((observer, event) => observer.accessProbed(event)),
  };
}
