/** How `mqtt-bench capacity` searches by this scenario; what is absent is left to the command. */
export interface CapacitySpec {
  /** The var that is the load: a rate, or a number of clients. */
  readonly search?: string;
  /** Lowest load, where the search begins. */
  readonly from?: number;
  readonly to?: number;
  /** How far the lowest load that fails may lie above the highest that holds; in (0, 1]. */
  readonly precision?: number;
  /** Trials that decide about each of the two. */
  readonly repeats?: number;
  /** No new trial after so long, µs. */
  readonly for?: number;
  /** Rest of the target between two trials, µs. */
  readonly pause?: number;
  readonly need?: NeedSpec;
}

/** What has to be carried. */
export interface NeedSpec {
  readonly devices: number;
  /** Each device sends one message in so long, µs. */
  readonly every: number;
  /** 99 of 100 messages arrive in so long, µs. */
  readonly p99?: number;
}
