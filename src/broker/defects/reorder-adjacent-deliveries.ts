import type { Delivery } from '../delivery.ts';
import type { Session } from '../session.ts';
import { hostTimers } from '../timers.ts';
import { defect } from './defect.ts';
import type { Emit } from './delivery-defect.ts';

/** How long a message waits for the one that shall overtake it. Then it goes on, so that none is lost. */
const WAIT_MS = 100;

interface Held {
  readonly delivery: Delivery;
  readonly release: () => void;
}

export const reorderAdjacentDeliveries = defect(
  {
    id: 'reorder-adjacent-deliveries',
    summary: 'delivers a message behind the next one of the same publisher, topic and QoS',
    breaks: ['5:4.6.0-5', '311:4.6.0-6', '311:4.6.0-5', '5:4.6.0-6'],
    mayAlsoBreak: ['311:4.6.0-1'],
    invariants: ['O1'],
  },
  (isDue, options) => {
    const timers = options.timers ?? hostTimers();
    const waiting = new Map<Session, Held>();
    const hold = (session: Session, delivery: Delivery, emit: Emit): void => {
      const release = (): void => {
        cancel();
        waiting.delete(session);
        emit(delivery);
      };
      const cancel = timers.schedule(WAIT_MS, release);
      waiting.set(session, { delivery, release });
    };
    return {
      deliver(session, delivery, emit) {
        const held = waiting.get(session);
        if (held === undefined && delivery.message.qos === delivery.qos && isDue())
          hold(session, delivery, emit);
        else {
          emit(delivery);
          if (held !== undefined && isSameFlow(held.delivery, delivery)) held.release();
        }
      },
    };
  },
);

function isSameFlow(left: Delivery, right: Delivery): boolean {
  const { topic, publisher, qos } = left.message;
  const other = right.message;
  return (
    topic === other.topic && publisher === other.publisher && qos === other.qos && left.qos === right.qos
  );
}
