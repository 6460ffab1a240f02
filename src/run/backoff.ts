import type { Random } from '../base/random.ts';

export interface BackoffPolicy {
  readonly initialDelayUs: number;
  readonly maxDelayUs: number;
}

/** Beyond, the longest delay is reached whatever it is. */
const DOUBLINGS_MAX = 30;

/**
 * The wait after so many failures: doubled with each, and spread by up to half so that a thousand devices do not come back
 * in one moment.
 */
export function backoffUs(policy: BackoffPolicy, failures: number, random: Random): number {
  const { initialDelayUs, maxDelayUs } = policy;
  const wholeUs = Math.min(maxDelayUs, initialDelayUs * 2 ** Math.min(failures, DOUBLINGS_MAX));
  return wholeUs * (0.5 + 0.5 * random.float());
}
