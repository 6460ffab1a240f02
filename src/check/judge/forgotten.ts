import type { Disturbance } from '../context.ts';
import type { RunView } from './run-view.ts';

/** Claimed against observed: what a broker may lose when it fails is its own word, not MQTT's. */
export function forgottenText({ what, fromUs }: Disturbance, run: RunView): string {
  const atS = ((fromUs - run.context.startedUs) / 1_000_000).toFixed(1);
  return `${what} at ${atS} s: the target declares no durability for that, and MQTT promises none (section 4.1).`;
}
