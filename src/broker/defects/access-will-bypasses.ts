import { accessHole } from './access-hole.ts';

export const accessWillBypasses = accessHole(
  {
    id: 'access-will-bypasses',
    summary: 'publishes Wills to any topic, whatever the access rules say',
    breaks: ['5:ACL-c', '311:ACL-c'],
    mayAlsoBreak: ['5:ACL-2', '311:ACL-2'],
    invariants: ['L1'],
  },
  () => (question) => question.action === 'publish' && question.way === 'will',
);
