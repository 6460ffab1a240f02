import { accessHole } from './access-hole.ts';

export const accessAliasBypasses = accessHole(
  {
    id: 'access-alias-bypasses',
    summary: 'looks at access rules only where a PUBLISH names its topic, not where an alias stands for it',
    breaks: ['5:ACL-h'],
    mayAlsoBreak: ['5:ACL-2'],
    invariants: ['L1'],
  },
  () => (question) => question.action === 'publish' && question.way === 'alias',
);
