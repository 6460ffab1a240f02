/** A proxy that breaks rules between the suite and a broker, in memory: defects that are not our own broker's. */
import type { ProtocolVersion } from '../../src/protocol/constants.ts';
import { PacketDecoder, type DecodeError } from '../../src/protocol/decode.ts';
import { encodePacket } from '../../src/protocol/encode.ts';
import type { Packet } from '../../src/protocol/packets.ts';
import type { Transport, TransportHandler } from '../../src/transport/transport.ts';
import type { Dial } from '../../src/conformance/context.ts';

/** One connection through the proxy. What it does not say passes unchanged. */
export interface TamperedConnection {
  /** What becomes of a packet of the broker: packets, or bytes that may be none. */
  toClient?(packet: Packet, size: number): readonly (Packet | Uint8Array)[];
  /** What becomes of a packet of the client; `answer` sends something back in the broker's place. */
  toBroker?(packet: Packet, answer: (packet: Packet | Uint8Array) => void): readonly Packet[];
  /** What becomes of bytes of the client that are no packet: nothing, or packets in their place. */
  broken?(bytes: Uint8Array, error: DecodeError | undefined): readonly Packet[] | undefined;
  /** Whether the client is left to believe that the connection goes on when the broker has ended it. */
  hidesEnd?(): boolean;
}

/** What a proxy can do of its own accord with a connection. */
export interface ProxyHandle {
  /** Another connection to the broker, past the proxy. */
  readonly dial: Dial;
  toClient(packet: Packet | Uint8Array): void;
  toBroker(packet: Packet): void;
  /** Ends the connection on both sides. */
  close(): void;
}

/** Makes the proxy's part of each connection. */
export type Tamper = (handle: ProxyHandle) => TamperedConnection;

/** A `Dial` with a proxy in between. */
export function tampered(dial: Dial, version: ProtocolVersion, make: Tamper): Dial {
  return (handler) => {
    const proxy = new Proxy(handler, version, dial, make);
    proxy.lower = dial(proxy);
    return proxy.upper;
  };
}

class Proxy implements TransportHandler {
  lower: Transport | undefined;
  readonly upper: Transport;
  readonly #handler: TransportHandler;
  readonly #version: ProtocolVersion;
  readonly #connection: TamperedConnection;
  readonly #inbound: PacketDecoder;
  #isUnreadable = false;

  constructor(handler: TransportHandler, version: ProtocolVersion, dial: Dial, make: Tamper) {
    this.#handler = handler;
    this.#version = version;
    const connection = make({
      dial,
      toClient: (packet) => this.#up(packet),
      toBroker: (packet) => this.#write(packet),
      close: () => this.#close(),
    });
    this.#connection = connection;
    let size = 0;
    this.#inbound = new PacketDecoder({
      version,
      receiver: 'client',
      anyDirection: true,
      maximumPacketSize: 300_000_000,
      handler: {
        onRaw: (_bytes, start, end) => void (size = end - start),
        onPacket: (packet) => {
          for (const each of connection.toClient?.(packet, size) ?? [packet]) this.#up(each);
        },
      },
    });
    this.upper = this.#facade();
  }

  #up(packet: Packet | Uint8Array): void {
    const bytes = packet instanceof Uint8Array ? packet : encodePacket(packet, this.#version);
    this.#handler.onBytes(Uint8Array.from(bytes));
  }

  /** Every write of the suite is one packet, several, or something broken. */
  #down(bytes: Uint8Array): boolean {
    const packets: Packet[] = [];
    const decoder = new PacketDecoder({
      version: this.#version,
      receiver: 'server',
      maximumPacketSize: 300_000_000,
      handler: { onPacket: (packet) => void packets.push(packet) },
    });
    const error = decoder.push(bytes);
    const isBroken = error !== undefined || decoder.bufferedBytes > 0;
    const broken = isBroken ? this.#connection.broken?.(bytes, error) : [];
    if (broken === undefined) return this.lower?.write(bytes) ?? false;
    const passed = packets.flatMap(
      (packet) =>
        this.#connection.toBroker?.(packet, (each) => queueMicrotask(() => this.#up(each))) ?? [packet],
    );
    for (const packet of [...passed, ...broken]) this.#write(packet);
    return true;
  }

  #write(packet: Packet): void {
    this.lower?.write(Uint8Array.from(encodePacket(packet, this.#version)));
  }

  #close(): void {
    this.#handler.onEnd();
    this.lower?.close();
  }

  #facade(): Transport {
    const lower = (): Transport | undefined => this.lower;
    return {
      write: (bytes) => this.#down(bytes),
      get bufferedBytes() {
        return lower()?.bufferedBytes ?? 0;
      },
      close: () => lower()?.close(),
      endWriting: () => lower()?.endWriting(),
      reset: () => lower()?.reset(),
      pause: () => lower()?.pause(),
      resume: () => lower()?.resume(),
      description: 'a tampering proxy',
    };
  }

  onOpen(): void {
    this.#handler.onOpen();
  }

  /** What cannot be read by the rules of the version, such as an answer by those of another one, passes as it is. */
  onBytes(bytes: Uint8Array): void {
    this.#isUnreadable ||= this.#inbound.push(bytes) !== undefined;
    if (this.#isUnreadable) this.#handler.onBytes(bytes);
  }

  onDrain(): void {
    this.#handler.onDrain();
  }

  onEnd(): void {
    if (this.#connection.hidesEnd?.() === true) this.lower?.close();
    else this.#handler.onEnd();
  }

  onClose(cause: Parameters<TransportHandler['onClose']>[0]): void {
    if (this.#connection.hidesEnd?.() !== true) this.#handler.onClose(cause);
  }
}
