import { Worker } from 'node:worker_threads';
import { BenchError, messageOf } from '../base/errors.ts';
import type { BrokerControl } from '../run/faults/broker-control.ts';
import { PLAIN, type EmbeddedSettings } from './embedded/settings.ts';

/** What the worker says. */
export type EmbeddedBrokerMessage =
  /** `url` is the first of its listeners. */
  | { readonly kind: 'listening'; readonly url: string; readonly urls: readonly string[] }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string };

/** What it is told. */
export type EmbeddedBrokerRequest =
  | { readonly kind: 'stop' | 'restart' }
  | { readonly kind: 'pause'; readonly forMs: number }
  /** These clients have no rights from now on; all others have those of the policy. */
  | { readonly kind: 'revoke'; readonly clients: readonly number[] }
  /** These users have no rights from now on; all others have those of the rules. */
  | { readonly kind: 'revoke-users'; readonly usernames: readonly string[] };

/** `restart` keeps sessions, messages and subscriptions; `kill9` loses them. It has no configuration to reload. */
export interface EmbeddedBroker extends BrokerControl {
  readonly url: string;
  /** Of all listeners. */
  readonly urls: readonly string[];
  /** Settles when the broker denies everything to these clients, by their global indexes, and to nobody else. */
  revoke(clients: readonly number[]): Promise<void>;
  /** The same for users, of a broker whose rights are rules. */
  revokeUsers(usernames: readonly string[]): Promise<void>;
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
  let thread = await BrokerThread.start(settings);
  const { url, urls } = thread;
  return {
    url,
    urls,
    durability: 'restart',
    can: (deed) => deed !== 'reload',
    act: async (deed, { forUs }) => {
      if (deed === 'pause') await thread.ask({ kind: 'pause', forMs: forUs / 1_000 });
      else if (deed === 'restart') await thread.ask({ kind: 'restart' });
      else {
        await thread.kill();
        thread = await BrokerThread.start({ ...settings, port: Number(new URL(url).port) });
      }
    },
    revoke: (clients) => thread.ask({ kind: 'revoke', clients }),
    revokeUsers: (usernames) => thread.ask({ kind: 'revoke-users', usernames }),
    close: () => thread.close(),
  };
}

class BrokerThread {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #death: unknown;
  url = '';
  urls: readonly string[] = [];

  private constructor(settings: EmbeddedSettings) {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const worker = new Worker(new URL(`./embedded-broker-worker.${extension}`, import.meta.url), {
      workerData: settings,
    });
    this.#worker = worker;
    this.#ended = new Promise<void>((resolve) => {
      worker.once('exit', () => resolve());
      worker.once('error', (error) => {
        this.#death = error;
        resolve();
      });
    });
  }

  static async start(settings: EmbeddedSettings): Promise<BrokerThread> {
    const thread = new BrokerThread(settings);
    const message = await thread.#answer();
    if (message.kind === 'listening') ({ url: thread.url, urls: thread.urls } = message);
    return thread;
  }

  async ask(request: EmbeddedBrokerRequest): Promise<void> {
    const answer = this.#answer();
    this.#worker.postMessage(request);
    await answer;
  }

  /** As `kill -9`: it gets no chance to do anything. */
  async kill(): Promise<void> {
    await this.#worker.terminate();
  }

  async close(): Promise<void> {
    if (this.#death !== undefined) throw brokenBroker(messageOf(this.#death));
    this.#worker.postMessage({ kind: 'stop' } satisfies EmbeddedBrokerRequest);
    const timeout = setTimeout(() => void this.#worker.terminate(), CLOSE_TIMEOUT_MS);
    await this.#ended;
    clearTimeout(timeout);
  }

  async #answer(): Promise<EmbeddedBrokerMessage> {
    const said = new Promise<EmbeddedBrokerMessage>((resolve) =>
      this.#worker.once('message', (message: EmbeddedBrokerMessage) => resolve(message)),
    );
    const message = await Promise.race([said, this.#ended]);
    if (message === undefined) throw brokenBroker(messageOf(this.#death));
    if (message.kind === 'failed') throw brokenBroker(message.message);
    return message;
  }
}

function brokenBroker(detail: string): BenchError {
  return new BenchError('internal', 'embedded-broker', `the embedded broker died: ${detail}`, {
    hint: 'Run against a broker of your own with --target, and report this.',
  });
}
