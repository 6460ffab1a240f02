import { defect } from './defect.ts';

export const caseIgnored = defect(
  {
    id: 'case-ignored',
    summary: 'takes capital and small letters of a topic for the same',
    breaks: ['5:4.7.3-4', '311:4.7.3-4'],
    mayAlsoBreak: ['5:3.3.2-3', '311:3.3.2-3'],
    invariants: ['H2'],
  },
  (isDue) => ({
    matches: (topic, match) =>
      topic !== topic.toLowerCase() && isDue() ? match(topic.toLowerCase()) : match(topic),
  }),
  1,
);
