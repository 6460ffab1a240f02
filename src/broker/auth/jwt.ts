import { createHmac, createPublicKey, timingSafeEqual, verify, type KeyObject } from 'node:crypto';
import type { Authenticate, AuthenticationResult } from './authentication.ts';

/** A key and the one algorithm it is good for: a token cannot choose another (RFC 8725 section 3.1). */
export type JwtKey =
  | { readonly algorithm: 'HS256'; readonly secret: string | Uint8Array; readonly keyId?: string }
  | {
      readonly algorithm: 'RS256' | 'ES256';
      readonly publicKey: string | KeyObject;
      readonly keyId?: string;
    };

export interface JwtOptions {
  readonly keys: readonly JwtKey[];
  /** Seconds since 1970. */
  readonly nowS?: () => number;
  readonly issuer?: string;
  readonly audience?: string;
  /** The claim that names the user; `sub` where absent. */
  readonly usernameClaim?: string;
  /** Refuses a CONNECT whose user name is not the one in the token. */
  readonly requiresSameUsername?: boolean;
}

type Claims = Readonly<Record<string, unknown>>;

interface Token {
  readonly header: Claims;
  readonly claims: Claims;
  readonly signed: string;
  readonly signature: Buffer;
}

/** Authentication by a JSON Web Token (RFC 7519) in the password field. A token without `exp` is refused. */
export function jwtAuthentication(options: JwtOptions): Authenticate {
  const nowS = options.nowS ?? (() => Date.now() / 1000);
  return ({ username, password }) => {
    const token = password === undefined ? undefined : parseToken(Buffer.from(password).toString('latin1'));
    if (token === undefined) return refused('the password is not a token');
    if (!options.keys.some((key) => isSignedBy(token, key))) return refused('the signature is not valid');
    const fault = claimFault(token.claims, options, nowS());
    if (fault !== undefined) return refused(fault);
    const user = token.claims[options.usernameClaim ?? 'sub'];
    if (typeof user !== 'string') return refused('the token names no user');
    if (options.requiresSameUsername === true && username !== user)
      return refused('the token is for another user');
    return { ok: true, username: user };
  };
}

function refused(why: string): AuthenticationResult {
  return { ok: false, reason: 'bad-credentials', message: why };
}

function parseToken(text: string): Token | undefined {
  const [header = '', claims = '', signature = '', ...rest] = text.split('.');
  if (rest.length > 0 || signature === '') return undefined;
  const parsed = { header: parseJson(header), claims: parseJson(claims) };
  if (parsed.header === undefined || parsed.claims === undefined) return undefined;
  return {
    header: parsed.header,
    claims: parsed.claims,
    signed: `${header}.${claims}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

function parseJson(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Claims)
      : undefined;
  } catch {
    return undefined;
  }
}

function isSignedBy({ header, signed, signature }: Token, key: JwtKey): boolean {
  if (header['alg'] !== key.algorithm) return false;
  // Extensions that must be understood are not (RFC 7515 section 4.1.11).
  if (header['crit'] !== undefined) return false;
  if (key.keyId !== undefined && header['kid'] !== undefined && header['kid'] !== key.keyId) return false;
  if (key.algorithm === 'HS256') {
    const wanted = createHmac('sha256', key.secret).update(signed).digest();
    return wanted.length === signature.length && timingSafeEqual(wanted, signature);
  }
  const publicKey = typeof key.publicKey === 'string' ? createPublicKey(key.publicKey) : key.publicKey;
  return verify('sha256', Buffer.from(signed), { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
}

function claimFault(claims: Claims, options: JwtOptions, nowS: number): string | undefined {
  const { exp, nbf, iss, aud } = claims;
  if (typeof exp !== 'number' || exp <= nowS) return 'the token has expired';
  if (nbf !== undefined && (typeof nbf !== 'number' || nbf > nowS)) return 'the token is not valid yet';
  if (options.issuer !== undefined && iss !== options.issuer) return 'the token is from another issuer';
  const audiences: unknown[] = Array.isArray(aud) ? aud : [aud];
  if (options.audience !== undefined && !audiences.includes(options.audience))
    return 'the token is for another audience';
  return undefined;
}
