import { defect } from './defect.ts';

export const dollarTopicsSeen = defect(
  {
    id: 'dollar-topics-seen',
    summary: 'lets leading wildcards see topics that start with $',
    breaks: ['5:4.7.2-1', '311:4.7.2-1'],
    mayAlsoBreak: [],
    invariants: ['H2'],
  },
  (isDue) => ({
    matches(topic, match) {
      const found = match(topic);
      if (!topic.startsWith('$') || !isDue()) return found;
      const bare = match(topic.slice(1));
      return {
        subscriptions: [...found.subscriptions, ...bare.subscriptions],
        groups: [...found.groups, ...bare.groups],
      };
    },
  }),
  1,
);
