import type { Defect } from './defect.ts';
import { deliverAfterUnsubscribe } from './deliver-after-unsubscribe.ts';
import { deliverUnmatchedTopic } from './deliver-unmatched-topic.ts';
import { deliverWrongQos } from './deliver-wrong-qos.ts';
import { dropQos1Delivery } from './drop-qos1-delivery.ts';
import { dropQos2Delivery } from './drop-qos2-delivery.ts';
import { duplicateQos0Delivery } from './duplicate-qos0-delivery.ts';
import { duplicateQos2Delivery } from './duplicate-qos2-delivery.ts';
import { flipPayloadByte } from './flip-payload-byte.ts';
import { phantomMessage } from './phantom-message.ts';
import { pubackDropped } from './puback-dropped.ts';
import { pubcompDropped } from './pubcomp-dropped.ts';
import { reorderAdjacentDeliveries } from './reorder-adjacent-deliveries.ts';
import { resendQos1WithoutReconnect } from './resend-qos1-without-reconnect.ts';

export type { Defect, DefectSettings } from './defect.ts';

/** Every defect there is. Only tests and `--defect` of the embedded broker reach them. */
export const DEFECTS: readonly Defect[] = [
  duplicateQos0Delivery,
  duplicateQos2Delivery,
  dropQos1Delivery,
  dropQos2Delivery,
  reorderAdjacentDeliveries,
  flipPayloadByte,
  phantomMessage,
  deliverWrongQos,
  deliverUnmatchedTopic,
  deliverAfterUnsubscribe,
  pubackDropped,
  pubcompDropped,
  resendQos1WithoutReconnect,
];

/** The defect of that name. */
export function findDefect(id: string): Defect | undefined {
  return DEFECTS.find((defect) => defect.id === id);
}
