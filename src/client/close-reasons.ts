import { PacketType, SESSION_NEVER_EXPIRES, type ProtocolVersion } from '../protocol/constants.ts';
import type { DisconnectPacket } from '../protocol/packets.ts';
import { reasonName } from '../protocol/reason-codes.ts';
import type { CloseHow } from '../history/observer.ts';
import type { CloseCause } from '../transport/transport.ts';
import type { ConnectSpec, DisconnectSpec } from './types.ts';

/** How long an orderly close may take before the socket is reset. */
export const CLOSE_TIMEOUT_US = 5_000_000;

/** Why a connection is ending, as far as is known while it still closes. */
export interface Closing {
  readonly how: CloseHow;
  readonly reasonCode?: number;
  readonly detail?: string;
  /** We fell silent: the broker is not told. */
  readonly silent?: boolean;
  /** It broke off before both sides had closed. */
  readonly brokenOff?: boolean;
}

/** Seconds that the session is asked to outlive its connection; 3.1.1 knows only 0 and for ever. */
export function requestedExpiry(spec: ConnectSpec): number {
  if (spec.version === 4) return spec.cleanStart ? 0 : SESSION_NEVER_EXPIRES;
  return spec.sessionExpirySeconds ?? 0;
}

export function disconnectPacket(spec: DisconnectSpec, version: ProtocolVersion): DisconnectPacket {
  const { reasonCode, sessionExpirySeconds: sessionExpiryInterval } = spec;
  if (version === 4 || sessionExpiryInterval === undefined)
    return { type: PacketType.disconnect, reasonCode };
  return { type: PacketType.disconnect, reasonCode, properties: { sessionExpiryInterval } };
}

/** A transport's last word as a sentence for people. */
export function describeCause(cause: CloseCause): string {
  switch (cause.kind) {
    case 'local':
      return 'closed by this side';
    case 'remote-end':
      return 'the broker closed the connection';
    case 'remote-reset':
      return 'the broker reset the connection';
    case 'error':
      return cause.message;
  }
}

/** The end that the broker's DISCONNECT is. */
export function serverDisconnected({ reasonCode }: DisconnectPacket, version: ProtocolVersion): Closing {
  const name = reasonName(reasonCode, PacketType.disconnect, version);
  return { how: 'server-disconnect', reasonCode, detail: `the broker sent DISCONNECT: ${name}` };
}

/** What is known of an end once the transport is gone. */
export function endedBy(closing: Closing, cause: CloseCause): Closing {
  const brokenOff = cause.kind === 'remote-reset' || cause.kind === 'error';
  return brokenOff ? { ...closing, brokenOff } : closing;
}

/** An orderly close that took too long and ends in a reset. */
export function cutShort(closing: Closing | undefined): Closing | undefined {
  return closing && { ...closing, brokenOff: true };
}
