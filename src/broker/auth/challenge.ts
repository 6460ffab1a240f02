import { createHash, timingSafeEqual } from 'node:crypto';
import type { EnhancedAuthentication } from './authentication.ts';

export interface ChallengeOptions {
  /** What the client is asked in AUTH. */
  readonly question: string;
  /** What it has to answer. */
  readonly answer: string;
  /** Who it is for access control from there on. */
  readonly username: string;
}

/** An Authentication Method of one question and one answer: the least that has an AUTH in it. For tests, and no safe one. */
export function challengeAuthentication({
  question,
  answer,
  username,
}: ChallengeOptions): EnhancedAuthentication {
  return {
    start: () => {
      let isAsked = false;
      return (data) => {
        if (!isAsked) {
          isAsked = true;
          return { kind: 'continue', data: Buffer.from(question) };
        }
        return isSame(data ?? new Uint8Array(), answer)
          ? { kind: 'success', username }
          : { kind: 'failure', message: 'this is not the right answer' };
      };
    },
  };
}

function isSame(given: Uint8Array, wanted: string): boolean {
  const digest = (content: Uint8Array | string): Buffer => createHash('sha256').update(content).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
