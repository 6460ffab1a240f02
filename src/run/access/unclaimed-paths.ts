/**
 * Topics that the policy leaves to nobody: some that no rule is about, and those below `$SYS`. There is no permitted reader
 * of the same message, so that he himself receives what he may, at the same time, has to do for a control.
 */
import type { ProbeAnswer } from '../../client/probe-client.ts';
import type { SampledTopic } from '../../plan/access-sample.ts';
import { isKeptFrom } from '../../plan/unclaimed-topics.ts';
import type { Actor } from './actor.ts';
import type { Canary } from './canaries.ts';
import { expectations, publishCanaries, subscribeReaders, type Published } from './controls.ts';
import { leaksTo } from './effects.ts';
import { hasReceived, type Expectation, type Stage } from './stage.ts';

interface Try {
  readonly actor: Actor;
  readonly topic: SampledTopic;
  readonly subscribed: ProbeAnswer;
  readonly canary: Canary;
  readonly published: ProbeAnswer;
}

/** Everybody subscribes to topics that are nobody's, and publishes to them. */
export async function probeUnclaimed(stage: Stage): Promise<void> {
  const topics = stage.sample.topics.filter(({ owner }) => owner === undefined);
  if (topics.length === 0) return;
  const { actors, openTopics, policy } = stage;
  await stage.enter(actors);
  const keptFrom = ({ principal }: Actor): SampledTopic[] =>
    topics.filter(({ topic }) => isKeptFrom(principal, topic, policy));
  const granted = await Promise.all(actors.map((actor) => subscribeTo(actor, keptFrom(actor))));
  const subscribed = await subscribeReaders(stage, openTopics);
  await stage.listen(actors);
  const tries: Try[] = [];
  for (const [at, actor] of actors.entries()) {
    for (const topic of keptFrom(actor)) {
      if (stage.aborted) break;
      tries.push(await tryTopic(stage, actor, topic, granted[at]?.get(topic) ?? { kind: 'lost' }));
    }
    // The others go on without it only if the broker has ended its connection.
    await actor.listen();
  }
  const published = await publishCanaries(stage, openTopics);
  const expected = expectations(subscribed, published);
  await stage.settle(expected, actors);
  for (const one of tries) {
    reportReading(stage, one, expected);
    reportWriting(stage, one, published);
  }
}

async function subscribeTo(
  actor: Actor,
  topics: readonly SampledTopic[],
): Promise<ReadonlyMap<SampledTopic, ProbeAnswer>> {
  const answers = new Map<SampledTopic, ProbeAnswer>();
  for (const topic of topics) answers.set(topic, await actor.subscribe(topic.topic));
  return answers;
}

async function tryTopic(
  stage: Stage,
  actor: Actor,
  topic: SampledTopic,
  subscribed: ProbeAnswer,
): Promise<Try> {
  const canary = stage.canaries.make({ topic: topic.topic, qos: 1, from: actor.name, denied: true });
  const payload = stage.canaries.payload(canary);
  const published = await actor.publish({ topic: topic.topic, payload, qos: 1 });
  return { actor, topic, subscribed, canary, published };
}

function reportReading(
  stage: Stage,
  { actor, topic, subscribed }: Try,
  expected: readonly Expectation[],
): void {
  const heard = expected.find(({ reader, canary }) => reader === actor && hasReceived(reader, canary));
  const effects = leaksTo(actor, topic);
  const isShown = heard !== undefined || effects.length > 0 || isRefusal(subscribed);
  stage.report({
    ...{ actor, topic, effects, action: 'receive', path: 'unclaimed', policy: 'denied' },
    answer: isShown ? subscribed : { kind: 'skipped' },
    control: heard === undefined ? 'none' : 'passed',
    note:
      heard === undefined
        ? 'nothing that it may read arrived either'
        : `control (timed): it received the message of ${heard.canary.from} on "${heard.canary.topic}"`,
  });
}

function reportWriting(
  stage: Stage,
  { actor, topic, canary, published: answer }: Try,
  published: readonly Published[],
): void {
  const readers = stage.actors.filter((reader) => hasReceived(reader, canary));
  const spoke = published.some(({ writer, answer: { kind } }) => writer === actor && kind === 'accepted');
  const isShown = spoke || readers.length > 0 || isRefusal(answer);
  stage.report({
    ...{ actor, topic, action: 'publish', path: 'unclaimed', policy: 'denied' },
    effects: readers.map((reader) => `${reader.name} received it`),
    answer: isShown ? answer : { kind: 'skipped' },
    control: spoke || isRefusal(answer) ? 'passed' : 'none',
    note: spoke
      ? 'control (timed): what it may publish was taken'
      : 'nothing shows that it can publish at all',
  });
}

const SYS_EXAMPLE = '$SYS/broker/version';

/** Silence below `$SYS` proves nothing: many brokers publish nothing there. */
export async function probeSys(stage: Stage): Promise<void> {
  const { actors, policy } = stage;
  const kept = actors.filter(
    ({ principal }) => policy.word(principal.client, 'subscribe', SYS_EXAMPLE) === 'denied',
  );
  await stage.enter(kept);
  const answers = await Promise.all(kept.map((actor) => actor.subscribe('$SYS/#')));
  await stage.settle([], kept);
  for (const [at, actor] of kept.entries()) {
    const answer = answers[at] ?? { kind: 'lost' };
    const first = actor.received.find(({ topic }) => topic.startsWith('$SYS/'));
    const isShown = first !== undefined || isRefusal(answer);
    stage.report({
      ...{ actor, action: 'receive', path: 'sys', policy: 'denied', control: 'none' },
      topic: {
        ...{ topic: first?.topic ?? '$SYS/#', topicClass: '$SYS/#', owner: undefined },
        ...{ writers: [], readers: [] },
      },
      effects: first === undefined ? [] : [`a message of the broker on "${first.topic}"`],
      answer: isShown ? answer : { kind: 'skipped' },
      note: isShown ? '' : 'nothing came, and nobody here may read there: silence proves nothing',
    });
  }
}

function isRefusal({ kind }: ProbeAnswer): boolean {
  return kind === 'refused' || kind === 'closed';
}
