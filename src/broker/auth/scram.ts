import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { EnhancedAuthentication, EnhancedExchange, EnhancedStep } from './authentication.ts';

/** What the broker keeps of a password: enough to check a proof, not enough to make one (RFC 5802 section 3). */
export interface ScramUser {
  readonly username: string;
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly storedKey: Uint8Array;
  readonly serverKey: Uint8Array;
}

export interface ScramOptions {
  readonly users: readonly ScramUser[];
  /** Printable and never the same twice; random where absent. */
  readonly nonce?: () => string;
}

const NONCE_BYTES = 18;

export const SCRAM_SHA_256 = 'SCRAM-SHA-256';

/** What to keep of a password. */
export function scramUser(
  username: string,
  password: string,
  salt: Uint8Array,
  iterations = 4096,
): ScramUser {
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256');
  return {
    username,
    salt,
    iterations,
    storedKey: sha256(hmac(salted, 'Client Key')),
    serverKey: hmac(salted, 'Server Key'),
  };
}

/**
 * SCRAM-SHA-256 (RFC 7677) as an Authentication Method.
 *
 *   CONNECT  n,,n=user,r=C      ──▶
 *            ◀──  AUTH  r=CS,s=salt,i=iterations
 *   AUTH     c=biws,r=CS,p=proof ──▶
 *            ◀──  CONNACK  v=signature
 */
export function scramAuthentication(options: ScramOptions): EnhancedAuthentication {
  const users = new Map(options.users.map((user) => [user.username, user]));
  const nonce = options.nonce ?? (() => randomBytes(NONCE_BYTES).toString('base64'));
  const secret = randomBytes(NONCE_BYTES);
  return {
    start: () => {
      let answerProof: ((message: string) => EnhancedStep) | undefined;
      const exchange: EnhancedExchange = (data) => {
        const message = Buffer.from(data ?? []).toString('utf8');
        if (answerProof !== undefined) return answerProof(message);
        const first = parseFirst(message);
        if (first === undefined) return FAILURE;
        const known = users.get(first.username);
        const user = known ?? stranger(first.username, secret);
        const serverFirst = challenge(first.nonce + nonce(), user);
        answerProof = (final) =>
          checkProof({ first: first.bare, serverFirst, final, user, isKnown: known !== undefined });
        return { kind: 'continue', data: Buffer.from(serverFirst) };
      };
      return exchange;
    },
  };
}

const FAILURE: EnhancedStep = { kind: 'failure', message: 'bad user name or password' };

function challenge(nonce: string, { salt, iterations }: ScramUser): string {
  return `r=${nonce},s=${Buffer.from(salt).toString('base64')},i=${iterations}`;
}

/** An unknown user gets a challenge like any other, so that it does not tell who exists. */
function stranger(username: string, secret: Uint8Array): ScramUser {
  const salt = hmac(secret, username).subarray(0, 16);
  return { username, salt, iterations: 4096, storedKey: secret, serverKey: secret };
}

function parseFirst(message: string): { bare: string; username: string; nonce: string } | undefined {
  const match = /^[ny],,(n=([^,]+),r=([^,]+))$/u.exec(message);
  const [, bare, username, nonce] = match ?? [];
  if (bare === undefined || username === undefined || nonce === undefined) return undefined;
  return { bare, username: username.replaceAll('=2C', ',').replaceAll('=3D', '='), nonce };
}

interface Proof {
  readonly first: string;
  readonly serverFirst: string;
  readonly final: string;
  readonly user: ScramUser;
  readonly isKnown: boolean;
}

function checkProof({ first, serverFirst, final, user, isKnown }: Proof): EnhancedStep {
  const [, withoutProof = '', nonce, proof = ''] = /^(c=(?:biws|eSws),r=([^,]+)),p=(.+)$/u.exec(final) ?? [];
  if (!isKnown || nonce === undefined || !serverFirst.startsWith(`r=${nonce},`)) return FAILURE;
  const transcript = `${first},${serverFirst},${withoutProof}`;
  const signature = hmac(user.storedKey, transcript);
  const clientKey = xor(Buffer.from(proof, 'base64'), signature);
  if (!timingSafeEqual(sha256(clientKey), user.storedKey)) return FAILURE;
  const verifier = hmac(user.serverKey, transcript).toString('base64');
  return { kind: 'success', data: Buffer.from(`v=${verifier}`), username: user.username };
}

function xor(left: Uint8Array, right: Uint8Array): Uint8Array {
  return Uint8Array.from(right, (byte, at) => byte ^ (left[at] ?? 0));
}

function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
