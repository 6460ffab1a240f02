import { groupOf } from './client-spec.ts';
import type { Plan } from './types.ts';

/**
 * Which of `segments` parts a client lives in: its ordinal in the group, dealt out in turn. So the clients with one index
 * in several groups (publisher and subscriber of a pair) stay together, whatever the sizes of the groups.
 */
export function segmentOf(plan: Plan, client: number, segments: number): number {
  return (client - groupOf(plan, client).first) % segments;
}
