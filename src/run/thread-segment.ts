import { Worker } from 'node:worker_threads';
import { messageOf } from '../base/errors.ts';
import { mergeStates, type CheckState } from '../check/state.ts';
import type { DrainEnded } from '../history/observer.ts';
import { emptySnapshot } from '../metrics/merge.ts';
import type { MetricsSnapshot } from '../metrics/types.ts';
import { errorData, revive } from './error-data.ts';
import type { StepReport } from './segment-context.ts';
import { SegmentLost } from './segment-lost.ts';
import type { SegmentHandle, SegmentOutput, SegmentStatus, StateKind } from './segment-handle.ts';
import type { Answer, Reply, Request, ThreadStart } from './thread-messages.ts';
import type { Rights } from './types.ts';

/** A thread tells how it is going five times a second. One that is silent for so long hangs. */
const SILENT_MAX_S = 30;

interface Pending {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

export interface ThreadOptions {
  readonly signal: AbortSignal;
  /** The thread ended by itself, or hangs. */
  readonly onLost: (lost: SegmentLost) => void;
  /** Whole seconds; 30 where absent. */
  readonly silentMaxS?: number | undefined;
  /** How to withdraw rights at the target. */
  readonly rights?: Rights | undefined;
}

/** A segment in a thread of its own, as the coordinator sees it. */
export class ThreadSegment implements SegmentHandle {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #rights: Rights | undefined;
  #lastId = 0;
  #status: SegmentStatus = { atUs: 0, connected: 0, away: 0, sent: 0, received: 0, e2eP99Us: 0 };
  #lost: SegmentLost | undefined;
  #ended = false;
  /** Looks, a second apart, since the thread was last heard of: when this thread hangs itself, that counts as one. */
  #silent = 0;
  readonly #watchdog: NodeJS.Timeout;

  private constructor(worker: Worker, { signal, onLost, silentMaxS = SILENT_MAX_S, rights }: ThreadOptions) {
    this.#worker = worker;
    this.#rights = rights;
    worker.on('message', (reply: Reply) => this.#onReply(reply));
    const lose = (why: string): void => {
      if (this.#ended || this.#lost !== undefined) return;
      const lost = new SegmentLost(`a worker thread was lost: ${why}`);
      this.#lose(lost);
      onLost(lost);
    };
    worker.on('error', (error) => lose(messageOf(error)));
    worker.on('exit', (code) => lose(`it ended with code ${code}`));
    this.#watchdog = setInterval(() => {
      this.#silent += 1;
      if (this.#silent <= silentMaxS) return;
      lose(`it has not been heard of for ${silentMaxS} s`);
      void worker.terminate();
    }, 1_000);
    signal.addEventListener('abort', () => this.#post({ kind: 'abort', reason: String(signal.reason) }), {
      once: true,
    });
  }

  /** Starts the thread; resolves when it is ready for its first step. */
  static async start(start: Omit<ThreadStart, 'hasRights'>, options: ThreadOptions): Promise<ThreadSegment> {
    const workerData: ThreadStart = { ...start, hasRights: options.rights !== undefined };
    const worker = new Worker(new URL('./segment-thread.js', import.meta.url), { workerData });
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`a worker thread ended with code ${code}`)));
    });
    return new ThreadSegment(worker, options);
  }

  get lost(): string | undefined {
    return this.#lost?.message;
  }

  async runStep(path: string, startUs: number): Promise<StepReport> {
    const report = await this.#ask<StepReport>((id) => ({ kind: 'run-step', id, path, startUs }));
    return report ?? { failed: true, problems: [this.lost ?? 'a worker thread did not answer'] };
  }

  status(): SegmentStatus {
    return this.#status;
  }

  async metrics(): Promise<MetricsSnapshot> {
    return (await this.#ask<MetricsSnapshot>((id) => ({ kind: 'metrics', id }))) ?? emptySnapshot();
  }

  async checkState(state: StateKind): Promise<CheckState> {
    return (await this.#ask<CheckState>((id) => ({ kind: 'check-state', id, state }))) ?? mergeStates([]);
  }

  drainEnded(event: DrainEnded): void {
    this.#post({ kind: 'drain-ended', event });
  }

  async close(): Promise<void> {
    clearInterval(this.#watchdog);
    await this.#ask((id) => ({ kind: 'close', id }));
  }

  async result(): Promise<SegmentOutput | undefined> {
    const output = await this.#ask<SegmentOutput>((id) => ({ kind: 'result', id }));
    this.#ended = true;
    await this.#worker.terminate();
    return output;
  }

  /** Undefined: the thread was lost before it answered. */
  #ask<A extends Answer>(build: (id: number) => Request): Promise<A | undefined> {
    if (this.#lost !== undefined) return Promise.resolve(undefined);
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: (answer) => resolve(answer as A | undefined), reject });
      this.#post(build(id));
    });
  }

  #post(request: Request): void {
    this.#worker.postMessage(request);
  }

  #onReply(reply: Reply): void {
    this.#silent = 0;
    if (reply.kind === 'status') this.#status = reply.status;
    if (reply.kind === 'change-rights') void this.#changeRights(reply.id, reply.clients);
    if (reply.kind !== 'answer' && reply.kind !== 'error') return;
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.kind === 'answer') pending?.resolve(reply.answer);
    else pending?.reject(revive(reply.error));
  }

  async #changeRights(id: number, clients: readonly number[]): Promise<void> {
    try {
      await (clients.length === 0 ? this.#rights?.restore() : this.#rights?.revoke(clients));
      this.#post({ kind: 'rights-changed', id });
    } catch (error) {
      this.#post({ kind: 'rights-changed', id, error: errorData(error) });
    }
  }

  #lose(lost: SegmentLost): void {
    this.#lost = lost;
    clearInterval(this.#watchdog);
    this.#status = { ...this.#status, connected: 0, away: 0 };
    for (const pending of this.#pending.values()) pending.resolve(undefined);
    this.#pending.clear();
  }
}
