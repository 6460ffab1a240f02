import type { Behaviour, BehaviourScope } from '../behaviour.ts';
import type { FaultAction } from '../types.ts';

const SECOND_US = 1_000_000;
/** What may leave at once after a pause: a tenth of a second's worth, one byte at least. */
const BURST_S = 0.1;
/** Looking more often than this would only burn time. */
const WAIT_MIN_US = 2_000;

/** A bucket that fills with `bytesPerSecond`. */
export function bandwidth(
  { bytesPerSecond }: Extract<FaultAction, { kind: 'bandwidth' }>,
  { clock }: BehaviourScope,
): Behaviour {
  const burst = Math.max(1, bytesPerSecond * BURST_S);
  let tokens = 0;
  let filledUs = clock.nowUs();
  const fill = (nowUs: number): number => {
    tokens = Math.min(burst, tokens + ((nowUs - filledUs) / SECOND_US) * bytesPerSecond);
    filledUs = nowUs;
    return tokens;
  };
  return {
    allowance: (nowUs) => Math.floor(fill(nowUs)),
    spent: (bytes) => {
      tokens -= bytes;
    },
    waitUs: (nowUs) => Math.max(WAIT_MIN_US, ((1 - fill(nowUs)) / bytesPerSecond) * SECOND_US),
  };
}
