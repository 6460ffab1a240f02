import { textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

export const KEPT_2 = { sessionS: 60, qos: 2 } as const;

export async function pair(c: CaseContext, fields: Parameters<CaseContext['connect']>[0] = {}) {
  const [publisher, subscriber, topic] = [
    await c.connect({ ...fields, clientId: c.clientId() }),
    await c.connect(),
    c.topic(),
  ];
  await subscriber.subscribeAt(c.facts.maximumQos, topic);
  return { publisher, subscriber, topic };
}

export function has(client: Client, text: string): boolean {
  return client.takeMessages().some((packet) => textOf(packet) === text);
}
