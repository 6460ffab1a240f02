/** Bounds on every count of the language, far beyond what one machine can run, so that no file can ask for the absurd. */
export const CLIENTS_MAX = 10_000_000;
export const GROUPS_MAX = 1_000;
/** In all, those inside `repeat`, `parallel` and `background` included. */
export const STEPS_MAX = 1_000;
export const VARS_MAX = 1_000;
export const FILTERS_MAX = 1_000;
export const THRESHOLDS_MAX = 200;
export const ACCESS_RULES_MAX = 1_000;
export const ACCESS_FILTERS_MAX = 100;
export const TOPICS_PER_CLIENT_MAX = 1_000_000;
/** Flow ids are 32 bits in the stamp of a payload. */
export const FLOWS_MAX = 0xffff_ffff;
/** Clients that ask × clients that answer, of one step. */
export const REQUEST_PAIRS_MAX = 1_000_000;
/** Sequence numbers are 32 bits in the stamp of a payload. */
export const MESSAGES_PER_CLIENT_MAX = 0xffff_ffff;
/** The stamp alone: see history/stamp. */
export const PAYLOAD_BYTES_MIN = 16;
/** Carries the stamp of payloads that stay as they are: see history/stamp. */
export const STAMP_PROPERTY_NAME = 'mqtt-bench';
/** Leaves room for topic and properties in the largest packet there can be. */
export const PAYLOAD_BYTES_MAX = 268_000_000;
