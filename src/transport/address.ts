/** Where to connect, as plain data. TLS material is PEM text or bytes, already read. */
export interface TlsOptions {
  /** Trusted certificate authorities in PEM form; the system's where absent. */
  readonly ca?: readonly (string | Uint8Array)[];
  readonly cert?: string | Uint8Array;
  readonly key?: string | Uint8Array;
  readonly passphrase?: string;
  /** Server Name Indication; the host name where absent. */
  readonly serverName?: string;
  readonly alpnProtocols?: readonly string[];
  /** True switches verification off. Only ever by the user's explicit word. */
  readonly insecure?: boolean;
}

interface NetworkAddress {
  readonly host: string;
  readonly port: number;
  /** Local source address to bind, for more connections than one address has ports. */
  readonly sourceAddress?: string;
}

export type TransportAddress =
  | ({ readonly protocol: 'mqtt' } & NetworkAddress)
  | ({ readonly protocol: 'mqtts'; readonly tls: TlsOptions } & NetworkAddress)
  | ({
      readonly protocol: 'ws';
      readonly path: string;
      readonly headers?: Readonly<Record<string, string>>;
    } & NetworkAddress)
  | ({
      readonly protocol: 'wss';
      readonly path: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly tls: TlsOptions;
    } & NetworkAddress)
  | { readonly protocol: 'unix'; readonly socketPath: string };
