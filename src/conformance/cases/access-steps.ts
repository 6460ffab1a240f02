/** Attempts at what a principal is denied, beside somebody who may: without him silence would prove nothing. */
import { PacketType, type QoS } from '../../protocol/constants.ts';
import type { ConnackPacket, ConnectPacket, PublishPacket } from '../../protocol/packets.ts';
import { subscribePacket, textOf, type Client, type PublishFields } from '../client.ts';
import type { CaseContext } from '../context.ts';
import { Unmet, Violation } from '../outcome.ts';
import { declaredDenials, whoMay, type Action, type DeclaredPrincipal } from '../principals.ts';

/** A topic that is denied to somebody, and who may write to it and read it. */
export interface Denial {
  readonly topic: string;
  readonly stranger: DeclaredPrincipal;
  readonly writer: DeclaredPrincipal;
  readonly reader: DeclaredPrincipal;
}

/** A topic that a filter stands for: its wildcards, and `*`, become a name of this case. */
export function topicOf(c: CaseContext, filter: string, clientId = ''): string {
  const name = c.name();
  return filter.replaceAll('%c', clientId).replace(/[+#*]/gu, name);
}

/** Everything that is denied and can be tried; the case is skipped where nobody may do what is denied to others. */
export function denials(c: CaseContext, action: Action): readonly Denial[] {
  const { profile } = c.facts;
  const found = declaredDenials(profile, action).flatMap(({ filter, stranger }) => {
    const topic = topicOf(c, filter);
    const [writer, reader] = [whoMay(profile, 'publish', topic), whoMay(profile, 'subscribe', topic)];
    return writer === undefined || reader === undefined ? [] : [{ topic, stranger, writer, reader }];
  });
  if (found.length === 0)
    throw c.skip(
      'the profile names nobody who is `allowed` to publish and subscribe to what is denied to others',
    );
  return found;
}

/** A topic on which that is surely not denied to the principal; undefined where the profile has none. */
export function permittedTopic(
  c: CaseContext,
  principal: DeclaredPrincipal,
  action: Action,
): string | undefined {
  const filter = principal.allowed[action].find((each) => !each.includes('%c'));
  if (filter !== undefined) return topicOf(c, filter);
  return principal === c.principal ? c.topic() : undefined;
}

/** The topic itself, and by `+` where the target has wildcards. */
export function direct(c: CaseContext, { topic }: Denial): readonly string[] {
  return c.facts.wildcards ? [topic, byPlus(topic)] : [topic];
}

/** The same topic by a filter that has `+` in place of its first level. */
function byPlus(topic: string): string {
  return topic.replace(/^[^/]*/u, '+');
}

/** The highest QoS that the target has, up to `qos`. */
export function qosOf(c: CaseContext, qos: QoS = 2): QoS {
  return qos > c.facts.maximumQos ? c.facts.maximumQos : qos;
}

/** Somebody who reads what he may. */
export async function permittedReader(c: CaseContext, { topic, reader }: Denial): Promise<Client> {
  const client = await c.connect({}, reader);
  await client.subscribe({ filter: topic, qos: qosOf(c) });
  return client;
}

/** Subscribes, or is kept from it: by a Reason Code, or by the end of the connection. True where it is granted. */
export async function isGranted(client: Client, filter: string, qos: QoS): Promise<boolean> {
  const packetId = client.nextId();
  client.send(subscribePacket(packetId, { filter, qos }));
  const suback = await client.take(PacketType.suback, (packet) => packet.packetId === packetId);
  if (suback !== undefined) return (suback.reasonCodes[0] ?? 0x80) < 0x80;
  if (!client.isOver) await client.need(PacketType.suback, undefined, 0);
  return false;
}

/** A client that tries to read what it must not. */
export interface Spy {
  readonly client: Client;
  readonly filter: string;
  readonly isOpen: boolean;
}

/** A client of the stranger for each filter. */
export async function spies(
  c: CaseContext,
  { stranger }: Denial,
  filters: readonly string[],
): Promise<readonly Spy[]> {
  const found: Spy[] = [];
  for (const filter of filters) {
    const client = await c.connect({}, stranger);
    // Everything of a busy target at once: what nobody has to acknowledge.
    const qos = filter === '#' ? 0 : qosOf(c);
    found.push({ client, filter, isOpen: await isGranted(client, filter, qos) });
  }
  return found;
}

/** Messages at every QoS from somebody who may, and their arrival at somebody who may. */
export async function passPermitted(
  c: CaseContext,
  { topic, writer }: Denial,
  reader: Client,
): Promise<void> {
  const client = await c.connect({}, writer);
  for (const qos of [0, 1, 2] as const) {
    if (qos > c.facts.maximumQos) continue;
    const text = `permitted ${c.name()}`;
    await client.store({ topic, qos, text });
    await reader.needMessage(text);
  }
}

/** Nothing of that topic has come, nor will. */
export async function claimNothing(
  c: CaseContext,
  client: Client,
  { topic, stranger }: Pick<Denial, 'topic' | 'stranger'>,
): Promise<void> {
  await c.quiet(client);
  const came = client.takeMessages().find((packet) => packet.topic === topic);
  c.claim(came === undefined, `nothing of ${topic} for ${stranger.name}`, `it came: ${told(came)}`);
}

/** A message that must not be delivered has not been, nor will be: what is permitted comes after it. */
export async function claimUnheard(
  c: CaseContext,
  { topic, writer, stranger }: Denial,
  { reader, text }: { readonly reader: Client; readonly text: string },
): Promise<void> {
  const publisher = await c.connect({}, writer);
  const control = `control ${c.name()}`;
  await publisher.store({ topic, qos: qosOf(c), text: control });
  await reader.needMessage(control);
  await c.quiet(reader);
  const came = reader.takeMessages().find((packet) => textOf(packet) === text);
  c.claim(
    came === undefined,
    `nothing that ${stranger.name} publishes to ${topic}`,
    `it came: ${told(came)}`,
  );
}

function told(packet: PublishPacket | undefined): string {
  return packet === undefined ? '' : `PUBLISH ${packet.topic} ${textOf(packet)}`;
}

/** Looks first at what another statement is about: where that is broken, this one is not accused as well. */
export async function presupposes(rule: string, look: () => Promise<void>): Promise<void> {
  try {
    await look();
  } catch (error) {
    if (error instanceof Violation) throw new Unmet(`${rule} is broken already: ${error.message}`);
    throw error;
  }
}

/** Connects as somebody whom the target refuses; undefined where TLS has done so already, for his certificate. */
export async function knock(
  c: CaseContext,
  wrong: DeclaredPrincipal,
  fields: Partial<ConnectPacket> = {},
): Promise<{ readonly client: Client; readonly connack: ConnackPacket | undefined } | undefined> {
  try {
    return await c.attempt(fields, wrong);
  } catch (error) {
    if (error instanceof Unmet && wrong.dial !== undefined) return undefined;
    throw error;
  }
}

export type Answer =
  { readonly kind: 'answered'; readonly reasonCode: number } | { readonly kind: 'ended' | 'unanswered' };

/** A PUBLISH to the end of its exchange, however the target takes it. */
export async function attempt(client: Client, fields: PublishFields): Promise<Answer> {
  const { packetId = 0, qos } = client.begin(fields);
  if (qos === 0) {
    client.send({ type: PacketType.pingreq });
    await client.take(PacketType.pingresp);
    return { kind: client.isOver ? 'ended' : 'unanswered' };
  }
  const mine = (packet: { readonly packetId: number }): boolean => packet.packetId === packetId;
  const answer = await client.take(qos === 1 ? PacketType.puback : PacketType.pubrec, mine);
  if (answer === undefined) return { kind: client.isOver ? 'ended' : 'unanswered' };
  if (qos === 2 && answer.reasonCode < 0x80) {
    client.send({ type: PacketType.pubrel, packetId, reasonCode: 0 });
    await client.take(PacketType.pubcomp, mine);
  }
  return { kind: 'answered', reasonCode: answer.reasonCode };
}
