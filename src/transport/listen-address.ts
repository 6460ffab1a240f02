/** What a TLS server shows and asks for. Material is PEM text or bytes. */
export interface ServerTlsOptions {
  readonly cert: string | Uint8Array;
  readonly key: string | Uint8Array;
  readonly passphrase?: string;
  /** Authorities that client certificates are verified against. */
  readonly ca?: readonly (string | Uint8Array)[];
  /** True asks every client for a certificate. */
  readonly requestClientCertificate?: boolean;
  /** False accepts clients without a certificate, or with one that `ca` does not vouch for. True where absent. */
  readonly rejectUnauthorized?: boolean;
  readonly alpnProtocols?: readonly string[];
}

interface NetworkListenAddress {
  /** 127.0.0.1 where absent. */
  readonly host?: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

export type SocketListenAddress =
  | ({ readonly protocol: 'mqtt' } & NetworkListenAddress)
  | ({ readonly protocol: 'mqtts'; readonly tls: ServerTlsOptions } & NetworkListenAddress)
  | { readonly protocol: 'unix'; readonly socketPath: string };

/** `path` is the only one that is served; any path where it is absent. */
export type WebSocketListenAddress =
  | ({ readonly protocol: 'ws'; readonly path?: string } & NetworkListenAddress)
  | ({
      readonly protocol: 'wss';
      readonly path?: string;
      readonly tls: ServerTlsOptions;
    } & NetworkListenAddress);

/** Where to listen, as plain data. */
export type ListenAddress = SocketListenAddress | WebSocketListenAddress;
