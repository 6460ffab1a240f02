import { Worker } from 'node:worker_threads';
import { BenchError, type ErrorKind } from '../base/errors.ts';
import type { CheckState } from '../check/state.ts';
import type { DrainEnded } from '../history/observer.ts';
import type { MetricsSnapshot } from '../metrics/types.ts';
import type { StepReport } from './segment-context.ts';
import type { SegmentHandle, SegmentOutput, SegmentStatus } from './segment-handle.ts';
import type { Answer, ErrorData, Reply, Request, ThreadStart } from './thread-messages.ts';

interface Pending {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** A segment in a thread of its own, as the coordinator sees it. */
export class ThreadSegment implements SegmentHandle {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #status: SegmentStatus = { atUs: 0, connected: 0, sent: 0, received: 0, e2eP99Us: 0 };
  #failure: Error | undefined;

  private constructor(worker: Worker, signal: AbortSignal) {
    this.#worker = worker;
    worker.on('message', (reply: Reply) => this.#onReply(reply));
    worker.on('error', (error) => this.#fail(error));
    worker.on('exit', (code) =>
      this.#fail(new BenchError('environment', 'thread-lost', `a worker thread ended (code ${code})`)),
    );
    signal.addEventListener('abort', () => this.#post({ kind: 'abort', reason: String(signal.reason) }), {
      once: true,
    });
  }

  /** Starts the thread; resolves when it is ready for its first step. */
  static async start(start: ThreadStart, signal: AbortSignal): Promise<ThreadSegment> {
    const worker = new Worker(new URL('./segment-thread.js', import.meta.url), { workerData: start });
    const segment = new ThreadSegment(worker, signal);
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('error', reject);
    });
    return segment;
  }

  runStep(path: string, startUs: number): Promise<StepReport> {
    return this.#ask((id) => ({ kind: 'run-step', id, path, startUs })) as Promise<StepReport>;
  }

  status(): SegmentStatus {
    return this.#status;
  }

  metrics(): Promise<MetricsSnapshot> {
    return this.#ask((id) => ({ kind: 'metrics', id })) as Promise<MetricsSnapshot>;
  }

  checkState(): Promise<CheckState> {
    return this.#ask((id) => ({ kind: 'check-state', id })) as Promise<CheckState>;
  }

  drainEnded(event: DrainEnded): void {
    this.#post({ kind: 'drain-ended', event });
  }

  async close(): Promise<void> {
    await this.#ask((id) => ({ kind: 'close', id }));
  }

  async result(): Promise<SegmentOutput> {
    const output = (await this.#ask((id) => ({ kind: 'result', id }))) as SegmentOutput;
    await this.#worker.terminate();
    return output;
  }

  #ask(build: (id: number) => Request): Promise<Answer> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#post(build(id));
    });
  }

  #post(request: Request): void {
    this.#worker.postMessage(request);
  }

  #onReply(reply: Reply): void {
    if (reply.kind === 'status') this.#status = reply.status;
    if (reply.kind !== 'answer' && reply.kind !== 'error') return;
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.kind === 'answer') pending?.resolve(reply.answer);
    else pending?.reject(revive(reply.error));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const pending of this.#pending.values()) pending.reject(this.#failure);
    this.#pending.clear();
  }
}

function revive({ message, stack, bench }: ErrorData): Error {
  const error =
    bench === undefined
      ? new Error(message)
      : new BenchError(
          bench.kind as ErrorKind,
          bench.code,
          message,
          bench.hint === undefined ? {} : { hint: bench.hint },
        );
  if (stack !== undefined) error.stack = stack;
  return error;
}
