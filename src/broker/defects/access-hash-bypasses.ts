import type { Session } from '../session.ts';
import { accessHole } from './access-hole.ts';

/** Once a client has subscribed to `#`, it gets everything. */
export const accessHashBypasses = accessHole(
  {
    id: 'access-hash-bypasses',
    summary: 'lets everyone read everything through a subscription to #',
    breaks: ['5:ACL-a', '311:ACL-a'],
    mayAlsoBreak: ['5:ACL-1', '311:ACL-1'],
    invariants: ['L1'],
  },
  () => {
    const open = new WeakSet<Session>();
    return (question) => {
      if (question.action === 'subscribe' && question.filter === '#') open.add(question.session);
      return question.action === 'publish'
        ? false
        : question.action === 'subscribe'
          ? question.filter === '#'
          : open.has(question.session);
    };
  },
);
