import { defect } from './defect.ts';

/** What comes while the client has as many messages unanswered as it may have is not kept for later. */
export const fullWindowLoses = defect(
  {
    id: 'full-window-loses',
    summary: 'loses messages for a client that has no room for another unanswered one',
    breaks: ['5:4.5.0-1'],
    mayAlsoBreak: ['311:4.5.0-1'],
    invariants: ['Q1-1', 'Q2-1'],
  },
  (isDue) => ({
    deliver(session, delivery, emit) {
      const isLost = delivery.qos > 0 && session.outlet !== undefined && !session.window.isOpen;
      if (!isLost || !isDue()) emit(delivery);
    },
  }),
);
