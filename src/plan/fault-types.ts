/** Faults of a plan: what breaks in the network or is done to the broker, and when. */
import type { FaultAction } from '../fault/types.ts';
import type { BrokerDeed } from '../scenario/types.ts';
import type { Members, StepBase } from './types.ts';

export type { BrokerDeed, Durability } from '../scenario/types.ts';

/** What breaks in the network, and when. */
export interface PlannedFault {
  /** What reports call it; several may have the same. */
  readonly name: string;
  /** Several: one of them each time, by the seed. */
  readonly actions: readonly FaultAction[];
  readonly members: Members;
  /** The part of the members, chosen anew each time. */
  readonly drawnShare?: number;
  /** From the first publish step. Absent: after the first `everyUs`; without both at the start of the run. */
  readonly atUs?: number;
  readonly everyUs?: number;
  /** Absent: to the end of the run. */
  readonly forUs?: number;
}

/** One of the two is there. */
export interface FaultStep extends StepBase {
  readonly kind: 'fault';
  readonly start?: PlannedFault;
  /** Names. */
  readonly stop?: readonly string[] | 'all';
}

export interface RestartBrokerStep extends StepBase {
  readonly kind: 'restart-broker';
  readonly how: BrokerDeed;
  /** Of `pause`. */
  readonly forUs: number;
}
