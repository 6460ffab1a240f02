import type { Outlet } from '../outlet.ts';
import type { Session } from '../session.ts';
import { defect } from './defect.ts';

export const takeoverDeliversToBoth = defect(
  {
    id: 'takeover-delivers-to-both',
    summary:
      'leaves the old connection open when its Client Identifier connects anew, and goes on sending to it as well',
    breaks: ['5:3.1.4-3', '311:3.1.4-2'],
    mayAlsoBreak: [],
    invariants: ['S4'],
  },
  (isDue) => {
    const replaced = new WeakMap<Session, Outlet>();
    return {
      takesOver: (session) => {
        if (session.outlet === undefined || !isDue()) return true;
        replaced.set(session, session.outlet);
        return false;
      },
      deliver: (session, delivery, emit) => {
        emit(delivery);
        replaced.get(session)?.sendPublish({ ...delivery, qos: 0 }, 0, false);
      },
    };
  },
  1,
);
