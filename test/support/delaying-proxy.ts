/** A TCP proxy with a known, measured delay towards the client, and stalls on demand. It knows nothing of MQTT. */
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';

export interface DelayingProxy {
  readonly url: string;
  /** How long bytes towards clients really were held, ms. */
  readonly heldMs: readonly number[];
  /** Passes nothing on, in either direction, for so long; resolves with when that really began and ended, ms of `performance.now()`. */
  stall(ms: number): Promise<{ readonly fromMs: number; readonly toMs: number }>;
  stop(): void;
}

interface Held {
  readonly to: Socket;
  readonly bytes: Buffer;
  readonly arrivedMs: number;
  readonly dueMs: number;
}

/** Timers come late by up to this; the rest of the time is passed in turns of the event loop. */
const TIMER_SLACK_MS = 3;

export async function startDelayingProxy(brokerUrl: string, delayMs: number): Promise<DelayingProxy> {
  const { hostname, port } = new URL(brokerUrl);
  const line = new DelayLine();
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const broker = createConnection({ host: hostname, port: Number(port) });
    for (const socket of [client, broker]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        broker.destroy();
      });
    }
    client.on('data', (bytes) => line.hold(broker, bytes, 0));
    broker.on('data', (bytes) => line.hold(client, bytes, delayMs));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heldMs: line.heldMs,
    stall: (ms) => line.stall(ms),
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Two queues, one for each delay, so that each is in the order of its due times. */
class DelayLine {
  readonly heldMs: number[] = [];
  readonly #queues = new Map<number, Held[]>();
  #stalled = false;
  #armed = false;

  hold(to: Socket, bytes: Buffer, delayMs: number): void {
    const arrivedMs = performance.now();
    const held = { to, bytes, arrivedMs, dueMs: arrivedMs + delayMs };
    const queue = this.#queues.get(delayMs);
    if (queue === undefined) this.#queues.set(delayMs, [held]);
    else queue.push(held);
    this.#release();
  }

  async stall(ms: number): Promise<{ fromMs: number; toMs: number }> {
    this.#stalled = true;
    const fromMs = performance.now();
    await new Promise((resolve) => {
      setTimeout(resolve, ms);
    });
    this.#stalled = false;
    const toMs = performance.now();
    this.#release();
    return { fromMs, toMs };
  }

  #release(): void {
    if (this.#stalled) return;
    let nextMs = Number.POSITIVE_INFINITY;
    for (const [delayMs, queue] of this.#queues) {
      const nowMs = performance.now();
      const due = queue.findIndex(({ dueMs }) => dueMs > nowMs);
      for (const held of queue.splice(0, due === -1 ? queue.length : due)) {
        held.to.write(held.bytes);
        if (delayMs > 0) this.heldMs.push(performance.now() - held.arrivedMs);
      }
      nextMs = Math.min(nextMs, queue[0]?.dueMs ?? Number.POSITIVE_INFINITY);
    }
    this.#arm(nextMs);
  }

  #arm(nextMs: number): void {
    if (this.#armed || nextMs === Number.POSITIVE_INFINITY) return;
    this.#armed = true;
    const again = (): void => {
      this.#armed = false;
      this.#release();
    };
    const waitMs = nextMs - performance.now() - TIMER_SLACK_MS;
    if (waitMs > 1) setTimeout(again, waitMs);
    else setImmediate(again);
  }
}
