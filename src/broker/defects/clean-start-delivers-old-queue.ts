import type { Delivery } from '../delivery.ts';
import type { MessageQueue } from '../message-queue.ts';
import { defect } from './defect.ts';

export const cleanStartDeliversOldQueue = defect(
  {
    id: 'clean-start-delivers-old-queue',
    summary: 'delivers to a new session what waited for the one that Clean Start ended',
    breaks: ['5:3.1.2-4', '311:3.1.2-6'],
    mayAlsoBreak: ['5:3.1.4-4', '311:3.1.4-3', '5:3.3.2-3', '311:3.3.2-3'],
    invariants: ['S3', 'H2'],
  },
  (isDue) => ({
    endsClean: (former) => {
      const waiting = isDue() ? drained(former.queue) : [];
      return (fresh) => {
        for (const delivery of waiting) fresh.queue.push(delivery);
      };
    },
  }),
  1,
);

function drained(queue: MessageQueue): Delivery[] {
  const all: Delivery[] = [];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) all.push(next);
  return all;
}
