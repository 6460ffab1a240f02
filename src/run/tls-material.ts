import { readFileSync } from 'node:fs';
import { BenchError, messageOf } from '../base/errors.ts';
import type { TlsOptions } from '../transport/address.ts';

/** Paths of one client's TLS files, templates evaluated. */
export interface TlsFiles {
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly serverName?: string | undefined;
  readonly alpnProtocols?: readonly string[] | undefined;
  readonly insecure?: boolean | undefined;
}

/** Different settings, and different files, that are kept; where each client has its own, the oldest are read again. */
const KEPT_MAX = 1_000;

/** Reads TLS files once; equal settings give the same object, so that transports can share one secure context. */
export class TlsMaterial {
  readonly #files = new Map<string, string>();
  readonly #options = new Map<string, TlsOptions>();

  options(files: TlsFiles): TlsOptions {
    const key = JSON.stringify(files);
    let options = this.#options.get(key);
    if (options === undefined) keep(this.#options, key, (options = this.#build(files)));
    return options;
  }

  #build(files: TlsFiles): TlsOptions {
    const { caFile, certFile, keyFile, serverName, alpnProtocols, insecure } = files;
    return {
      ...(caFile === undefined ? {} : { ca: [this.#read(caFile)] }),
      ...(certFile === undefined ? {} : { cert: this.#read(certFile) }),
      ...(keyFile === undefined ? {} : { key: this.#read(keyFile) }),
      ...(serverName === undefined ? {} : { serverName }),
      ...(alpnProtocols === undefined ? {} : { alpnProtocols }),
      ...(insecure === true ? { insecure } : {}),
    };
  }

  #read(path: string): string {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    try {
      const text = readFileSync(path, 'utf8');
      keep(this.#files, path, text);
      return text;
    } catch (error) {
      throw new BenchError('usage', 'unreadable-file', `cannot read ${path}: ${messageOf(error)}`, {
        hint: 'Check the path; it is relative to the folder the command runs in.',
        cause: error,
      });
    }
  }
}

function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.set(key, value);
  if (map.size <= KEPT_MAX) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
