import type { Authenticate, AuthenticationResult, Credentials } from './authentication.ts';

const NOBODY: AuthenticationResult = { ok: false, reason: 'not-authorized', message: 'nobody is let in' };

/** Lets a client in when one of several ways does, asked in order; else the last way's refusal stands. */
export function firstOf(ways: readonly Authenticate[]): Authenticate {
  return async (credentials: Credentials) => {
    let result = NOBODY;
    for (const way of ways) {
      result = await way(credentials);
      if (result.ok) return result;
    }
    return result;
  };
}
