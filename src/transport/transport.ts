/**
 * Bytes over something. One interface for tcp, tls, websocket, unix socket and the in-memory pair of the tests.
 *
 *            ┌─ onOpen ─┐  onBytes*  ┌─ onEnd? ─┐   onClose (exactly once, always last)
 *   connect ─┤          ├────────────┤          ├──▶
 *            └──────────┴── failure ─┴──────────┘
 */
export interface Transport {
  /**
   * Hands bytes to the transport, which keeps them until they are sent; the caller must not change them before
   * `bufferedBytes` is 0.
   * False when more is waiting than is good: stop until `onDrain`.
   */
  write(bytes: Uint8Array): boolean;
  /** Bytes accepted by `write` that the operating system has not taken yet. */
  readonly bufferedBytes: number;
  /** Sends what is waiting, then closes both directions in an orderly way (FIN, TLS close_notify, WebSocket close). */
  close(): void;
  /** Sends what is waiting, then ends only our direction (FIN); we still receive. */
  endWriting(): void;
  /** Drops the connection at once with a TCP reset where the transport knows one; nothing more is sent. */
  reset(): void;
  /** Stops and restarts reading, so that a slow reader can be played. */
  pause(): void;
  resume(): void;
  /** What TLS says of the peer's certificate, where there is one. */
  readonly peerCertificate?: PeerCertificate | undefined;
  /** `address:port` of both ends where known, for messages to people. */
  readonly description: string;
}

export interface PeerCertificate {
  readonly commonName: string;
  /** SHA-256 over the DER form, upper-case hexadecimal with colons. */
  readonly fingerprint256: string;
}

/** How a connection ended, as told by the transport. */
export type CloseCause =
  /** We asked for it with `close` or `reset`. */
  | { readonly kind: 'local' }
  /** The peer ended its direction in an orderly way. */
  | { readonly kind: 'remote-end' }
  /** The peer reset the connection. */
  | { readonly kind: 'remote-reset' }
  /** It never opened, or broke for another reason. `code` is the system's, e.g. `ECONNREFUSED`. */
  | { readonly kind: 'error'; readonly code: string; readonly message: string };

export interface TransportHandler {
  /** The stream is open, TLS and WebSocket handshakes included. */
  onOpen(): void;
  /** Received bytes. They are only valid during this call: the buffer is shared and used again. */
  onBytes(bytes: Uint8Array): void;
  /** Everything that `write` kept has left. */
  onDrain(): void;
  /** The peer ended its direction; ours may still be open. */
  onEnd(): void;
  /** Over. Called exactly once, after everything else, also when the connection never opened. */
  onClose(cause: CloseCause): void;
}
