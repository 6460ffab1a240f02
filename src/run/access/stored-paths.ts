/** Paths on which a message waits in the broker before it reaches somebody who may not read it. */
import { expectations, publishAs, publishCanaries, subscribeReaders } from './controls.ts';
import { DIRECT, reportDenied, trySubscriptions, type ReadPath } from './read-paths.ts';
import type { Stage } from './stage.ts';

const RETAINED: ReadPath = { path: 'retained', filters: (topic) => [topic, '#'] };
const QUEUED: ReadPath = { ...DIRECT, path: 'queued' };

/** Messages are retained first; then everybody subscribes. */
export async function probeRetained(stage: Stage): Promise<void> {
  const { actors, openTopics: topics } = stage;
  await stage.enter(actors);
  if (actors.some(({ limits }) => limits?.retainAvailable === false)) {
    skip(stage, RETAINED, 'the broker keeps no Retained Messages');
    return;
  }
  const published = await publishCanaries(stage, topics, { retain: true, firstOnly: true });
  const tried = await trySubscriptions(stage, RETAINED, actors);
  const subscribed = await subscribeReaders(stage, topics);
  await stage.listen(actors);
  const expected = expectations(subscribed, published);
  await stage.settle(expected, actors);
  reportDenied(stage, RETAINED, tried, expected);
  await clearRetained(stage);
}

/** Everybody subscribes and leaves; messages come meanwhile; everybody resumes. */
export async function probeQueued(stage: Stage): Promise<void> {
  const { actors, openTopics: topics } = stage;
  await stage.enter(actors, { keep: true });
  const tried = await trySubscriptions(stage, QUEUED, actors);
  const subscribed = await subscribeReaders(stage, topics);
  await stage.leave(actors);
  const published = [];
  // One by one, so that nobody is there when the messages of the others come.
  for (const writer of actors) {
    if (stage.aborted || !topics.some((topic) => topic.writers[0] === writer.principal)) continue;
    await writer.enter({ keep: true, resume: true });
    published.push(...(await publishAs(writer, stage, topics, { firstOnly: true })));
    await writer.leave();
  }
  await Promise.all(actors.map((actor) => actor.enter({ keep: true, resume: true })));
  const expected = expectations(subscribed, published);
  await stage.settle(expected, actors);
  reportDenied(stage, QUEUED, tried, expected);
  await Promise.all(actors.map((actor) => actor.end()));
}

/** Takes back what permitted writers, or others in their place, left retained. */
export async function clearRetained(stage: Stage): Promise<void> {
  await Promise.all(
    stage.actors.map(async (writer) => {
      for (const { topic, writers } of stage.openTopics)
        if (writers[0] === writer.principal)
          await writer.publish({ topic, payload: '', qos: 1, retain: true });
    }),
  );
}

/** Says why a path was not tried. */
export function skip(stage: Stage, { path }: Pick<ReadPath, 'path'>, why: string): void {
  const { sample, actors } = stage;
  const [actor] = actors;
  const [topic] = sample.topics;
  if (actor === undefined || topic === undefined) return;
  const about = { ...topic, topicClass: 'any', owner: undefined };
  stage.report({
    ...{ actor, topic: about, action: 'receive', path, policy: 'denied' },
    ...{ answer: { kind: 'skipped' }, control: 'none', note: why },
  });
}
