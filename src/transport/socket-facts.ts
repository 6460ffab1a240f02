import type { Socket } from 'node:net';
import type { PeerCertificate as TlsCertificate, TLSSocket } from 'node:tls';
import type { PeerCertificate } from './transport.ts';

/** Both ends of a TCP socket for messages to people; undefined where it has none (yet, or a Unix domain socket). */
export function endpointsOf(socket: Socket): string | undefined {
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  if (localAddress === undefined || remoteAddress === undefined) return undefined;
  return `${hostAndPort(localAddress, localPort ?? 0)} ⇄ ${hostAndPort(remoteAddress, remotePort ?? 0)}`;
}

/** `host:port` with the brackets that an IPv6 address needs. */
export function hostAndPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The certificate that the peer of a TLS socket has shown, if any. */
export function peerCertificateOf(socket: TLSSocket): PeerCertificate | undefined {
  return summaryOf(socket.getPeerCertificate());
}

/** Node gives an empty object, or null after the end, where its types promise a certificate. */
function summaryOf(certificate: Partial<TlsCertificate> | null): PeerCertificate | undefined {
  if (certificate?.fingerprint256 === undefined) return undefined;
  const commonName: string | string[] = certificate.subject?.CN ?? '';
  return {
    commonName: Array.isArray(commonName) ? commonName.join(',') : commonName,
    fingerprint256: certificate.fingerprint256,
  };
}
