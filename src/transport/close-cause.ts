import { messageOf } from '../base/errors.ts';
import type { CloseCause } from './transport.ts';

/**
 * What a system or TLS error means to a person. `%s` stands for the peer. The codes are those of Node and OpenSSL.
 */
const SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing accepts connections at %s',
  ECONNRESET: '%s closed the connection before it was ready',
  ENOTFOUND: 'the host name of %s is not known',
  EAI_AGAIN: 'the name server did not answer for the host name of %s',
  ETIMEDOUT: '%s did not answer in time',
  EHOSTUNREACH: 'there is no route to %s',
  ENETUNREACH: 'there is no route to the network of %s',
  EADDRNOTAVAIL: 'no local address and port is free for a connection to %s',
  EADDRINUSE: 'the local address for a connection to %s is already in use',
  EMFILE: 'this process has too many open files to connect to %s (raise `ulimit -n`)',
  ENFILE: 'this system has too many open files to connect to %s',
  ENOBUFS: 'this system has no memory left for another connection to %s',
  EACCES: 'the system denies access to %s',
  EPERM: 'the system denies a connection to %s',
  ENOENT: 'there is no socket at %s',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate of %s comes from an authority that is not trusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate of %s is self-signed and not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate of %s comes from an authority that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT: 'the certificate of %s comes from an authority that is not known',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate of %s comes from an authority that is not known',
  CERT_SIGNATURE_FAILURE: 'the certificate of %s is not signed by the trusted authority of that name',
  CERT_HAS_EXPIRED: 'the certificate of %s has expired',
  CERT_NOT_YET_VALID: 'the certificate of %s is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate of %s is for another host name',
  ERR_SSL_WRONG_VERSION_NUMBER: '%s does not speak TLS',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: '%s does not speak TLS',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: '%s requires a client certificate',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: '%s refused the TLS handshake; it may require a client certificate',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: '%s does not trust the authority of our client certificate',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: '%s refused our client certificate',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: '%s says that our client certificate has expired',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: '%s and we have no TLS version in common',
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: '%s accepts none of our ALPN protocols',
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: '%s does not know the server name we sent (SNI)',
  HPE_INVALID_CONSTANT: '%s does not speak HTTP, so it cannot open a WebSocket',
};

/** Codes that say the peer dropped an open connection: a write after the reset was noticed gives EPIPE. */
const RESET_CODES: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/** How a connection to `peer` ended, given the error its socket raised. */
export function causeOfError(error: unknown, peer: string, wasOpen: boolean): CloseCause {
  const code = codeOf(error);
  if (wasOpen && RESET_CODES.has(code)) return { kind: 'remote-reset' };
  const detail = detailOf(error);
  const sentence = SENTENCES[code]?.replace('%s', peer);
  return {
    kind: 'error',
    code,
    message: sentence === undefined ? `${peer}: ${detail}` : `${sentence} (${detail})`,
  };
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : 'ERR_TRANSPORT';
}

/** OpenSSL's messages name threads and source lines; its reasons are for people. */
function detailOf(error: unknown): string {
  const reason: unknown = error instanceof Error ? Reflect.get(error, 'reason') : undefined;
  return (typeof reason === 'string' ? reason : messageOf(error)).trim();
}

/** An error of our own, with the code that the close cause shall carry. */
export function codedError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
