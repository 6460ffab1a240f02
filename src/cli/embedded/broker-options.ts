import { assert } from '../../base/assert.ts';
import type { Authenticate } from '../../broker/auth/authentication.ts';
import { firstOf } from '../../broker/auth/first-of.ts';
import { jwtAuthentication } from '../../broker/auth/jwt.ts';
import { passwordAuthentication } from '../../broker/auth/password.ts';
import type { ListenAddress } from '../../transport/listen-address.ts';
import type { AccessControl } from '../../broker/access.ts';
import { aclAccess, type AclOptions } from '../../broker/acl.ts';
import type { EnhancedAuthentication } from '../../broker/auth/authentication.ts';
import { challengeAuthentication } from '../../broker/auth/challenge.ts';
import { policyAccess } from './access.ts';
import type { EmbeddedSettings } from './settings.ts';

export function listenAddresses(settings: EmbeddedSettings): readonly ListenAddress[] {
  const beside: ListenAddress = { protocol: 'ws', host: '127.0.0.1', port: 0 };
  return [listenAddress(settings), ...(settings.webSocket === true ? [beside] : [])];
}

function listenAddress({ listener, tls, port = 0 }: EmbeddedSettings): ListenAddress {
  const loopback = { host: '127.0.0.1', port };
  if (listener === 'mqtt' || listener === 'ws') return { protocol: listener, ...loopback };
  assert(tls !== undefined, 'a listener with TLS needs a certificate');
  return { protocol: listener, tls, ...loopback };
}

/** Undefined lets everyone in. */
export function authentication({ accepts }: EmbeddedSettings): Authenticate | undefined {
  if (accepts === undefined) return undefined;
  const { users, keys, anonymous: allowsAnonymous } = accepts;
  const hasPasswords = users.length > 0 || allowsAnonymous === true;
  return firstOf([
    ...(hasPasswords ? [passwordAuthentication({ users, allowsAnonymous })] : []),
    ...(keys.length === 0 ? [] : [jwtAuthentication({ keys })]),
  ]);
}

export function enhancedAuthentication({
  challenges = {},
}: EmbeddedSettings): Readonly<Record<string, EnhancedAuthentication>> {
  const methods = Object.entries(challenges);
  return Object.fromEntries(methods.map(([method, options]) => [method, challengeAuthentication(options)]));
}

/** Undefined allows everything. */
export function accessControl({ access, acl }: EmbeddedSettings): AccessControl | undefined {
  if (acl !== undefined) return aclAccess(acl);
  return access === undefined ? undefined : policyAccess(access);
}

/** The same rules for everybody but these users, who are left with no rights at all. */
export function withoutUsers({ rules, otherwise }: AclOptions, usernames: readonly string[]): AclOptions {
  const nothing = usernames.map(
    (username) => ({ effect: 'deny', action: 'both', filter: '#', username }) as const,
  );
  return { rules: [...nothing, ...rules], otherwise };
}
