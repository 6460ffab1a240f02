import { PacketType } from '../protocol/constants.ts';
import { PacketDecoder } from '../protocol/decode.ts';

/** Longer than any CONNECT that a scenario makes; a client whose CONNECT is longer stays unknown. */
const CONNECT_BYTES_MAX = 1024 * 1024;

/** Reads who a client is from its CONNECT, and keeps what it sent meanwhile. */
export class Greeting {
  readonly #decoder: PacketDecoder;
  #bytes: Uint8Array[] = [];
  #clientId: string | undefined;

  constructor() {
    this.#decoder = new PacketDecoder({
      version: undefined,
      receiver: 'server',
      maximumPacketSize: CONNECT_BYTES_MAX,
      handler: {
        onPacket: (packet) => {
          if (packet.type === PacketType.connect) this.#clientId = packet.clientId;
          this.#decoder.stop();
        },
      },
    });
  }

  /** True when it is known who it is, or that it will never be known. */
  take(bytes: Uint8Array): boolean {
    this.#bytes.push(Uint8Array.from(bytes));
    return this.#decoder.push(bytes) !== undefined || this.#clientId !== undefined;
  }

  get clientId(): string | undefined {
    return this.#clientId;
  }

  /** All that came, once. */
  release(): readonly Uint8Array[] {
    const bytes = this.#bytes;
    this.#bytes = [];
    return bytes;
  }
}
