/** Paths on which what somebody publishes could have an effect although he may not publish it. */
import type { AccessPath } from '../../history/observer.ts';
import type { ProbeAnswer } from '../../client/probe-client.ts';
import type { SampledTopic } from '../../plan/access-sample.ts';
import type { QoS } from '../../protocol/constants.ts';
import type { Actor } from './actor.ts';
import type { Canary } from './canaries.ts';
import { canBeControlled, controlOf, expectations, publishCanaries, subscribeReaders } from './controls.ts';
import { effectsOf } from './effects.ts';
import type { Expectation, Stage } from './stage.ts';

/** What an actor published that it may not. */
export interface Forbidden {
  readonly actor: Actor;
  readonly topic: SampledTopic;
  readonly canaries: readonly Canary[];
  readonly answer: ProbeAnswer;
  readonly qos: QoS;
  /** Whether somebody who may read the topic listened all the while. */
  readonly isHeard: boolean;
  /** What it did besides publishing. */
  readonly effects?: readonly string[];
}

const LEVELS: readonly QoS[] = [0, 1, 2];

/** Everybody publishes where he must not, at every QoS; then those who may, as a control. */
export async function probeWriting(stage: Stage, actors: readonly Actor[] = stage.actors): Promise<void> {
  const everybody = [...new Set([...stage.actors, ...actors])];
  await stage.enter(everybody);
  const subscribed = await subscribeReaders(stage, stage.sample.topics);
  const forbidden = await forEachDenied(stage, actors, async (actor, topic) => {
    const tries: Forbidden[] = [];
    for (const qos of LEVELS) tries.push(await publishForbidden(stage, actor, topic, { qos }));
    return tries;
  });
  await stage.listen(everybody);
  const published = await publishCanaries(stage, stage.openTopics, { firstOnly: true });
  const expected = expectations(subscribed, published);
  await stage.settle(expected, everybody);
  reportForbidden(stage, 'publish', forbidden, expected);
}

/** 5.0: the alias of a topic that was refused is used as if it had been taken. */
export async function probeAliases(stage: Stage): Promise<void> {
  const { actors, openTopics } = stage;
  await stage.enter(actors);
  const able = actors.filter(({ limits }) => (limits?.topicAliasMaximum ?? 0) > 0);
  const subscribed = await subscribeReaders(stage, stage.sample.topics);
  const forbidden = await forEachDenied(stage, able, async (actor, topic) => {
    const first = await publishForbidden(stage, actor, topic, { qos: 1, topicAlias: 1 });
    // With the connection its aliases have ended.
    if (!actor.isOpen) return [first];
    const second = await publishForbidden(stage, actor, topic, { qos: 1, topicAlias: 1, nameless: true });
    return [first, second];
  });
  await stage.listen(actors);
  const published = await publishCanaries(stage, openTopics, { firstOnly: true });
  const expected = expectations(subscribed, published);
  await stage.settle(expected, actors);
  reportForbidden(stage, 'topic-alias', forbidden, expected);
}

interface ForbiddenOptions {
  readonly qos: QoS;
  readonly retain?: boolean;
  readonly topicAlias?: number;
  /** The alias alone tells the topic. */
  readonly nameless?: boolean;
}

export async function publishForbidden(
  stage: Stage,
  actor: Actor,
  topic: SampledTopic,
  { qos, retain = false, topicAlias, nameless = false }: ForbiddenOptions,
): Promise<Forbidden> {
  const canary = stage.canaries.make({ topic: topic.topic, qos, from: actor.name, denied: true });
  const isStillHeard = listenersOf(stage, topic);
  const answer = await actor.publish({
    topic: nameless ? '' : topic.topic,
    payload: stage.canaries.payload(canary),
    qos,
    retain,
    ...(topicAlias === undefined ? {} : { topicAlias }),
  });
  return { actor, topic, canaries: [canary], answer, qos, isHeard: isStillHeard() };
}

/** Notes who listens to the topic now; the answer tells whether any of them has gone on listening. */
export function listenersOf(stage: Stage, topic: SampledTopic): () => boolean {
  const listeners = stage
    .readersOf(topic)
    .filter(({ isOpen }) => isOpen)
    .map((reader) => ({ reader, connection: reader.connection }));
  return () => listeners.some(({ reader, connection }) => reader.isOpen && reader.connection === connection);
}

/** One actor after the other: a broker may end his connection over it, and he has to listen to what the others do. */
export async function forEachDenied(
  stage: Stage,
  actors: readonly Actor[],
  attempt: (actor: Actor, topic: SampledTopic) => Promise<readonly Forbidden[]>,
): Promise<readonly Forbidden[]> {
  const all: Forbidden[] = [];
  await stage.listen(stage.actors);
  for (const actor of actors) {
    for (const topic of stage.denied(actor, 'publish'))
      if (!stage.aborted) all.push(...(await attempt(actor, topic)));
    await actor.listen();
  }
  return all;
}

const UNHEARD = { control: 'failed', note: 'nobody listened all the while' } as const;

export function reportForbidden(
  stage: Stage,
  path: AccessPath,
  forbidden: readonly Forbidden[],
  expected: readonly Expectation[],
): void {
  for (const { actor, topic, canaries, answer, qos, isHeard, effects: others = [] } of forbidden) {
    const effects = [...others, ...effectsOf(canaries, stage.actors)];
    const isProved = effects.length > 0 || canBeControlled(topic);
    stage.report({
      ...{ actor, topic, path, qos, effects, action: 'publish', policy: 'denied' },
      answer: isProved ? answer : { kind: 'skipped' },
      ...(isHeard || !canBeControlled(topic) ? controlOf(topic, expected) : UNHEARD),
    });
  }
}
