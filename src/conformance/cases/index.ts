import type { ConformanceCase } from '../case.ts';
import { CONNECT_CASES } from './3.1-connect.ts';
import { KEEP_ALIVE_CASES } from './3.1-keep-alive.ts';
import { SESSION_CASES } from './3.1-session.ts';
import { WILL_CASES } from './3.1-will.ts';
import { UNSUBSCRIBE_CASES } from './3.10-unsubscribe.ts';
import { CONNACK_CASES } from './3.2-connack.ts';
import { PROPERTY_PASSING_CASES } from './3.3-properties.ts';
import { PUBLISH_CASES } from './3.3-publish.ts';
import { RETAIN_CASES } from './3.3-retain.ts';
import { SUBSCRIBE_CASES } from './3.8-subscribe.ts';
import { QOS_CASES } from './4.3-qos.ts';
import { ORDER_CASES } from './4.6-order.ts';
import { TOPIC_CASES } from './4.7-topics.ts';
import { SHARED_CASES } from './4.8-shared.ts';
import { LIMIT_CASES } from './4.9-limits.ts';
import { MALFORMED_CASES } from './malformed.ts';

/** Every case there is, by section. */
export const CASES: readonly ConformanceCase[] = [
  ...CONNECT_CASES,
  ...KEEP_ALIVE_CASES,
  ...SESSION_CASES,
  ...WILL_CASES,
  ...CONNACK_CASES,
  ...PUBLISH_CASES,
  ...RETAIN_CASES,
  ...PROPERTY_PASSING_CASES,
  ...SUBSCRIBE_CASES,
  ...UNSUBSCRIBE_CASES,
  ...QOS_CASES,
  ...ORDER_CASES,
  ...TOPIC_CASES,
  ...SHARED_CASES,
  ...LIMIT_CASES,
  ...MALFORMED_CASES,
];
