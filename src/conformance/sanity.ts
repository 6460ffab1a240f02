import type { CaseContext } from './context.ts';

/** A well-behaved conversation: two clients and a message at QoS 0 and 1. Throws where the target is not able to. */
export async function sanityProbe(context: CaseContext): Promise<void> {
  const topic = context.topic('sanity');
  const subscriber = await context.connect();
  const publisher = await context.connect();
  await subscriber.subscribe({ filter: topic, qos: 1 });
  for (const qos of [0, 1] as const) {
    if (qos > context.facts.maximumQos) continue;
    await publisher.store({ topic, qos, text: `qos ${qos}` });
    await subscriber.needMessage(`qos ${qos}`);
  }
  await subscriber.ping();
}
