import type { ProtocolVersion, QoS } from '../protocol/constants.ts';

/** A whole PUBLISH packet as bytes, and where its Packet Identifier stands. */
export interface Frame {
  readonly bytes: Uint8Array;
  /** Meaningful above QoS 0 only. */
  readonly packetIdOffset: number;
  /** The Message Expiry Interval inside, in seconds, or -1. */
  readonly expiryS: number;
}

/**
 * The PUBLISH bytes of one message, one for each (version, QoS, RETAIN) that a receiver has needed.
 * Receivers of one fan-out share them; a Packet Identifier is patched into a copy.
 */
export class FrameCache {
  #frames: (Frame | undefined)[] | undefined;

  get(version: ProtocolVersion, qos: QoS, retain: boolean, expiryS: number): Frame | undefined {
    const frame = this.#frames?.[slot(version, qos, retain)];
    return frame?.expiryS === expiryS ? frame : undefined;
  }

  set(version: ProtocolVersion, qos: QoS, retain: boolean, frame: Frame): void {
    this.#frames ??= [];
    this.#frames[slot(version, qos, retain)] = frame;
  }
}

function slot(version: ProtocolVersion, qos: QoS, retain: boolean): number {
  return (version === 5 ? 6 : 0) + qos * 2 + (retain ? 1 : 0);
}

/** Where the Packet Identifier of an encoded PUBLISH stands: behind fixed header and Topic Name (section 3.3.2). */
export function packetIdOffset(publish: Uint8Array): number {
  let offset = 1;
  while (((publish[offset] as number) & 0x80) !== 0) offset += 1;
  offset += 1;
  return offset + 2 + (((publish[offset] as number) << 8) | (publish[offset + 1] as number));
}

/** A copy of the frame with the Packet Identifier and DUP flag of one delivery. */
export function stampFrame(frame: Frame, packetId: number, dup: boolean): Uint8Array {
  const source = frame.bytes;
  const bytes = Buffer.allocUnsafe(source.length);
  bytes.set(source);
  if (dup) bytes[0] = (bytes[0] as number) | 0x08;
  bytes[frame.packetIdOffset] = packetId >>> 8;
  bytes[frame.packetIdOffset + 1] = packetId & 0xff;
  return bytes;
}
