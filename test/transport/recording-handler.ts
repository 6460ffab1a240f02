import type { CloseCause, TransportHandler } from '../../src/transport/transport.ts';

type EventName = 'open' | 'bytes' | 'drain' | 'end' | 'close';

/** Keeps what a transport tells, copies what it receives, and lets a test wait for either. */
export class RecordingHandler implements TransportHandler {
  events: EventName[] = [];
  cause: CloseCause | undefined;
  receivedBytes = 0;
  #chunks: Buffer[] = [];
  readonly #waiting = new Set<() => void>();

  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  onOpen(): void {
    this.#note('open');
  }

  onBytes(bytes: Uint8Array): void {
    this.#chunks.push(Buffer.from(bytes));
    this.receivedBytes += bytes.byteLength;
    this.#note('bytes');
  }

  onDrain(): void {
    this.#note('drain');
  }

  onEnd(): void {
    this.#note('end');
  }

  onClose(cause: CloseCause): void {
    this.cause = cause;
    this.#note('close');
  }

  /** Starts anew, for a test that cares only for what comes now. */
  forget(): void {
    this.events = [];
    this.#chunks = [];
    this.receivedBytes = 0;
  }

  count(event: EventName): number {
    return this.events.filter((name) => name === event).length;
  }

  has(event: EventName): Promise<void> {
    return this.until(() => this.events.includes(event));
  }

  /** Resolves with everything received once it is at least so many bytes. */
  async bytes(least: number): Promise<Buffer> {
    await this.until(() => this.receivedBytes >= least);
    return this.received;
  }

  async closed(): Promise<CloseCause> {
    await this.has('close');
    if (this.cause === undefined) throw new Error('closed without a cause');
    return this.cause;
  }

  /** Resolves once nothing more can come: a reset that arrives right behind bytes may be told as an end of stream. */
  gone(): Promise<void> {
    return this.until(() => this.events.includes('end') || this.events.includes('close'));
  }

  /** Resolves once `condition` holds, looked at after every event; rejects when the transport closes before. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (condition()) resolve();
        else if (this.cause !== undefined) reject(new Error(`closed: ${JSON.stringify(this.cause)}`));
        else return;
        this.#waiting.delete(look);
      };
      this.#waiting.add(look);
      look();
    });
  }

  #note(event: EventName): void {
    this.events.push(event);
    for (const look of this.#waiting) look();
  }
}
