import { type QoS } from '../../protocol/constants.ts';
import type { WillMessage } from '../../protocol/packets.ts';
import type { Properties } from '../../protocol/properties.ts';
import { textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

export interface Watch {
  readonly watcher: Client;
  readonly topic: string;
  /** QoS of the subscription. */
  readonly granted: number;
}

export async function watch(c: CaseContext): Promise<Watch> {
  const [watcher, topic] = [await c.connect(), c.topic('will')];
  const [granted = 0] = (await watcher.subscribe({ filter: topic, qos: 2 })).reasonCodes;
  return { watcher, topic, granted };
}

export function will(
  topic: string,
  text: string,
  rest: { qos?: QoS; retain?: boolean; properties?: Properties } = {},
): WillMessage {
  return { topic, payload: Buffer.from(text), qos: 0, retain: false, ...rest };
}

/** Another Will on the same topic, later: when it is there, so would have been the one that must not come. */
export async function control(c: CaseContext, topic: string, watcher: Client): Promise<void> {
  (await c.connect({ will: will(topic, 'control') })).drop();
  await watcher.needMessage('control');
  await c.quiet(watcher);
}

export function has(client: Client, text: string): boolean {
  return client.takeMessages().some((packet) => textOf(packet) === text);
}

/** A client whose Will waits for so long, and whose Session lasts for so long. */
export async function delayed(
  c: CaseContext,
  topic: string,
  text: string,
  delayS: number,
  expiryS: number,
): Promise<Client> {
  return c.connect({
    cleanStart: false,
    properties: { sessionExpiryInterval: expiryS },
    will: will(topic, text, { properties: { willDelayInterval: delayS } }),
  });
}
