import { Worker } from 'node:worker_threads';
import { assert } from '../base/assert.ts';
import { BenchError, messageOf } from '../base/errors.ts';
import { PLAIN, type EmbeddedSettings } from './embedded/settings.ts';

/** What the worker says. */
export type EmbeddedBrokerMessage =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'revoked' };

/** What the worker is told. */
export type EmbeddedBrokerRequest =
  | { readonly kind: 'stop' }
  /** These clients have no rights from now on; all others have those of the policy. */
  | { readonly kind: 'revoke'; readonly clients: readonly number[] };

export interface EmbeddedBroker {
  readonly url: string;
  /** Settles when the broker denies everything to these clients, by their global indexes, and to nobody else. */
  revoke(clients: readonly number[]): Promise<void>;
  /** Settles when the worker has ended. Rejects when it had died before. */
  close(): Promise<void>;
}

/** A worker that does not stop by itself in that time is ended. */
const CLOSE_TIMEOUT_MS = 5_000;

/**
 * The embedded broker on a thread of its own, on a free port of 127.0.0.1: sharing the generator's event loop would put the
 * target's work into the generator's latencies.
 */
export async function startEmbeddedBroker(settings: EmbeddedSettings = PLAIN): Promise<EmbeddedBroker> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./embedded-broker-worker.${extension}`, import.meta.url), {
    workerData: settings,
  });
  let death: unknown;
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => resolve());
    worker.once('error', (error) => {
      death = error;
      resolve();
    });
  });
  const message = await Promise.race([firstMessage(worker), ended]);
  if (message === undefined || message.kind === 'failed') {
    throw brokenBroker(message === undefined ? messageOf(death) : message.message);
  }
  const tell = (request: EmbeddedBrokerRequest): void => worker.postMessage(request);
  assert(message.kind === 'listening', `the embedded broker said ${message.kind} first`);
  return {
    url: message.url,
    revoke: async (clients) => {
      const answer = firstMessage(worker);
      tell({ kind: 'revoke', clients });
      await Promise.race([answer, ended]);
    },
    close: async () => {
      if (death !== undefined) throw brokenBroker(messageOf(death));
      tell({ kind: 'stop' });
      const timeout = setTimeout(() => void worker.terminate(), CLOSE_TIMEOUT_MS);
      await ended;
      clearTimeout(timeout);
    },
  };
}

function firstMessage(worker: Worker): Promise<EmbeddedBrokerMessage> {
  return new Promise((resolve) =>
    worker.once('message', (message: EmbeddedBrokerMessage) => resolve(message)),
  );
}

function brokenBroker(detail: string): BenchError {
  return new BenchError('internal', 'embedded-broker', `the embedded broker died: ${detail}`, {
    hint: 'Run against a broker of your own with --target, and report this.',
  });
}
