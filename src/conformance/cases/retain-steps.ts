import { PacketType, type QoS } from '../../protocol/constants.ts';
import type { PublishPacket } from '../../protocol/packets.ts';
import { type Client, type Wanted } from '../client.ts';
import type { CaseContext } from '../context.ts';

export const NEEDS = { retain: true, qos: 1 } as const;

export async function retain(publisher: Client, topic: string, text: string): Promise<void> {
  await publisher.store({ topic, qos: 1, text, retain: true });
}

export async function live(c: CaseContext, options: { retainAsPublished?: boolean; qos?: QoS }) {
  const [subscriber, publisher, topic] = [await c.connect(), await c.connect(), c.topic()];
  await subscriber.subscribe({ filter: topic, qos: 1, ...options });
  return { subscriber, publisher, topic };
}

/** A topic with a retained message: when that has come, whatever else is retained has as well. */
export async function controlOf(c: CaseContext): Promise<string> {
  const topic = c.topic(`control-${c.name()}`);
  await retain(await c.connect(), topic, 'control');
  return topic;
}

/** What a new client gets on subscribing. */
export async function replayed(c: CaseContext, filter: string) {
  const [subscriber, control] = [await c.connect(), await controlOf(c)];
  return { subscriber, control, got: await subscribed(c, subscriber, filter, control) };
}

/** The same; how often each message comes is asked about once. */
export async function subscribed(
  c: CaseContext,
  client: Client,
  wanted: Wanted,
  control: string,
): Promise<PublishPacket[]> {
  const keyOf = ({ topic, payload }: PublishPacket): string =>
    `${topic} ${Buffer.from(payload).toString('hex')}`;
  const all = await copiesOnSubscribing(c, client, wanted, control);
  return [...new Map(all.map((packet) => [keyOf(packet), packet])).values()];
}

/** What a client gets on subscribing, the control message aside. A broker that retains nothing at all is asked about elsewhere. */
export async function copiesOnSubscribing(
  c: CaseContext,
  client: Client,
  wanted: Wanted,
  control: string,
): Promise<PublishPacket[]> {
  const filter = typeof wanted === 'string' ? { filter: wanted } : wanted;
  const [live, text] = [c.topic('live'), `live ${c.name()}`];
  await client.subscribe({ filter: live, qos: 1 });
  await client.store({ topic: live, qos: 1, text });
  await client.needMessage(text);
  // What came unasked on an earlier filter is a passive rule's affair.
  client.takeMessages();
  await client.subscribe({ qos: 1, ...filter });
  await client.subscribe({ filter: control, qos: 1 });
  await client.take(PacketType.publish, (packet) => packet.topic === control);
  await c.quiet(client);
  const isOther = (topic: string): boolean =>
    topic === control || topic === live || (isName(filter.filter) && topic !== filter.filter);
  return client.takeMessages().filter((packet) => !isOther(packet.topic));
}

/** A filter that one topic matches alone. What comes on another is a passive rule's affair. */
function isName(filter: string): boolean {
  return !/[+#]|^\$share\//u.test(filter);
}
