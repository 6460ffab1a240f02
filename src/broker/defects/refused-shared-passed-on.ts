import type { Message } from '../message.ts';
import { defect } from './defect.ts';

export const refusedSharedPassedOn = defect(
  {
    id: 'refused-shared-passed-on',
    summary: 'gives a message that a member of a Shared Subscription refused to another member',
    breaks: ['5:4.8.2-6'],
    mayAlsoBreak: [],
    invariants: ['G3'],
  },
  (isDue) => {
    // Members that all refuse would have it go round for ever.
    const passedOn = new WeakSet<Message>();
    return {
      passesOnRefused: ({ message }) => {
        if (passedOn.has(message) || !isDue()) return false;
        passedOn.add(message);
        return true;
      },
    };
  },
  1,
);
