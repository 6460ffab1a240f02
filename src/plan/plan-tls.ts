import type { TlsSpec } from '../scenario/types.ts';
import type { PlannedTls } from './types.ts';

/** The same in the words of the plan; absent means verified, with the system's authorities. */
export function planTls(tls: TlsSpec): PlannedTls {
  return {
    ...(tls.ca === undefined ? {} : { caFile: tls.ca }),
    ...(tls.cert === undefined ? {} : { certFile: tls.cert }),
    ...(tls.key === undefined ? {} : { keyFile: tls.key }),
    ...(tls.serverName === undefined ? {} : { serverName: tls.serverName }),
    ...(tls.alpn === undefined ? {} : { alpnProtocols: tls.alpn }),
    insecure: tls.insecure ?? false,
  };
}
