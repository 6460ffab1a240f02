import type { QoS } from '../protocol/constants.ts';
import type { ShareKey } from './delivery.ts';
import type { Session } from './session.ts';

/** One Subscription of one Session. Its options change in place when the same filter is subscribed again. */
export interface Subscription {
  readonly session: Session;
  /** As the client wrote it, `$share/…` included: the key of UNSUBSCRIBE (5:3.10.4-1). */
  readonly filter: string;
  /** Set for a member of a Shared Subscription. */
  readonly share: ShareKey | undefined;
  /** As granted. */
  qos: QoS;
  noLocal: boolean;
  retainAsPublished: boolean;
  /** 0 when there is none. */
  identifier: number;
}
