import { createHmac, createPrivateKey, createSecretKey, sign, type KeyObject } from 'node:crypto';
import { BenchError, messageOf } from '../base/errors.ts';
import type { PlannedJwt } from '../plan/types.ts';

type JwtAlgorithm = PlannedJwt['algorithm'];

export interface JwtParts {
  readonly algorithm: JwtAlgorithm;
  /** `kid`. */
  readonly keyId?: string | undefined;
  /** JSON text of the claims. */
  readonly claims: string;
}

/** A signed JSON Web Token (RFC 7519) in compact form. At once, not by a promise: connecting clients do not wait in turn. */
export function signJwt(key: KeyObject, { algorithm, keyId, claims }: JwtParts): string {
  const header = { alg: algorithm, typ: 'JWT', ...(keyId === undefined ? {} : { kid: keyId }) };
  const signed = `${base64url(JSON.stringify(header))}.${base64url(claims)}`;
  return `${signed}.${signature(key, algorithm, signed)}`;
}

function signature(key: KeyObject, algorithm: JwtAlgorithm, text: string): string {
  if (algorithm === 'HS256') return createHmac('sha256', key).update(text).digest('base64url');
  // Without it node:crypto gives ECDSA signatures in DER, which is not what RFC 7518 section 3.4 has.
  return sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

/** The key in `text`, checked to be one for `algorithm`. Throws a BenchError of kind `usage` that does not show it. */
export function jwtKey(algorithm: JwtAlgorithm, text: string, name: string): KeyObject {
  if (algorithm === 'HS256') return createSecretKey(Buffer.from(text));
  const key = privateKey(text, algorithm, name);
  const { asymmetricKeyType, asymmetricKeyDetails } = key;
  const fits =
    algorithm === 'RS256'
      ? asymmetricKeyType === 'rsa'
      : asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1';
  if (fits) return key;
  throw badKey(algorithm, name, `it is one for ${asymmetricKeyType ?? 'another algorithm'}`);
}

function privateKey(text: string, algorithm: JwtAlgorithm, name: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch (cause) {
    throw badKey(algorithm, name, messageOf(cause));
  }
}

function badKey(algorithm: JwtAlgorithm, name: string, why: string): BenchError {
  const wanted = algorithm === 'RS256' ? 'an RSA private key' : 'a private key on the curve P-256';
  return new BenchError('usage', 'bad-key', `${name} is no key for ${algorithm}: ${why}`, {
    hint: `${algorithm} needs ${wanted}, in PEM and without a passphrase.`,
  });
}
