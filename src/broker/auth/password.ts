import { createHash, scrypt, timingSafeEqual, type BinaryLike } from 'node:crypto';
import type { Authenticate, AuthenticationResult, Credentials } from './authentication.ts';

/** A user, with a password as it is or as `hashPassword` made it. */
export type PasswordUser =
  | { readonly username: string; readonly password: string }
  | { readonly username: string; readonly hash: string };

export interface PasswordOptions {
  readonly users: readonly PasswordUser[];
  /** Lets clients in that give neither user name nor password. */
  readonly allowsAnonymous?: boolean | undefined;
}

const HASH_BYTES = 32;

/** `scrypt:<salt>:<hash>`, both in Base64, with the default cost of node:crypto. */
export async function hashPassword(password: BinaryLike, salt: Uint8Array): Promise<string> {
  const hash = await derive(password, salt);
  return `scrypt:${Buffer.from(salt).toString('base64')}:${hash.toString('base64')}`;
}

/** Authentication by user name and password. */
export function passwordAuthentication(options: PasswordOptions): Authenticate {
  const users = new Map(options.users.map((user) => [user.username, user]));
  return (credentials) => {
    const { username, password } = credentials;
    if (username === undefined && password === undefined && options.allowsAnonymous === true) {
      return { ok: true, username: undefined };
    }
    const user = users.get(username ?? '');
    if (username === undefined || user === undefined) return REFUSED;
    return 'hash' in user
      ? checkHash(credentials, user.hash)
      : verdict(credentials, isSame(password, user.password));
  };
}

const REFUSED: AuthenticationResult = {
  ok: false,
  reason: 'bad-credentials',
  message: 'bad user name or password',
};

function verdict({ username }: Credentials, isRight: boolean): AuthenticationResult {
  return isRight ? { ok: true, username } : REFUSED;
}

async function checkHash(credentials: Credentials, stored: string): Promise<AuthenticationResult> {
  const [scheme, salt, hash] = stored.split(':');
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined) return REFUSED;
  const found = await derive(credentials.password ?? '', Buffer.from(salt, 'base64'));
  const wanted = Buffer.from(hash, 'base64');
  return verdict(credentials, wanted.length === found.length && timingSafeEqual(found, wanted));
}

function derive(password: BinaryLike, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}

/** Compares digests, so that neither time nor length tells how much of the password was right. */
function isSame(given: Uint8Array | undefined, wanted: string): boolean {
  const digest = (text: BinaryLike): Buffer => createHash('sha256').update(text).digest();
  return given !== undefined && timingSafeEqual(digest(given), digest(wanted));
}
