import type { Identity } from './session.ts';

/** Decides what a client may do. Called for every publish and every delivery: answers must be quick. */
export interface AccessControl {
  mayPublish(identity: Identity, topic: string): boolean;
  /** Asked when a message is about to leave for the client, live, retained, queued or sent again. */
  mayReceive(identity: Identity, topic: string): boolean;
  /** Asked at SUBSCRIBE; `filter` is the Topic Filter without any `$share/<name>/`. */
  maySubscribe(identity: Identity, filter: string): boolean;
  /** The name that could pass for a wildcard or for another client's topics where rules contain names. */
  unsafeName(identity: Identity): 'client-id' | 'username' | undefined;
}

/** Everything is allowed. */
export const OPEN_ACCESS: AccessControl = {
  mayPublish: () => true,
  mayReceive: () => true,
  maySubscribe: () => true,
  unsafeName: () => undefined,
};
