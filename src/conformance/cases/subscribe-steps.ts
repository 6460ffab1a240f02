import { PacketType, type QoS } from '../../protocol/constants.ts';
import { textOf, type Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

/** Every published QoS towards every granted one. */
export async function levels(c: CaseContext, way: 'live' | 'retained' | 'queued'): Promise<void> {
  const all = ([0, 1, 2] as const).filter((qos) => qos <= c.facts.maximumQos);
  for (const published of way === 'live' ? all : all.filter((qos) => qos > 0)) {
    for (const wanted of way === 'queued' ? all.filter((qos) => qos > 0) : all) {
      const text = `${published}-${wanted}`;
      const { got, granted } = await levelOf(c, way, { published, wanted, text });
      if (got === undefined) continue;
      const expected = Math.min(published, granted);
      c.claim(
        got === expected,
        `QoS ${expected} of published ${published} and granted ${granted}`,
        `it came at QoS ${got}`,
      );
    }
  }
}

export async function levelOf(
  c: CaseContext,
  way: 'live' | 'retained' | 'queued',
  { published, wanted, text }: { published: QoS; wanted: QoS; text: string },
): Promise<{ got: QoS | undefined; granted: number }> {
  const [publisher, topic, clientId] = [await c.connect(), c.topic(text), c.clientId()];
  let subscriber: Client = way === 'queued' ? await c.connectKept(clientId) : await c.connect({ clientId });
  const fields = { topic, qos: published, text };
  if (way === 'retained') await publisher.store({ ...fields, retain: true });
  const [granted = 0] = (await subscriber.subscribe({ filter: topic, qos: wanted })).reasonCodes;
  if (way === 'queued') await subscriber.disconnect();
  if (way !== 'retained') await publisher.store(fields);
  if (way === 'queued') subscriber = await c.connectKept(clientId);
  const packet = await subscriber.take(PacketType.publish, (each) => textOf(each) === text);
  if (packet === undefined) c.require(way !== 'live', `the message ${text} does not come`);
  return { got: packet?.qos, granted };
}
