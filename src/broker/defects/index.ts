import type { Defect } from './defect.ts';
import { accessAliasBypasses } from './access-alias-bypasses.ts';
import { accessDenialAcknowledged } from './access-denial-acknowledged.ts';
import { accessDenialUnanswered } from './access-denial-unanswered.ts';
import { accessHashBypasses } from './access-hash-bypasses.ts';
import { accessQueueBypasses } from './access-queue-bypasses.ts';
import { accessRefusalDelivered } from './access-refusal-delivered.ts';
import { accessRetainedBypasses } from './access-retained-bypasses.ts';
import { accessRevocationIgnored } from './access-revocation-ignored.ts';
import { accessShareBypasses } from './access-share-bypasses.ts';
import { accessTakeoverInherits } from './access-takeover-inherits.ts';
import { accessWillBypasses } from './access-will-bypasses.ts';
import { accessNamesUnchecked } from './access-names-unchecked.ts';
import { accessOfDeliveriesIgnored } from './access-of-deliveries-ignored.ts';
import { accessToReadIgnored } from './access-to-read-ignored.ts';
import { accessToWriteIgnored } from './access-to-write-ignored.ts';
import { assignedClientIdWithheld } from './assigned-client-id-withheld.ts';
import { caseIgnored } from './case-ignored.ts';
import { cleanStartIgnored } from './clean-start-ignored.ts';
import { connackTwice } from './connack-twice.ts';
import { connackUnknownCode } from './connack-unknown-code.ts';
import { connackWithheld } from './connack-withheld.ts';
import { contentTypeLost } from './content-type-lost.ts';
import { correlationDataLost } from './correlation-data-lost.ts';
import { deliverAfterUnsubscribe } from './deliver-after-unsubscribe.ts';
import { deliverUnmatchedTopic } from './deliver-unmatched-topic.ts';
import { deliverWrongQos } from './deliver-wrong-qos.ts';
import { dollarTopicsSeen } from './dollar-topics-seen.ts';
import { dropQos1Delivery } from './drop-qos1-delivery.ts';
import { dropQos2Delivery } from './drop-qos2-delivery.ts';
import { dupAtQos0 } from './dup-at-qos0.ts';
import { duplicateQos0Delivery } from './duplicate-qos0-delivery.ts';
import { duplicateQos2Delivery } from './duplicate-qos2-delivery.ts';
import { emptyLevelsMerged } from './empty-levels-merged.ts';
import { expiredDelivered } from './expired-delivered.ts';
import { expiryIntervalLost } from './expiry-interval-lost.ts';
import { expiryNotLowered } from './expiry-not-lowered.ts';
import { fullWindowLoses } from './full-window-loses.ts';
import { flipPayloadByte } from './flip-payload-byte.ts';
import { keepAliveIgnored } from './keep-alive-ignored.ts';
import { maximumPacketSizeIgnored } from './maximum-packet-size-ignored.ts';
import { neverResends } from './never-resends.ts';
import { noLocalIgnored } from './no-local-ignored.ts';
import { noLocalToAll } from './no-local-to-all.ts';
import { packetIdZero } from './packet-id-zero.ts';
import { parentLevelMissed } from './parent-level-missed.ts';
import { payloadFormatLost } from './payload-format-lost.ts';
import { phantomMessage } from './phantom-message.ts';
import { pingrespBeforeConnack } from './pingresp-before-connack.ts';
import { pingrespWithheld } from './pingresp-withheld.ts';
import { problemInformationUnasked } from './problem-information-unasked.ts';
import { pubackDropped } from './puback-dropped.ts';
import { pubackWrongId } from './puback-wrong-id.ts';
import { pubcompDropped } from './pubcomp-dropped.ts';
import { pubrecDropped } from './pubrec-dropped.ts';
import { pubrelAfterRefusal } from './pubrel-after-refusal.ts';
import { pubrelDropped } from './pubrel-dropped.ts';
import { queueLostOnResume } from './queue-lost-on-resume.ts';
import { receiveMaximumIgnored } from './receive-maximum-ignored.ts';
import { reorderAdjacentDeliveries } from './reorder-adjacent-deliveries.ts';
import { repeatedQos2PassedOn } from './repeated-qos2-passed-on.ts';
import { replayIgnoresPlus } from './replay-ignores-plus.ts';
import { replayWithoutRetain } from './replay-without-retain.ts';
import { resendQos1WithoutReconnect } from './resend-qos1-without-reconnect.ts';
import { resendWithoutDup } from './resend-without-dup.ts';
import { resendsInReverse } from './resends-in-reverse.ts';
import { resendsWithNewId } from './resends-with-new-id.ts';
import { responseTopicLost } from './response-topic-lost.ts';
import { retain0Replaces } from './retain-0-replaces.ts';
import { retainAsPublishedIgnored } from './retain-as-published-ignored.ts';
import { retainHandlingIgnored } from './retain-handling-ignored.ts';
import { retainedNotCleared } from './retained-not-cleared.ts';
import { retainedNotStored } from './retained-not-stored.ts';
import { secondConnectIgnored } from './second-connect-ignored.ts';
import { sessionNeverExpires } from './session-never-expires.ts';
import { sessionNeverKept } from './session-never-kept.ts';
import { sessionPresentAlways } from './session-present-always.ts';
import { sessionPresentNever } from './session-present-never.ts';
import { sessionPresentOnRefusal } from './session-present-on-refusal.ts';
import { sharedToAll } from './shared-to-all.ts';
import { subackCodeMissing } from './suback-code-missing.ts';
import { subackCodesReversed } from './suback-codes-reversed.ts';
import { subackWithheld } from './suback-withheld.ts';
import { subackWrongId } from './suback-wrong-id.ts';
import { subscribersRemembered } from './subscribers-remembered.ts';
import { subscriptionIdentifiersLost } from './subscription-identifiers-lost.ts';
import { subscriptionsLostOnResume } from './subscriptions-lost-on-resume.ts';
import { releasesLostOnResume } from './releases-lost-on-resume.ts';
import { retainedIdentifierLost } from './retained-identifier-lost.ts';
import { retainedQosNotLowered } from './retained-qos-not-lowered.ts';
import { refusedSharedPassedOn } from './refused-shared-passed-on.ts';
import { cleanStartDeliversOldQueue } from './clean-start-delivers-old-queue.ts';
import { cleanStartOwesPubrel } from './clean-start-owes-pubrel.ts';
import { cleanStartKeepsReceivedIds } from './clean-start-keeps-received-ids.ts';
import { sessionExpiryShortened } from './session-expiry-shortened.ts';
import { takeoverDeliversToBoth } from './takeover-delivers-to-both.ts';
import { takeoverKeepsOldConnection } from './takeover-keeps-old-connection.ts';
import { topicAliasLeaked } from './topic-alias-leaked.ts';
import { topicAliasUnasked } from './topic-alias-unasked.ts';
import { unfinishedQos2Rerouted } from './unfinished-qos2-rerouted.ts';
import { unsubackWithheld } from './unsuback-withheld.ts';
import { unsubackWrongId } from './unsuback-wrong-id.ts';
import { userPropertiesLost } from './user-properties-lost.ts';
import { userPropertiesReversed } from './user-properties-reversed.ts';
import { willAfterDisconnect } from './will-after-disconnect.ts';
import { willDelayIgnored } from './will-delay-ignored.ts';
import { willNeverPublished } from './will-never-published.ts';
import { willRetainIgnored } from './will-retain-ignored.ts';

export type { Defect, DefectSettings } from './defect.ts';

/** Every defect there is. Only tests and `--defect` of the embedded broker reach them. */
export const DEFECTS: readonly Defect[] = [
  duplicateQos0Delivery,
  duplicateQos2Delivery,
  dropQos1Delivery,
  dropQos2Delivery,
  reorderAdjacentDeliveries,
  fullWindowLoses,
  subscribersRemembered,
  flipPayloadByte,
  phantomMessage,
  deliverWrongQos,
  deliverUnmatchedTopic,
  deliverAfterUnsubscribe,
  pubackDropped,
  pubcompDropped,
  resendQos1WithoutReconnect,
  connackWithheld,
  connackTwice,
  pingrespBeforeConnack,
  sessionPresentNever,
  sessionPresentAlways,
  sessionPresentOnRefusal,
  connackUnknownCode,
  assignedClientIdWithheld,
  cleanStartIgnored,
  sessionNeverKept,
  sessionNeverExpires,
  keepAliveIgnored,
  pingrespWithheld,
  willNeverPublished,
  willAfterDisconnect,
  willDelayIgnored,
  willRetainIgnored,
  pubackWrongId,
  pubrecDropped,
  pubrelDropped,
  pubrelAfterRefusal,
  subackWrongId,
  subackWithheld,
  subackCodesReversed,
  subackCodeMissing,
  unsubackWrongId,
  unsubackWithheld,
  resendWithoutDup,
  neverResends,
  dupAtQos0,
  packetIdZero,
  retainedNotStored,
  retainedNotCleared,
  retain0Replaces,
  replayIgnoresPlus,
  replayWithoutRetain,
  retainAsPublishedIgnored,
  retainHandlingIgnored,
  noLocalIgnored,
  noLocalToAll,
  sharedToAll,
  userPropertiesReversed,
  userPropertiesLost,
  contentTypeLost,
  responseTopicLost,
  correlationDataLost,
  payloadFormatLost,
  expiryIntervalLost,
  expiryNotLowered,
  subscriptionIdentifiersLost,
  receiveMaximumIgnored,
  maximumPacketSizeIgnored,
  topicAliasUnasked,
  topicAliasLeaked,
  problemInformationUnasked,
  takeoverKeepsOldConnection,
  refusedSharedPassedOn,
  cleanStartDeliversOldQueue,
  cleanStartOwesPubrel,
  cleanStartKeepsReceivedIds,
  sessionExpiryShortened,
  takeoverDeliversToBoth,
  secondConnectIgnored,
  subscriptionsLostOnResume,
  queueLostOnResume,
  resendsInReverse,
  resendsWithNewId,
  unfinishedQos2Rerouted,
  dollarTopicsSeen,
  parentLevelMissed,
  emptyLevelsMerged,
  caseIgnored,
  expiredDelivered,
  repeatedQos2PassedOn,
  accessToReadIgnored,
  accessOfDeliveriesIgnored,
  accessToWriteIgnored,
  accessNamesUnchecked,
  accessAliasBypasses,
  accessDenialAcknowledged,
  accessDenialUnanswered,
  accessHashBypasses,
  accessQueueBypasses,
  accessRefusalDelivered,
  accessRetainedBypasses,
  accessRevocationIgnored,
  accessShareBypasses,
  accessTakeoverInherits,
  accessWillBypasses,
  releasesLostOnResume,
  retainedIdentifierLost,
  retainedQosNotLowered,
];

/** The defect of that name. */
export function findDefect(id: string): Defect | undefined {
  return DEFECTS.find((defect) => defect.id === id);
}
