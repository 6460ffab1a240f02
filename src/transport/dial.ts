import { connect, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext } from 'node:tls';
import type { TlsOptions } from './address.ts';

export interface DialTarget {
  readonly host: string;
  readonly port: number;
  readonly sourceAddress?: string;
  readonly tls?: TlsOptions;
}

export interface DialListener {
  /** A new stage begins on the TCP socket `lower`; destroying it gives up. */
  onStage(lower: Socket, stage: string): void;
  /** The stream is open: TLS where asked for, else `lower` itself. The caller now listens to it. */
  onReady(stream: Socket, lower: Socket): void;
  /** It did not work out, or was given up; everything is closed. */
  onFailed(error: Error | undefined): void;
}

/**
 * How long the first address of a host name with several may take before the next is tried. Node's 250 ms would
 * give up on a good address when thousands of connections open at once.
 */
const NEXT_ADDRESS_MS = 5000;

/** Options of `net.connect` common to all our TCP connections. */
export function tcpOptions(target: DialTarget): TcpNetConnectOpts {
  return {
    host: target.host,
    port: target.port,
    noDelay: true,
    // The peer's FIN is an event for the handler, not the end of our own direction.
    allowHalfOpen: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
    ...(target.sourceAddress !== undefined && { localAddress: target.sourceAddress }),
  };
}

/**
 * Opens TCP and, where asked for, TLS on top of it. TLS gets a TCP socket of its own making rather than one hidden
 * inside, because only the TCP socket can send a reset. Throws for addresses and TLS material that make no sense.
 */
export function dial(target: DialTarget, listener: DialListener): void {
  if (target.tls !== undefined) secureContextOf(target.tls);
  const lower = connect(tcpOptions(target));
  const attempt = new DialAttempt(target, lower, listener);
  listener.onStage(lower, 'the TCP connection');
  lower.once('connect', () => attempt.connected());
  attempt.watch(lower);
}

class DialAttempt {
  readonly #target: DialTarget;
  readonly #lower: Socket;
  readonly #listener: DialListener;
  #top: Socket;
  #error: Error | undefined;
  #ready = false;

  constructor(target: DialTarget, lower: Socket, listener: DialListener) {
    this.#target = target;
    this.#lower = lower;
    this.#listener = listener;
    this.#top = lower;
  }

  /** The `error` listener stays for good, so that no late error is ever without one. */
  watch(socket: Socket): void {
    socket.on('error', (error) => (this.#error ??= error));
    socket.once('close', () => {
      if (socket === this.#top && !this.#ready) this.#listener.onFailed(this.#error);
    });
  }

  connected(): void {
    const { tls, host } = this.#target;
    if (tls === undefined) {
      this.#hand(this.#lower);
      return;
    }
    this.#listener.onStage(this.#lower, 'the TLS handshake');
    const stream = secure(this.#lower, host, tls);
    this.#top = stream;
    stream.once('secureConnect', () => this.#hand(stream));
    this.watch(stream);
  }

  #hand(stream: Socket): void {
    this.#ready = true;
    this.#listener.onReady(stream, this.#lower);
  }
}

function secure(lower: Socket, host: string, tls: TlsOptions): Socket {
  const name = tls.serverName ?? host;
  return connectTls({
    socket: lower,
    host: name,
    // RFC 6066 knows no SNI for addresses.
    servername: isIP(name) === 0 ? name : '',
    secureContext: secureContextOf(tls),
    rejectUnauthorized: tls.insecure !== true,
    ...(tls.alpnProtocols && { ALPNProtocols: [...tls.alpnProtocols] }),
  });
}

const contexts = new WeakMap<TlsOptions, SecureContext>();

/** Parsed certificates are large: all connections with the same options object share them. */
function secureContextOf(tls: TlsOptions): SecureContext {
  const known = contexts.get(tls);
  if (known !== undefined) return known;
  const made = createSecureContext({
    ...(tls.ca && { ca: tls.ca.map(pemOf) }),
    ...(tls.cert !== undefined && { cert: pemOf(tls.cert) }),
    ...(tls.key !== undefined && { key: pemOf(tls.key) }),
    ...(tls.passphrase !== undefined && { passphrase: tls.passphrase }),
  });
  contexts.set(tls, made);
  return made;
}

/** Node takes PEM as a string or a Buffer. */
export function pemOf(pem: string | Uint8Array): string | Buffer {
  return typeof pem === 'string' ? pem : Buffer.from(pem);
}
