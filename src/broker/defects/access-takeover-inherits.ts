import type { Session } from '../session.ts';
import { defect } from './defect.ts';

/** The session stays its first owner's in all but the name of who is connected. */
export const accessTakeoverInherits = defect(
  {
    id: 'access-takeover-inherits',
    summary: 'gives who connects with a foreign Client Identifier the rights of its session',
    breaks: ['5:ACL-i', '311:ACL-i'],
    mayAlsoBreak: ['5:ACL-1', '311:ACL-1'],
    invariants: ['L1'],
  },
  () => {
    const owners = new WeakMap<Session, string | undefined>();
    return {
      resumed: (session) => {
        if (!owners.has(session)) owners.set(session, session.identity.username);
      },
      overrides: (question) =>
        question.action === 'receive' &&
        owners.has(question.session) &&
        owners.get(question.session) !== question.session.identity.username,
    };
  },
  1,
);
