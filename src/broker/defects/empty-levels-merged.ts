import { defect } from './defect.ts';

export const emptyLevelsMerged = defect(
  {
    id: 'empty-levels-merged',
    summary: 'takes several separators in a topic for one',
    breaks: ['5:4.7.3-4', '311:4.7.3-4'],
    mayAlsoBreak: ['5:3.3.2-3', '311:3.3.2-3'],
    invariants: ['H2'],
  },
  (isDue) => ({
    matches: (topic, match) =>
      topic.includes('//') && isDue() ? match(topic.replace(/\/{2,}/gu, '/')) : match(topic),
  }),
  1,
);
