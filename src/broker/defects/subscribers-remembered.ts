import type { TopicMatch } from '../subscription-tree.ts';
import { defect } from './defect.ts';

/** A cache of who subscribes to a topic that a new Subscription does not clear. */
export const subscribersRemembered = defect(
  {
    id: 'subscribers-remembered',
    summary: 'does not notice subscriptions to a topic that has been published to before',
    breaks: ['5:4.5.0-1', '311:4.5.0-1'],
    mayAlsoBreak: ['5:3.10.4-1', '311:3.10.4-1', '5:3.10.4-2', '311:3.10.4-2'],
    invariants: ['Q1-1', 'Q2-1'],
  },
  (isDue) => {
    const known = new Map<string, TopicMatch>();
    return {
      matches(topic, match) {
        const found = known.get(topic) ?? match(topic);
        if (isDue()) known.set(topic, found);
        return found;
      },
    };
  },
);
