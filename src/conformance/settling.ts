import { PacketType } from '../protocol/constants.ts';
import { textOf, type Client } from './client.ts';
import type { CaseContext } from './context.ts';

/** Pauses between SUBACK and a message that are tried: none twice, as one message may be lost for another reason. */
const PAUSES_MS = [0, 0, 100, 300, 1_000, 3_000] as const;
/** How long a message that was not lost takes at most. */
const LOOK_MS = 1_000;
/** A pause that was long enough once is not for sure the next time. */
const MARGIN = 3;

/**
 * How long the target takes from SUBACK until a subscription is in force, in milliseconds: no sentence of the specification says when
 * it has to be, and a target whose nodes tell each other takes its time. 0 where it is at once, and where no pause is long enough.
 * Never throws; the context is closed.
 */
export async function settlingMs(context: CaseContext): Promise<number> {
  try {
    const [publisher, subscriber] = [await context.connect(), await context.connect()];
    for (const [index, pauseMs] of PAUSES_MS.entries())
      if (await arrives(context, { publisher, subscriber, topic: context.topic(`settle-${index}`), pauseMs }))
        return pauseMs * MARGIN;
    return 0;
  } catch {
    return 0;
  } finally {
    await context.close().catch(() => undefined);
  }
}

interface Attempt {
  readonly publisher: Client;
  readonly subscriber: Client;
  readonly topic: string;
  readonly pauseMs: number;
}

async function arrives(
  context: CaseContext,
  { publisher, subscriber, topic, pauseMs }: Attempt,
): Promise<boolean> {
  const qos = context.facts.maximumQos === 0 ? 0 : 1;
  await subscriber.subscribe({ filter: topic, qos });
  if (pauseMs > 0) await context.wait(pauseMs);
  await publisher.store({ topic, qos, text: topic });
  return (
    (await subscriber.take(PacketType.publish, (packet) => textOf(packet) === topic, LOOK_MS)) !== undefined
  );
}
