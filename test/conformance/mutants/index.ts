import { ACCESS_MUTANTS } from './access.ts';
import { AUTHENTICATION_MUTANTS } from './authentication.ts';
import { CONNACK_MUTANTS } from './connack.ts';
import { CONNECT_MUTANTS } from './connect.ts';
import { EDGE_MUTANTS } from './edges.ts';
import { EMISSION_MUTANTS } from './emissions.ts';
import { EXCHANGE_MUTANTS } from './exchanges.ts';
import { LENIENCY_MUTANTS } from './leniency.ts';
import { LOST_MUTANTS } from './lost.ts';
import type { Mutant } from './mutant.ts';
import { OPTIONAL_PROPERTY_MUTANTS } from './optional-properties.ts';
import { PASSING_MUTANTS } from './passing.ts';
import { PUBLISH_MUTANTS } from './publish.ts';
import { REPORTED_MUTANTS } from './reported.ts';
import { RESENDING_MUTANTS } from './resending.ts';
import { RESUMED_MUTANTS } from './resumed.ts';
import { RETAINED_MUTANTS } from './retained.ts';
import { ROOM_MUTANTS } from './room.ts';
import { SESSION_MUTANTS } from './sessions.ts';
import { STORED_MUTANTS } from './stored.ts';
import { SUBSCRIPTION_MUTANTS } from './subscriptions.ts';
import { TIMING_MUTANTS } from './timing.ts';

export { mutated, type Mutant } from './mutant.ts';
export { WEBSOCKET_MUTANTS } from './websocket.ts';

/** Deviations that only the suite has to find; those of `src/broker/defects` are found in runs of scenarios as well. */
export const MUTANTS: readonly Mutant[] = [
  ...CONNECT_MUTANTS,
  ...CONNACK_MUTANTS,
  ...PUBLISH_MUTANTS,
  ...RETAINED_MUTANTS,
  ...SUBSCRIPTION_MUTANTS,
  ...EXCHANGE_MUTANTS,
  ...RESENDING_MUTANTS,
  ...SESSION_MUTANTS,
  ...STORED_MUTANTS,
  ...RESUMED_MUTANTS,
  ...LOST_MUTANTS,
  ...TIMING_MUTANTS,
  ...PASSING_MUTANTS,
  ...ROOM_MUTANTS,
  ...AUTHENTICATION_MUTANTS,
  ...ACCESS_MUTANTS,
  ...OPTIONAL_PROPERTY_MUTANTS,
  ...EDGE_MUTANTS,
  ...LENIENCY_MUTANTS,
  ...EMISSION_MUTANTS,
  ...REPORTED_MUTANTS,
];
