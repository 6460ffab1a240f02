import { PacketType, type QoS } from '../../protocol/constants.ts';
import { textOf } from '../client.ts';
import type { CaseContext } from '../context.ts';

/** Tries one feature: what it can, or Unmet and Skipped where that cannot be found out. */
export type FeatureProbe = (c: CaseContext) => Promise<number | boolean>;

/** The highest QoS at which a message is taken and a subscription is granted, whatever a profile says of it. */
export const maximumQos: FeatureProbe = async (c) => {
  const client = await c.connect();
  client.stopJudging();
  const topic = c.topic('qos');
  const wanted = c.facts.announced.maximumQoS ?? 2;
  const granted = (await client.trySubscribe({ filter: topic, qos: wanted })).reasonCodes[0] ?? 0;
  for (let qos = Math.min(granted, wanted); qos > 0; qos -= 1)
    if ((await client.publish({ topic, qos: qos as QoS, text: 'x' })) < 0x80) return qos;
  return 0;
};

/** Whether a retained message is there for whoever comes later. */
export const retain: FeatureProbe = async (c) => {
  const publisher = await c.connect();
  const topic = c.topic('retain');
  await publisher.store({ topic, retain: true, text: 'kept', qos: c.facts.maximumQos >= 1 ? 1 : 0 });
  await publisher.ping();
  return delivers(c, topic, 'kept');
};

export const wildcards: FeatureProbe = (c) => matches(c, c.topic('+'), c.topic('wild'));

export const sharedSubscriptions: FeatureProbe = (c) =>
  matches(c, `$share/group/${c.topic('shared')}`, c.topic('shared'));

/** Whether a delivery has the identifier of its subscription. */
export const subscriptionIdentifiers: FeatureProbe = async (c) => {
  const client = await c.connect();
  client.stopJudging();
  const topic = c.topic('identified');
  const suback = await client.trySubscribe(topic, { subscriptionIdentifiers: [7] });
  if (suback.reasonCodes.some((reason) => reason >= 0x80)) return false;
  await client.store({ topic, text: 'identified' });
  const { properties } = await client.needMessage('identified');
  return properties?.subscriptionIdentifiers?.includes(7) === true;
};

async function matches(c: CaseContext, filter: string, topic: string): Promise<boolean> {
  const client = await c.connect();
  client.stopJudging();
  const suback = await client.trySubscribe(filter);
  if (suback.reasonCodes.some((reason) => reason >= 0x80)) return false;
  await client.store({ topic, text: 'matched' });
  return (await client.take(PacketType.publish, (packet) => textOf(packet) === 'matched')) !== undefined;
}

async function delivers(c: CaseContext, filter: string, text: string): Promise<boolean> {
  const client = await c.connect();
  client.stopJudging();
  await client.subscribe(filter);
  return (await client.take(PacketType.publish, (packet) => textOf(packet) === text)) !== undefined;
}
