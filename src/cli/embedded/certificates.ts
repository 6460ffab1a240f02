import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import type { Expression, Template } from '../../scenario/template.ts';
import type { TlsSpec } from '../../scenario/types.ts';
import type { ServerTlsOptions } from '../../transport/listen-address.ts';

/** Certificates take milliseconds each: more clients than this share them. */
const CLIENT_CERTIFICATES_MAX = 100;

type GenerateOptions = NonNullable<Parameters<typeof generate>[1]>;

interface Identity {
  readonly cert: string;
  readonly key: string;
}

export interface EmbeddedCertificates {
  readonly server: ServerTlsOptions;
  /** What clients need to trust the server, and to be trusted. */
  readonly client: TlsSpec;
  /** Deletes the files. */
  remove(): void;
}

/**
 * An authority that lives as long as the run, a server certificate for 127.0.0.1, and client certificates if they are asked
 * for. Clients read theirs from files, as they do against any broker; the folder is for this user only.
 */
export async function makeCertificates(clients: number): Promise<EmbeddedCertificates> {
  const authority = await makeAuthority();
  const server = await sign('mqtt-bench embedded broker', {
    ca: authority,
    extensions: [
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'localhost' },
        ],
      },
    ],
  });
  const folder = mkdtempSync(join(tmpdir(), 'mqtt-bench-'));
  const count = Math.min(clients, CLIENT_CERTIFICATES_MAX);
  const ca = write(folder, 'ca.pem', authority.cert);
  for (let index = 0; index < count; index += 1) {
    const extensions: GenerateOptions['extensions'] = [{ name: 'extKeyUsage', clientAuth: true }];
    const identity = await sign(`client-${index}`, { ca: authority, extensions });
    write(folder, `client-${index}.pem`, identity.cert);
    write(folder, `client-${index}-key.pem`, identity.key);
  }
  const own = { cert: perClient(folder, count, '.pem'), key: perClient(folder, count, '-key.pem') };
  return {
    server: {
      ...server,
      ...(count === 0 ? {} : { ca: [authority.cert], requestClientCertificate: true }),
    },
    client: { ca, ...(count === 0 ? {} : own) },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function makeAuthority(): Promise<Identity> {
  return sign('mqtt-bench embedded authority', {
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
}

async function sign(commonName: string, options: GenerateOptions): Promise<Identity> {
  const made = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ...options,
  });
  return { cert: made.cert, key: made.private };
}

function write(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

/** `folder/client-${client % count}.pem` */
function perClient(folder: string, count: number, ending: string): Template {
  const ordinal: Expression = {
    kind: 'binary',
    operator: '%',
    left: { kind: 'name', path: 'client' },
    right: { kind: 'number', value: count },
  };
  const start = join(folder, 'client-');
  return { source: `${start}\${client % ${count}}${ending}`, parts: [start, ordinal, ending] };
}
