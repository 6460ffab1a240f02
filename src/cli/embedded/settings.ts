import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { BenchError, messageOf } from '../../base/errors.ts';
import type { AclOptions } from '../../broker/acl.ts';
import type { ChallengeOptions } from '../../broker/auth/challenge.ts';
import type { JwtKey } from '../../broker/auth/jwt.ts';
import { clientSpec } from '../../plan/client-spec.ts';
import type { Plan, PlannedGroup, PlannedJwt } from '../../plan/types.ts';
import type { EmbeddedSpec } from '../../scenario/types.ts';
import type { EmbeddedAccess } from './access.ts';
import type { ServerTlsOptions } from '../../transport/listen-address.ts';

/** What the thread of the embedded broker needs to know: plain data. */
export interface EmbeddedSettings {
  readonly listener: EmbeddedSpec['listener'];
  /** 0, or absent: the system chooses one. */
  readonly port?: number;
  readonly tls?: ServerTlsOptions;
  /** A WebSocket listener beside it. */
  readonly webSocket?: true;
  /** Who is let in; everyone where absent. */
  readonly accepts?: {
    readonly users: readonly { readonly username: string; readonly password: string }[];
    readonly keys: readonly JwtKey[];
    /** Whoever shows nothing of himself, as well. */
    readonly anonymous?: true;
  };
  /** Who may publish and subscribe to what; everybody to everything where absent. */
  readonly access?: EmbeddedAccess;
  /** The same as rules, in place of `access`. */
  readonly acl?: AclOptions;
  /** Methods of Enhanced Authentication by name. */
  readonly challenges?: Readonly<Record<string, ChallengeOptions>>;
}

export const PLAIN: EmbeddedSettings = { listener: 'mqtt' };

/** Credentials of the groups that the embedded broker lets in: what its clients have, it knows. */
export function acceptedBy(plan: Plan, { accepts }: EmbeddedSpec): Pick<EmbeddedSettings, 'accepts'> {
  if (accepts === undefined) return {};
  const groups = plan.groups.filter(({ name }) => accepts === 'all' || accepts.includes(name));
  const users = groups.filter(({ jwt }) => jwt === undefined).flatMap((group) => usersOf(plan, group));
  const keys = groups.flatMap(({ jwt }) => (jwt === undefined ? [] : [publicKeyOf(jwt)]));
  return { accepts: { users, keys } };
}

function usersOf(plan: Plan, { first, count }: PlannedGroup): { username: string; password: string }[] {
  return Array.from({ length: count }, (_, index) => clientSpec(plan, first + index)).flatMap(
    ({ username, password }) => (username === undefined ? [] : [{ username, password: password ?? '' }]),
  );
}

/** A broker has only the public half of a key pair. */
function publicKeyOf({ algorithm, key, keyFile, keyId }: PlannedJwt): JwtKey {
  const text = key ?? readKeyFile(keyFile ?? '');
  const common = keyId === undefined ? {} : { keyId };
  if (algorithm === 'HS256') {
    const secret = key ?? text.replace(/\r?\n$/u, '');
    return { algorithm, secret, ...common };
  }
  try {
    const publicKey = createPublicKey(text).export({ type: 'spki', format: 'pem' }).toString();
    return { algorithm, publicKey, ...common };
  } catch (cause) {
    throw new BenchError('usage', 'bad-key', `there is no key for ${algorithm}: ${messageOf(cause)}`);
  }
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new BenchError('usage', 'unreadable-file', `cannot read ${path}: ${messageOf(cause)}`, { cause });
  }
}
