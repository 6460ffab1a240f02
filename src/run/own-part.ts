import { memberCount } from '../plan/members.ts';
import type { Members } from '../plan/types.ts';
import type { PoolOptions } from './paced-pool.ts';
import type { SegmentContext } from './segment-context.ts';

export interface PacedByMembers {
  readonly members: Members;
  /** Of all segments together. */
  readonly ratePerSecond?: number;
  /** Of all segments together; at least one operation of each segment is under way. */
  readonly concurrency: number;
}

export interface OwnPart {
  /** The members of this segment. */
  readonly own: readonly number[];
  /** Rate and concurrency in proportion to them, so that all segments together keep those of the step. */
  readonly pool: PoolOptions;
}

/** What of a step falls to this segment. */
export function ownPart(step: PacedByMembers, context: SegmentContext): OwnPart {
  const own = context.own(step.members);
  const part = own.length / Math.max(1, memberCount(step.members));
  const { clock, signal } = context;
  return {
    own,
    pool: {
      clock,
      signal,
      concurrency: Math.max(1, Math.floor(step.concurrency * part)),
      ratePerSecond: step.ratePerSecond === undefined ? undefined : step.ratePerSecond * part,
    },
  };
}
