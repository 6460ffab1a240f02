/** Frames of WebSocket (RFC 6455 section 5) by hand, so that a case decides what is in each. */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface WebSocketFrame {
  readonly opcode: number;
  /** The last frame of its message. */
  readonly isFinal: boolean;
  readonly payload: Uint8Array;
}

const MASK = Uint8Array.of(0x6d, 0x71, 0x74, 0x74);
/** A longer frame than the suite asks any target for. */
const PAYLOAD_BYTES_MAX = 16 * 1024 * 1024;

/** A client's frame: masked. */
export function encodeFrame({ opcode, isFinal, payload }: WebSocketFrame): Uint8Array {
  const first = (isFinal ? 0x80 : 0) | opcode;
  const masked = payload.map((byte, at) => byte ^ (MASK[at % MASK.length] ?? 0));
  return Buffer.concat([Uint8Array.of(first, ...lengthOf(payload.length)), MASK, masked]);
}

function lengthOf(size: number): readonly number[] {
  if (size < 126) return [0x80 | size];
  if (size < 0x1_0000) return [0x80 | 126, size >> 8, size & 0xff];
  const long = Buffer.alloc(8);
  long.writeUIntBE(size, 2, 6);
  return [0x80 | 127, ...long];
}

/** The first frame of what a server sent, and its size; undefined until it is whole. Throws where it is no frame. */
export function decodeFrame(bytes: Buffer): { frame: WebSocketFrame; size: number } | undefined {
  if (bytes.length < 2) return undefined;
  const [first, second] = [bytes.readUInt8(0), bytes.readUInt8(1)];
  if (second >= 0x80) throw new Error('a frame of the server is masked');
  const lengthBytes = second === 127 ? 8 : second === 126 ? 2 : 0;
  const from = 2 + lengthBytes;
  if (bytes.length < from) return undefined;
  const length = lengthBytes === 0 ? second : Number(`0x${bytes.toString('hex', 2, from)}`);
  if (length > PAYLOAD_BYTES_MAX) throw new Error(`a frame of ${length} bytes`);
  if (bytes.length < from + length) return undefined;
  const payload = Uint8Array.from(bytes.subarray(from, from + length));
  return {
    frame: { opcode: first & 0x0f, isFinal: first >= 0x80, payload },
    size: from + length,
  };
}
