import type { Session } from '../session.ts';
import { accessHole } from './access-hole.ts';

export const accessShareBypasses = accessHole(
  {
    id: 'access-share-bypasses',
    summary: 'lets everyone read everything through a Shared Subscription',
    breaks: ['5:ACL-g', '311:ACL-g'],
    mayAlsoBreak: ['5:ACL-1', '311:ACL-1'],
    invariants: ['L1'],
  },
  () => {
    const sharing = new WeakSet<Session>();
    return (question) => {
      if (question.action === 'publish') return false;
      if (question.action === 'subscribe') {
        const isShared = question.filter.startsWith('$share/');
        if (isShared) sharing.add(question.session);
        return isShared;
      }
      // Without a delivery the group looks for a member.
      return question.delivery === undefined
        ? sharing.has(question.session)
        : question.delivery.share !== undefined;
    };
  },
);
