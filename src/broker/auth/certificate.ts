import type { Authenticate } from './authentication.ts';

export interface CertificateOptions {
  /** SHA-256 fingerprints that are let in, upper-case hexadecimal with colons; any verified certificate where absent. */
  readonly fingerprints?: readonly string[];
}

/**
 * Authentication by the client's TLS certificate; its common name is the user name. TLS has to have verified it:
 * the listener needs `requestClientCertificate`, and must not switch `rejectUnauthorized` off unless fingerprints are given.
 */
export function certificateAuthentication(options: CertificateOptions = {}): Authenticate {
  const wanted = options.fingerprints === undefined ? undefined : new Set(options.fingerprints);
  return ({ certificate }) => {
    if (certificate === undefined || certificate.commonName === '') {
      return {
        ok: false,
        reason: 'not-authorized',
        message: 'there is no client certificate with a common name',
      };
    }
    if (wanted !== undefined && !wanted.has(certificate.fingerprint256)) {
      return {
        ok: false,
        reason: 'not-authorized',
        message: 'the client certificate is not one of those let in',
      };
    }
    return { ok: true, username: certificate.commonName };
  };
}
