import { generate } from 'selfsigned';

/** PEM text of a certificate and its private key. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** Everything the TLS tests need, made once per process. Every server certificate but `wrongHost` names localhost, 127.0.0.1 and ::1. */
export interface TestCertificates {
  /** The authority behind `server`, `wrongHost`, `expired` and `client`. */
  readonly ca: string;
  readonly server: Identity;
  /** Signed by `ca`, but for `other.example` only. */
  readonly wrongHost: Identity;
  /** Signed by `ca`, but no longer valid. */
  readonly expired: Identity;
  /** Signed by `ca`; its common name is `mqtt-bench test client`. */
  readonly client: Identity;
  /** An authority nobody of the above trusts. */
  readonly otherCa: string;
  readonly otherServer: Identity;
  readonly otherClient: Identity;
}

type Names = NonNullable<NonNullable<Parameters<typeof generate>[1]>['extensions']>[number];

const LOOPBACK_NAMES: Names = {
  name: 'subjectAltName',
  altNames: [
    { type: 2, value: 'localhost' },
    { type: 7, ip: '127.0.0.1' },
    { type: 7, ip: '::1' },
  ],
};

let cached: Promise<TestCertificates> | undefined;

export function testCertificates(): Promise<TestCertificates> {
  cached ??= makeCertificates();
  return cached;
}

async function makeCertificates(): Promise<TestCertificates> {
  const [ca, otherCa] = await Promise.all([
    makeAuthority('mqtt-bench test CA'),
    makeAuthority('mqtt-bench other CA'),
  ]);
  const [server, wrongHost, expired, client, otherServer, otherClient] = await Promise.all([
    makeServer(ca, LOOPBACK_NAMES),
    makeServer(ca, { name: 'subjectAltName', altNames: [{ type: 2, value: 'other.example' }] }),
    makeServer(ca, LOOPBACK_NAMES, new Date('2001-01-01')),
    makeClient(ca, 'mqtt-bench test client'),
    makeServer(otherCa, LOOPBACK_NAMES),
    makeClient(otherCa, 'mqtt-bench other client'),
  ]);
  return { ca: ca.cert, server, wrongHost, expired, client, otherCa: otherCa.cert, otherServer, otherClient };
}

async function makeAuthority(commonName: string): Promise<Identity> {
  return sign(commonName, {
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
}

async function makeServer(ca: Identity, names: Names, notAfterDate?: Date): Promise<Identity> {
  return sign('mqtt-bench test server', {
    ca,
    ...(notAfterDate && { notBeforeDate: new Date('2000-01-01'), notAfterDate }),
    extensions: [{ name: 'extKeyUsage', serverAuth: true }, names],
  });
}

async function makeClient(ca: Identity, commonName: string): Promise<Identity> {
  return sign(commonName, { ca, extensions: [{ name: 'extKeyUsage', clientAuth: true }] });
}

async function sign(
  commonName: string,
  options: NonNullable<Parameters<typeof generate>[1]>,
): Promise<Identity> {
  const made = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ...options,
  });
  return { cert: made.cert, key: made.private };
}
