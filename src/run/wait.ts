/** Resolves after `delayMs`, or as soon as the signal fires. */
export function delay(delayMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted || delayMs <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, delayMs);
    signal.addEventListener('abort', finish);
  });
}

/**
 * Waits of one loop, one after the other. A pacer waits a thousand times a second: it listens to the signal once, not
 * once for each wait.
 */
export class Waiter {
  readonly #signal: AbortSignal;
  #timer: NodeJS.Timeout | undefined;
  #resolve: (() => void) | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', this.#finish);
  }

  /** Resolves after `delayMs`, or as soon as the signal fires. One wait at a time. */
  wait(delayMs: number): Promise<void> {
    if (this.#signal.aborted || delayMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#timer = setTimeout(this.#finish, delayMs);
    });
  }

  /** Stops listening to the signal. */
  end(): void {
    this.#signal.removeEventListener('abort', this.#finish);
  }

  readonly #finish = (): void => {
    clearTimeout(this.#timer);
    const resolve = this.#resolve;
    this.#resolve = undefined;
    resolve?.();
  };
}

/** Gives the event loop one round. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
