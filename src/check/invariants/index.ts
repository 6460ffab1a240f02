/**
 * All invariants, in the order in which reports list them. Some rules are no claim on purpose: O3 (no order across topics,
 * QoS levels, publishers or shared subscriptions), Q2-6 (exactly-once ends where a session is lost) and W4 (a Will whose
 * connection ended in a way that leaves it open may come once or not at all).
 */
import { acknowledgement } from './a1-acknowledgement.ts';
import { connectionKept } from './c1-connection.ts';
import { dupFlag } from './d1-dup-flag.ts';
import { evidence } from './e1-evidence.ts';
import { groupNoLoss } from './g1-group-no-loss.ts';
import { oneMember } from './g2-one-member.ts';
import { refusedOnce } from './g3-refused.ts';
import { memberQos } from './g4-member-qos.ts';
import { phantom } from './h1-phantom.ts';
import { matching } from './h2-matching.ts';
import { deliveredQos } from './h3-qos.ts';
import type { Invariant } from './invariant.ts';
import { flowControl } from './f1-flow-control.ts';
import { keepAlive } from './k1-keep-alive.ts';
import { messageExpiry } from './m1-expiry.ts';
import { applicationProperties } from './m2-properties.ts';
import { noLocal } from './n1-no-local.ts';
import { retainAsPublished } from './n2-retain-as-published.ts';
import { subscriptionIdentifiers } from './n3-identifiers.ts';
import { isolation } from './l1-isolation.ts';
import { denialShown } from './l2-denial.ts';
import { permitted } from './l3-permitted.ts';
import { order } from './o1-order.ts';
import { resendOrder } from './o2-resend-order.ts';
import { protocol } from './p-protocol.ts';
import { atMostOnce } from './q0-1-at-most-once.ts';
import { lossAtQos0 } from './q0-2-loss.ts';
import { qos1NoLoss } from './q1-1-no-loss.ts';
import { qos1Duplicates } from './q1-2-duplicates.ts';
import { qos2NoLoss } from './q2-1-no-loss.ts';
import { exactlyOnce } from './q2-2-exactly-once.ts';
import { exchangeSteps } from './q2-3-exchange.ts';
import { qos2ResentNoLoss } from './q2-4-resent.ts';
import { expiryOfExchanges } from './q2-5-expiry.ts';
import { retained } from './r1-retained.ts';
import { singleWriter } from './r2-single-writer.ts';
import { replays } from './r3-replays.ts';
import { resume } from './s1-resume.ts';
import { sessionKept } from './s2-kept.ts';
import { cleanStart } from './s3-clean-start.ts';
import { takeover } from './s4-takeover.ts';
import { topicAlias } from './t1-topic-alias.ts';
import { will } from './w1-will.ts';
import { willTime } from './w2-will-time.ts';
import { willResumed } from './w3-will-resumed.ts';
import { willRefused } from './w5-will-refused.ts';

export const INVARIANTS: readonly Invariant[] = [
  phantom,
  matching,
  deliveredQos,
  atMostOnce,
  lossAtQos0,
  qos1NoLoss,
  qos1Duplicates,
  qos2NoLoss,
  exactlyOnce,
  exchangeSteps,
  qos2ResentNoLoss,
  expiryOfExchanges,
  order,
  resendOrder,
  dupFlag,
  retained,
  singleWriter,
  replays,
  noLocal,
  retainAsPublished,
  subscriptionIdentifiers,
  messageExpiry,
  applicationProperties,
  topicAlias,
  flowControl,
  will,
  willTime,
  willResumed,
  willRefused,
  resume,
  sessionKept,
  cleanStart,
  takeover,
  isolation,
  denialShown,
  permitted,
  groupNoLoss,
  oneMember,
  refusedOnce,
  memberQos,
  acknowledgement,
  keepAlive,
  connectionKept,
  protocol,
  evidence,
];
