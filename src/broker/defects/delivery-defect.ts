import type { Delivery } from '../delivery.ts';
import type { Session } from '../session.ts';
import { defect, type Defect, type DefectFacts } from './defect.ts';

export type Emit = (delivery: Delivery) => void;

/** A defect of single deliveries: `spoil` takes the place of every n-th of those that `concerns` picks. */
export function deliveryDefect(
  facts: DefectFacts,
  concerns: (delivery: Delivery) => boolean,
  spoil: (delivery: Delivery, emit: Emit, session: Session) => void,
): Defect {
  return defect(facts, (isDue) => ({
    deliver(session, delivery, emit) {
      if (concerns(delivery) && isDue()) spoil(delivery, emit, session);
      else emit(delivery);
    },
  }));
}
