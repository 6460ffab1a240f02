import { assert } from '../../base/assert.ts';
import type { Authenticate } from '../../broker/auth/authentication.ts';
import { firstOf } from '../../broker/auth/first-of.ts';
import { jwtAuthentication } from '../../broker/auth/jwt.ts';
import { passwordAuthentication } from '../../broker/auth/password.ts';
import type { ListenAddress } from '../../transport/listen-address.ts';
import type { EmbeddedSettings } from './settings.ts';

export function listenAddress({ listener, tls, port = 0 }: EmbeddedSettings): ListenAddress {
  const loopback = { host: '127.0.0.1', port };
  if (listener === 'mqtt' || listener === 'ws') return { protocol: listener, ...loopback };
  assert(tls !== undefined, 'a listener with TLS needs a certificate');
  return { protocol: listener, tls, ...loopback };
}

/** Undefined lets everyone in. */
export function authentication({ accepts }: EmbeddedSettings): Authenticate | undefined {
  if (accepts === undefined) return undefined;
  const { users, keys } = accepts;
  return firstOf([
    ...(users.length === 0 ? [] : [passwordAuthentication({ users })]),
    ...(keys.length === 0 ? [] : [jwtAuthentication({ keys })]),
  ]);
}
