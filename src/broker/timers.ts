/** Takes a scheduled call back. Harmless when it has run already. */
export type Cancel = () => void;

/** Calls later. An argument like the clock, so that tests move time by hand. */
export interface Timers {
  schedule(delayMs: number, callback: () => void): Cancel;
}

/** The longest delay that the host's timers know; a longer one is waited for in parts. */
const HOST_DELAY_MS_MAX = 0x7fff_ffff;

/** The host's timers. They never keep the process alive. */
export function hostTimers(): Timers {
  return { schedule: scheduleOnHost };
}

function scheduleOnHost(delayMs: number, callback: () => void): Cancel {
  let leftMs = delayMs;
  let timeout: NodeJS.Timeout;
  const wait = (): void => {
    const partMs = Math.min(leftMs, HOST_DELAY_MS_MAX);
    leftMs -= partMs;
    timeout = setTimeout(leftMs > 0 ? wait : callback, partMs);
    timeout.unref();
  };
  wait();
  return () => clearTimeout(timeout);
}
