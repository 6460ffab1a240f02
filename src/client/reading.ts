import type { Transport } from '../transport/transport.ts';
import type { KeepAlive } from './keep-alive.ts';
import type { Link } from './link.ts';

/** Stops or restarts reading on one connection, and tells the history: what is not read is not missing. */
export function changeReading(
  link: Link,
  transport: Transport | undefined,
  keepAlive: KeepAlive,
  reading: boolean,
): void {
  if (transport === undefined || keepAlive.listens === reading) return;
  const { env, index: client, connection } = link;
  const tUs = env.clock.nowUs();
  keepAlive.setListening(reading, tUs);
  env.observer.readingChanged({ client, connection, tUs, reading });
  if (reading) transport.resume();
  else transport.pause();
}
