import type { ConformanceCase } from '../case.ts';
import { OPTIONAL_PROPERTY_CASES } from './3-optional-properties.ts';
import { CLEAN_START_CASES } from './3.1-clean-start.ts';
import { CONNECT_CASES } from './3.1-connect.ts';
import { KEEP_ALIVE_CASES } from './3.1-keep-alive.ts';
import { SESSION_EXPIRY_CASES } from './3.1-session-expiry.ts';
import { LOST_SESSION_CASES } from './3.1-session-lost.ts';
import { SESSION_CASES } from './3.1-session.ts';
import { WILL_DELAY_CASES } from './3.1-will-delay.ts';
import { WILL_MESSAGE_CASES } from './3.1-will-message.ts';
import { WILL_CASES } from './3.1-will.ts';
import { UNSUBSCRIBE_CASES } from './3.10-unsubscribe.ts';
import { CONNACK_CASES } from './3.2-connack.ts';
import { FEATURE_CASES } from './3.2-features.ts';
import { ALIAS_CASES } from './3.3-aliases.ts';
import { EXPIRY_CASES } from './3.3-expiry.ts';
import { PROPERTY_PASSING_CASES } from './3.3-properties.ts';
import { PUBLISH_CASES } from './3.3-publish.ts';
import { REPLAY_MORE_CASES } from './3.3-replay-more.ts';
import { REPLAY_CASES } from './3.3-replay.ts';
import { RETAIN_CASES } from './3.3-retain.ts';
import { SUBSCRIPTION_CASES } from './3.8-options.ts';
import { SUBSCRIBE_CASES } from './3.8-subscribe.ts';
import { AUTHENTICATION_CASES } from './4.12-authentication.ts';
import { ERROR_CASES } from './4.13-errors.ts';
import { RECEIVING_CASES } from './4.3-receiving.ts';
import { SENDING_CASES } from './4.3-sending.ts';
import { RESENDING_CASES } from './4.4-resending.ts';
import { RESUMED_CASES } from './4.4-resumed.ts';
import { DELIVERY_CASES } from './4.5-delivery.ts';
import { ORDER_CASES } from './4.6-order.ts';
import { TOPIC_CASES } from './4.7-topics.ts';
import { SHARED_CASES } from './4.8-shared.ts';
import { LIMIT_CASES } from './4.9-limits.ts';
import { WINDOW_CASES } from './4.9-window.ts';
import { ACCESS_READ_CASES } from './access-read.ts';
import { ACCESS_WRITE_CASES } from './access-write.ts';
import { STORED_CASES } from './stored.ts';
import { WEBSOCKET_CASES } from './6-websocket.ts';
import { MALFORMED_CASES } from './malformed.ts';
import { NEIGHBOUR_CASES } from './neighbours.ts';

/** Every case there is, by section. */
export const CASES: readonly ConformanceCase[] = [
  ...CONNECT_CASES,
  ...KEEP_ALIVE_CASES,
  ...SESSION_CASES,
  ...LOST_SESSION_CASES,
  ...SESSION_EXPIRY_CASES,
  ...CLEAN_START_CASES,
  ...WILL_CASES,
  ...WILL_DELAY_CASES,
  ...WILL_MESSAGE_CASES,
  ...CONNACK_CASES,
  ...FEATURE_CASES,
  ...PUBLISH_CASES,
  ...ALIAS_CASES,
  ...RETAIN_CASES,
  ...REPLAY_CASES,
  ...REPLAY_MORE_CASES,
  ...PROPERTY_PASSING_CASES,
  ...EXPIRY_CASES,
  ...SUBSCRIBE_CASES,
  ...SUBSCRIPTION_CASES,
  ...UNSUBSCRIBE_CASES,
  ...RECEIVING_CASES,
  ...SENDING_CASES,
  ...RESENDING_CASES,
  ...RESUMED_CASES,
  ...DELIVERY_CASES,
  ...ORDER_CASES,
  ...TOPIC_CASES,
  ...SHARED_CASES,
  ...LIMIT_CASES,
  ...WINDOW_CASES,
  ...AUTHENTICATION_CASES,
  ...ACCESS_READ_CASES,
  ...ACCESS_WRITE_CASES,
  ...ERROR_CASES,
  ...OPTIONAL_PROPERTY_CASES,
  ...STORED_CASES,
  ...NEIGHBOUR_CASES,
  ...WEBSOCKET_CASES,
  ...MALFORMED_CASES,
];
