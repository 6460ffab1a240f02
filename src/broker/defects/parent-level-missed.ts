import { defect } from './defect.ts';

export const parentLevelMissed = defect(
  {
    id: 'parent-level-missed',
    summary: 'does not count the parent level among the topics of a filter that ends in #',
    breaks: ['5:4.7.1-1', '311:4.7.1-2'],
    mayAlsoBreak: ['5:4.5.0-1', '311:4.5.0-1', '5:3.3.1-9'],
    invariants: ['Q1-1', 'Q2-1'],
  },
  (isDue) => ({
    matches(topic, match) {
      const { subscriptions, groups } = match(topic);
      const kept = subscriptions.filter(({ filter }) => filter !== `${topic}/#`);
      return kept.length < subscriptions.length && isDue()
        ? { subscriptions: kept, groups }
        : { subscriptions, groups };
    },
  }),
  1,
);
