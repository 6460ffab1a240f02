import { redactUrl } from '../../transport/parse-address.ts';
import { messageOf } from '../../base/errors.ts';
import type { OtlpTarget } from './request.ts';

const TIMEOUT_MS = 5_000;
const BACKOFF_FIRST_MS = 2_000;
const BACKOFF_MAX_MS = 60_000;
/** Once all is over nobody waits longer for a receiver. */
const LAST_TRIES = 3;
const LAST_TRY_MS = 1_000;
/** Answers that say: later. */
const RETRYABLE = [429, 502, 503, 504];

export interface OtlpSenderOptions extends OtlpTarget {
  /** Called once, with a sentence, when something does not get through. */
  readonly warn: (message: string) => void;
  /** Milliseconds of any clock that goes on. */
  readonly nowMs: () => number;
}

type Attempt =
  { readonly done: true } | { readonly done: false; readonly final: boolean; readonly why: string };

/**
 * Sends what it is given, one after the other. Figures are cumulative, so that what is not sent now is in what is sent later:
 * nothing is queued. What a receiver does neither slows a run nor fails it.
 */
export class OtlpSender {
  readonly #options: OtlpSenderOptions;
  #sending: Promise<unknown> | undefined;
  #backoffMs = 0;
  #notBeforeMs = 0;
  #refused = false;
  #warned = false;

  constructor(options: OtlpSenderOptions) {
    this.#options = options;
  }

  /** Sends, unless it is still sending, waits after a failure, or was refused for good. */
  offer(body: () => string): void {
    if (this.#sending !== undefined || this.#refused || this.#options.nowMs() < this.#notBeforeMs) return;
    this.#sending = this.#send(body(), TIMEOUT_MS).finally(() => (this.#sending = undefined));
  }

  /** The last figures: a few tries, some seconds at most. */
  async flush(body: () => string): Promise<void> {
    await this.#sending;
    const text = body();
    for (let tries = 0; tries < LAST_TRIES && !this.#refused; tries += 1)
      if (await this.#send(text, LAST_TRY_MS)) return;
  }

  async #send(body: string, timeoutMs: number): Promise<boolean> {
    const attempt = await this.#post(body, timeoutMs);
    if (attempt.done) {
      this.#backoffMs = 0;
      return true;
    }
    this.#refused = attempt.final;
    this.#backoffMs = Math.min(BACKOFF_MAX_MS, Math.max(BACKOFF_FIRST_MS, 2 * this.#backoffMs));
    this.#notBeforeMs = this.#options.nowMs() + this.#backoffMs;
    this.#warn(attempt);
    return false;
  }

  async #post(body: string, timeoutMs: number): Promise<Attempt> {
    const { url, headers } = this.#options;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.body?.cancel();
      if (response.ok) return { done: true };
      const final = !RETRYABLE.includes(response.status);
      return { done: false, final, why: `it answers ${response.status}` };
    } catch (error) {
      return { done: false, final: false, why: reasonOf(error) };
    }
  }

  #warn({ final, why }: { readonly final: boolean; readonly why: string }): void {
    if (this.#warned) return;
    this.#warned = true;
    const rest = final ? 'nothing more is sent' : 'it is tried again now and then';
    this.#options.warn(`OTLP receiver ${redactUrl(this.#options.url)}: ${why}; ${rest}, and the run goes on`);
  }
}

/** `fetch` hides the reason one level below. */
function reasonOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  return messageOf(cause instanceof Error ? cause : error);
}
