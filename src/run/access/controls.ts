/** Positive controls: permitted messages from permitted writers to permitted readers. Silence beside them proves something. */
import type { ProbeAnswer } from '../../client/probe-client.ts';
import type { SampledTopic } from '../../plan/access-sample.ts';
import type { QoS } from '../../protocol/constants.ts';
import type { Actor } from './actor.ts';
import type { Canary } from './canaries.ts';
import { hasReceived, type Expectation, type Stage } from './stage.ts';

export interface Subscribed {
  readonly topic: SampledTopic;
  readonly reader: Actor;
  readonly answer: ProbeAnswer;
}

export interface Published {
  readonly topic: SampledTopic;
  readonly writer: Actor;
  readonly canary: Canary;
  readonly answer: ProbeAnswer;
}

/** All who may read the topics subscribe to them. */
export async function subscribeReaders(
  stage: Stage,
  topics: readonly SampledTopic[],
): Promise<readonly Subscribed[]> {
  const subscribed = await Promise.all(
    stage.actors.map(async (reader) => {
      const own: Subscribed[] = [];
      for (const topic of topics)
        if (topic.readers.includes(reader.principal))
          own.push({ topic, reader, answer: await reader.subscribe(topic.topic) });
      return own;
    }),
  );
  return subscribed.flat();
}

export interface PublishOptions {
  /** QoS levels of the first writer of each topic; the others publish at QoS 1 alone. */
  readonly levels?: readonly QoS[];
  readonly retain?: boolean;
  /** Only the first writer of each topic. */
  readonly firstOnly?: boolean;
}

/** All who may write the topics publish to them. */
export async function publishCanaries(
  stage: Stage,
  topics: readonly SampledTopic[],
  options: PublishOptions = {},
): Promise<readonly Published[]> {
  const published = await Promise.all(
    stage.actors.map((writer) => publishAs(writer, stage, topics, options)),
  );
  return published.flat();
}

/** What one writer may publish to the topics. */
export async function publishAs(
  writer: Actor,
  stage: Stage,
  topics: readonly SampledTopic[],
  { levels = [1], retain = false, firstOnly = false }: PublishOptions,
): Promise<readonly Published[]> {
  const published: Published[] = [];
  for (const topic of topics) {
    const isFirst = topic.writers[0] === writer.principal;
    if (!topic.writers.includes(writer.principal) || (firstOnly && !isFirst)) continue;
    for (const qos of isFirst ? levels : ([1] as const)) {
      const canary = stage.canaries.make({ topic: topic.topic, qos, from: writer.name, denied: false });
      const payload = stage.canaries.payload(canary);
      const answer = await writer.publish({ topic: topic.topic, payload, qos, retain });
      published.push({ topic, writer, canary, answer });
    }
  }
  return published;
}

/** What is owed to readers whose subscription was granted, of writers whose message was taken. QoS 0 is owed to nobody. */
export function expectations(
  subscribed: readonly Subscribed[],
  published: readonly Published[],
): readonly Expectation[] {
  return published
    .filter(({ canary, answer }) => canary.qos === 1 && answer.kind === 'accepted')
    .flatMap(({ topic, canary }) =>
      subscribed
        .filter((one) => one.topic === topic && one.answer.kind === 'accepted')
        .map(({ reader }) => ({ reader, canary })),
    );
}

export interface Control {
  readonly control: 'passed' | 'failed' | 'none';
  readonly note: string;
}

/** Whether anybody who may received a permitted message of the topic. */
export function controlOf(topic: SampledTopic, expected: readonly Expectation[]): Control {
  const own = expected.filter(({ canary }) => canary.topic === topic.topic);
  const passed = own.find(({ reader, canary }) => hasReceived(reader, canary));
  if (passed !== undefined)
    return {
      control: 'passed',
      note: `control (timed): ${passed.reader.name} received the message of ${passed.canary.from}`,
    };
  if (topic.writers.length === 0)
    return { control: 'none', note: 'no client of the sample may publish there' };
  if (topic.readers.length === 0) return { control: 'none', note: 'no client of the sample may read there' };
  return { control: 'failed', note: 'control: not even those who may received a permitted message' };
}

/** Whether the policy leaves anybody whom a control could use. */
export function canBeControlled({ writers, readers }: SampledTopic): boolean {
  return writers.length > 0 && readers.length > 0;
}
