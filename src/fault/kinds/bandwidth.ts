import type { Behaviour, BehaviourScope } from '../behaviour.ts';
import type { FaultAction } from '../types.ts';

const SECOND_US = 1_000_000;
/** What may leave at once after a pause: a hundredth of a second's worth, one byte at least. */
const BURST_S = 0.01;
/** Looking more often than this would only burn time. */
const WAIT_MIN_US = 2_000;

/**
 * A bucket that fills with `bytesPerSecond`. It holds little, so that no more passes than that; but while bytes wait it does not run over:
 * a proxy that comes late is no slower for it.
 */
export function bandwidth(
  { bytesPerSecond }: Extract<FaultAction, { kind: 'bandwidth' }>,
  { clock }: BehaviourScope,
): Behaviour {
  const burst = Math.max(1, bytesPerSecond * BURST_S);
  let tokens = 0;
  let filledUs = clock.nowUs();
  let isWaiting = false;
  const fill = (nowUs: number): number => {
    const filled = tokens + ((nowUs - filledUs) / SECOND_US) * bytesPerSecond;
    tokens = isWaiting ? filled : Math.min(burst, filled);
    filledUs = nowUs;
    return tokens;
  };
  return {
    allowance: (nowUs) => {
      const allowed = Math.floor(fill(nowUs));
      isWaiting = false;
      return allowed;
    },
    spent: (bytes) => {
      tokens -= bytes;
    },
    waitUs: (nowUs) => {
      isWaiting = true;
      return Math.max(WAIT_MIN_US, ((1 - fill(nowUs)) / bytesPerSecond) * SECOND_US);
    },
  };
}
