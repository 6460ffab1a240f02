/** What judging needs besides the history. */
import type { FlowCatalog } from '../history/flow-catalog.ts';
import type { WitnessSource } from '../history/witness.ts';

/** A time in which the test itself disturbed the broker or the network, so that closed connections are our own doing. */
export interface Disturbance {
  readonly fromUs: number;
  /** +∞: to the end of the run. */
  readonly toUs: number;
  /** e.g. `broker restarted`. */
  readonly what: string;
  /** Whose connections; everybody's where absent. */
  readonly client?: number;
  /** Nothing is sure to pass meanwhile: what has not come is no proof of loss. */
  readonly blocks?: true;
  /** What the broker had until then may be gone, and the target does not declare that it keeps it. */
  readonly forgets?: true;
}

/** What the scenario says the broker enforces, and how far it was tried. */
export interface AccessContext {
  mayPublish(client: number, topic: string): AccessWord;
  mayReceive(client: number, topic: string): AccessWord;
  /** Sentences: what was tried of how much. */
  readonly sampling: readonly string[];
}

export type AccessWord = 'allowed' | 'denied' | 'unspecified';

export interface CheckContext {
  readonly catalog: FlowCatalog;
  /** Monotonic time of the start of the run, µs; findings count from there. */
  readonly startedUs: number;
  /** Client Identifier by global index; absent: `client 12`. */
  clientIdOf?(client: number): string;
  readonly witness?: WitnessSource;
  /** Reasons why a part of the history is missing, e.g. a lost worker. Then nothing can fail, only be inconclusive. */
  readonly incomplete?: readonly string[];
  /** Absent: the scenario has no policy. */
  readonly access?: AccessContext;
  readonly disturbances?: readonly Disturbance[];
  /** What the target declares about how long a subscription takes to reach all of its nodes, µs. */
  readonly subscriptionSettleUs?: number;
  /** How long after its Session Expiry Interval the target may still know a session, µs; absent: 5 s. */
  readonly sessionExpiryToleranceUs?: number;
  /** Messages that the target declares to keep for one session at most. */
  readonly queuedMessagesMax?: number;
}
