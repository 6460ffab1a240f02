import { textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

export interface SessionScene {
  readonly client: Client;
  readonly clientId: string;
  readonly topic: string;
  readonly publisher: Client;
}

/** A client whose Session is kept, subscribed at the highest QoS to a topic, and somebody to publish there. */
export async function presentSession(
  c: CaseContext,
  expiryS = 120,
  cleanStart = false,
): Promise<SessionScene> {
  const clientId = c.clientId();
  const topic = c.topic(`session-${c.name()}`);
  const client = await c.connect({ clientId, ...c.keeping(expiryS), cleanStart });
  // A QoS 0 subscription gets nothing of what is published meanwhile, and need not.
  if (c.facts.maximumQos >= 1) await client.subscribeAt(1, { filter: topic, qos: 2 });
  else await client.subscribe({ filter: topic, qos: 2 });
  return { client, clientId, topic, publisher: await c.connect() };
}

/** The same, with the client gone in good order. */
export async function awaySession(c: CaseContext, expiryS = 120): Promise<SessionScene> {
  const scene = await presentSession(c, expiryS);
  await scene.client.disconnect();
  return scene;
}

/** Whether the subscription of a Session is in force on a new connection, whatever CONNACK says. */
export async function livesOn(
  c: CaseContext,
  { clientId, topic, publisher }: SessionScene,
): Promise<boolean> {
  const [client, control] = [await c.connectKept(clientId), await c.connect()];
  await control.subscribe({ filter: topic, qos: 1 });
  const text = `alive ${c.name()}`;
  await publisher.store({ topic, qos: 1, text });
  await control.needMessage(text);
  if (client.takeMessages().some((packet) => textOf(packet) === text)) return true;
  await c.quiet(client);
  return client.takeMessages().some((packet) => textOf(packet) === text);
}
