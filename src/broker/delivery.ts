import type { QoS } from '../protocol/constants.ts';
import type { Message } from './message.ts';

/** What names a Shared Subscription: groups that differ in either are independent (U-5.0-4.8.2-2). */
export interface ShareKey {
  readonly name: string;
  /** The Topic Filter behind `$share/<name>/`. */
  readonly filter: string;
}

/** One message on its way to one session. */
export interface Delivery {
  readonly message: Message;
  /** The lower of published and granted QoS (5:3.8.4-8). */
  readonly qos: QoS;
  readonly retain: boolean;
  /** Subscription Identifiers of all subscriptions that caused it (5:3.3.4-4), or undefined when none has one. */
  readonly identifiers: readonly number[] | undefined;
  /** The Shared Subscription that chose this session, if one did. */
  readonly share: ShareKey | undefined;
}

/** Roughly the memory a waiting delivery holds on to, for the bounds of queues. */
export function deliveryBytes(delivery: Delivery): number {
  return delivery.message.payload.length + delivery.message.topic.length;
}
