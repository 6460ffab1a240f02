import type { ProtocolVersion } from '../../protocol/constants.ts';
import type { PeerCertificate } from '../../transport/transport.ts';

/** What a client shows of itself in CONNECT and below it. */
export interface Credentials {
  readonly clientId: string;
  readonly version: ProtocolVersion;
  readonly username: string | undefined;
  readonly password: Uint8Array | undefined;
  readonly certificate: PeerCertificate | undefined;
}

/** `username` names the client for access control from here on. */
export type AuthenticationResult =
  | { readonly ok: true; readonly username: string | undefined }
  | { readonly ok: false; readonly reason: 'bad-credentials' | 'not-authorized'; readonly message: string };

/** Decides on a CONNECT without an Authentication Method. A thrown error refuses it. */
export type Authenticate = (credentials: Credentials) => AuthenticationResult | Promise<AuthenticationResult>;

/** One step of Enhanced Authentication: more data to exchange, or the end. */
export type EnhancedStep =
  | { readonly kind: 'continue'; readonly data: Uint8Array }
  | { readonly kind: 'success'; readonly data?: Uint8Array; readonly username: string | undefined }
  | { readonly kind: 'failure'; readonly message: string };

/** One exchange with one client: called with the Authentication Data of CONNECT, then of each AUTH. */
export type EnhancedExchange = (data: Uint8Array | undefined) => EnhancedStep | Promise<EnhancedStep>;

/** An Authentication Method. Re-authentication starts a new exchange. */
export interface EnhancedAuthentication {
  start(credentials: Credentials): EnhancedExchange;
}
