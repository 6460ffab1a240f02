import type { FaultSpec } from '../scenario/types.ts';
import type { MemberResolver } from './resolve-members.ts';
import type { PlannedFault } from './types.ts';

/** A drawn fault chooses its share anew each time; every other one hits the same clients. */
export function planFault(spec: FaultSpec, members: MemberResolver): PlannedFault {
  const { kind, name, clients, share, actions, at, every, for: lasts } = spec;
  const isDrawn = kind === 'random';
  return {
    name: name ?? kind,
    actions,
    members: members.resolve(isDrawn || share === undefined ? { clients } : { clients, share }),
    ...(isDrawn && share !== undefined ? { drawnShare: share } : {}),
    ...(at === undefined ? {} : { atUs: at }),
    ...(every === undefined ? {} : { everyUs: every }),
    ...(lasts === undefined ? {} : { forUs: lasts }),
  };
}
