/**
 * The path of a right that was withdrawn: what was queued while somebody might read it must not reach him afterwards, and
 * neither must what comes later on the subscription that he still has.
 */
import type { SampledTopic } from '../../plan/access-sample.ts';
import type { ProbeAnswer } from '../../client/probe-client.ts';
import type { Actor } from './actor.ts';
import { controlOf, expectations, publishAs, subscribeReaders, type Published } from './controls.ts';
import { leaksTo } from './effects.ts';
import type { Stage } from './stage.ts';
import { skip } from './stored-paths.ts';

const PATH = { path: 'revoked' } as const;

export async function probeRevoked(stage: Stage): Promise<void> {
  const { rights } = stage.context;
  if (rights === undefined) {
    skip(stage, PATH, 'the profile of the target has no hooks that withdraw rights and give them back');
    return;
  }
  const victims = victimsOf(stage);
  const topics = topicsOf(stage, victims);
  if (topics.length === 0) {
    skip(stage, PATH, 'no topic has a writer and two readers of one kind');
    return;
  }
  const { actors } = stage;
  await stage.enter(actors, { keep: true });
  const subscribed = await subscribeReaders(stage, topics);
  const readers = [...new Set(subscribed.map(({ reader }) => reader))];
  await stage.leave(readers);
  const before = await publishAll(stage, topics, victims);
  await rights.revoke(victims.map(({ principal }) => principal.client));
  try {
    const results = new Map<Actor, ProbeAnswer>();
    for (const reader of readers) {
      const result = await reader.enter({ keep: true, resume: true });
      results.set(reader, { kind: result.kind === 'accepted' ? 'accepted' : 'refused' });
    }
    const after = await publishAll(stage, topics, victims);
    const kept = subscribed.filter(({ reader }) => !victims.includes(reader));
    const expected = expectations(kept, [...before, ...after]);
    await stage.settle(expected, actors);
    for (const { topic, reader } of subscribed.filter((one) => victims.includes(one.reader)))
      stage.report({
        ...{ actor: reader, topic, ...PATH, action: 'receive', policy: 'denied' },
        ...{ answer: results.get(reader) ?? { kind: 'lost' }, effects: leaksTo(reader, topic) },
        ...controlOf(topic, expected),
      });
  } finally {
    await rights.restore();
  }
  await Promise.all(actors.map((actor) => actor.end()));
}

/** One of each kind that has another to compare with. */
function victimsOf({ actors }: Stage): readonly Actor[] {
  const lastOf = new Map(actors.map((actor) => [actor.kind, actor]));
  return [...lastOf.values()].filter(({ kind }) => actors.filter((one) => one.kind === kind).length > 1);
}

/** Topics that a victim and somebody else may read, and that a third may write. */
function topicsOf(stage: Stage, victims: readonly Actor[]): readonly SampledTopic[] {
  const isVictim = (actor: Actor): boolean => victims.includes(actor);
  return stage.openTopics.filter((topic) => {
    const readers = stage.readersOf(topic);
    const [writer] = stage.writersOf(topic);
    return (
      readers.some(isVictim) &&
      readers.some((reader) => !isVictim(reader)) &&
      writer !== undefined &&
      !isVictim(writer)
    );
  });
}

async function publishAll(
  stage: Stage,
  topics: readonly SampledTopic[],
  victims: readonly Actor[],
): Promise<readonly Published[]> {
  const published: Published[] = [];
  for (const writer of stage.actors)
    if (!victims.includes(writer))
      published.push(...(await publishAs(writer, stage, topics, { firstOnly: true })));
  return published;
}
