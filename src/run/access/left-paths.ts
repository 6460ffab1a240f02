/** Paths on which what somebody may not publish is left with the broker: Retained Messages and Wills. */
import type { SampledTopic } from '../../plan/access-sample.ts';
import type { QoS } from '../../protocol/constants.ts';
import type { Actor } from './actor.ts';
import type { Canary } from './canaries.ts';
import { expectations, publishCanaries, subscribeReaders, type Published } from './controls.ts';
import { hasReceived, type Expectation, type Stage } from './stage.ts';
import { clearRetained, skip } from './stored-paths.ts';
import { listenersOf, publishForbidden, reportForbidden, type Forbidden } from './write-paths.ts';

/** In turn, so that what became of the Retained Message is the doing of one: a canary in its place, then nothing. */
export async function probeRetaining(stage: Stage): Promise<void> {
  const { actors, openTopics } = stage;
  await stage.enter(actors);
  if (actors.some(({ limits }) => limits?.retainAvailable === false)) {
    skip(stage, { path: 'publish-retained' }, 'the broker keeps no Retained Messages');
    return;
  }
  const published = await publishCanaries(stage, openTopics, { retain: true, firstOnly: true });
  const subscribed = await subscribeReaders(stage, openTopics);
  const expected = expectations(subscribed, published);
  await stage.settle(expected, actors);
  const passed = await provenRetained(stage, expected);
  const forbidden: Forbidden[] = [];
  for (const actor of actors)
    for (const topic of stage.denied(actor, 'publish'))
      if (!stage.aborted) {
        const qos = LEVELS[forbidden.length % LEVELS.length] ?? 1;
        forbidden.push(await overwrite(stage, { actor, topic, qos }, passed));
      }
  await stage.settle([], actors);
  reportForbidden(stage, 'publish-retained', forbidden, passed);
  await clearRetained(stage);
}

/** One reader of each topic, who gets the permitted message at every subscribe: so its absence later proves something. */
async function provenRetained(
  stage: Stage,
  expected: readonly Expectation[],
): Promise<readonly Expectation[]> {
  const proven: Expectation[] = [];
  for (const one of expected.filter(({ reader, canary }) => hasReceived(reader, canary))) {
    const topic = stage.openTopics.find((each) => each.topic === one.canary.topic);
    const isKnown = proven.some(({ canary }) => canary === one.canary);
    if (topic === undefined || isKnown || stage.aborted) continue;
    if (await isStillRetained(stage, one, topic)) proven.push(one);
  }
  return proven;
}

/** In turn. */
const LEVELS: readonly QoS[] = [1, 0, 2];

interface Overwriting {
  readonly actor: Actor;
  readonly topic: SampledTopic;
  readonly qos: QoS;
}

async function overwrite(
  stage: Stage,
  { actor, topic, qos }: Overwriting,
  passed: readonly Expectation[],
): Promise<Forbidden> {
  await stage.listen(stage.readersOf(topic));
  const forbidden = await publishForbidden(stage, actor, topic, { qos, retain: true });
  await stage.listen([actor, ...stage.readersOf(topic)]);
  const isPublished = stage
    .readersOf(topic)
    .some((reader) => forbidden.canaries.some((canary) => hasReceived(reader, canary)));
  if (!isPublished) await actor.publish({ topic: topic.topic, payload: '', qos, retain: true });
  const kept = passed.find(({ canary }) => canary.topic === topic.topic);
  // Where nobody may put it right, he who could write there takes it back.
  if (kept === undefined && isPublished)
    await actor.publish({ topic: topic.topic, payload: '', qos: 1, retain: true });
  if (kept === undefined || (!isPublished && (await isStillRetained(stage, kept, topic)))) return forbidden;
  await restore(stage, kept, topic);
  return isPublished
    ? forbidden
    : { ...forbidden, effects: [`the Retained Message of ${kept.canary.from} was removed`] };
}

/** The next one needs it as well. */
async function restore(
  stage: Stage,
  { canary }: Expectation,
  { topic, writers }: SampledTopic,
): Promise<void> {
  const [writer] = writers;
  if (writer === undefined) return;
  const payload = stage.canaries.payload(canary);
  await stage.actor(writer).publish({ topic, payload, qos: 1, retain: true });
}

/** Whether a reader that subscribes once more gets the permitted message. */
async function isStillRetained(
  stage: Stage,
  { reader, canary }: Expectation,
  { topic }: SampledTopic,
): Promise<boolean> {
  const before = countOf(reader, canary);
  const answer = await reader.subscribe(topic);
  await stage.arrived(() => countOf(reader, canary) > before || !reader.isOpen);
  // Who could not ask, or did not stay for the answer, knows nothing.
  return countOf(reader, canary) > before || answer.kind !== 'accepted' || !reader.isOpen;
}

function countOf(reader: Actor, canary: Canary): number {
  return reader.received.filter((one) => one.canary === canary).length;
}

/**
 * Everybody leaves a Will where he must not publish, and vanishes; one after the other, for meanwhile he reads nothing
 * himself. Then those who may leave one: the control.
 */
export async function probeWills(stage: Stage): Promise<void> {
  const { actors, openTopics } = stage;
  await stage.enter(actors);
  const retain = !actors.some(({ limits }) => limits?.retainAvailable === false);
  const subscribed = await subscribeReaders(stage, stage.sample.topics);
  const forbidden: Forbidden[] = [];
  for (const actor of actors)
    for (const topic of stage.denied(actor, 'publish')) {
      if (stage.aborted || !hasOtherReader(actor, topic)) continue;
      const [qos, retained] = WILLS[forbidden.length % WILLS.length] ?? [1, false];
      // It must be possible to take it back.
      const isRetained = retained && retain && topic.writers.length > 0;
      forbidden.push(await leaveWill(stage, actor, topic, { qos, denied: true, retain: isRetained }));
    }
  const published: Published[] = [];
  for (const topic of openTopics) {
    const writer = topic.writers.find((each) => topic.readers.some((reader) => reader !== each));
    if (stage.aborted || writer === undefined) continue;
    const plain = { qos: 1, denied: false, retain: false } as const;
    const left = await leaveWill(stage, stage.actor(writer), topic, plain);
    for (const canary of left.canaries)
      published.push({ topic, writer: left.actor, canary, answer: { kind: 'accepted' } as const });
  }
  // A Will is published after its connection has ended, when its writer listens again; he is no witness of it.
  const wills = expectations(subscribed, published).filter(
    ({ reader, canary }) => reader.name !== canary.from,
  );
  const plain = expectations(subscribed, await publishCanaries(stage, openTopics, { firstOnly: true }));
  await stage.settle([...wills, ...plain], actors);
  if (retain) await readRetained(stage, forbidden);
  // Where nobody but the writer may read, it has to do that he listens, and that Wills of others arrived.
  const work = wills.some(({ reader, canary }) => hasReceived(reader, canary));
  reportForbidden(stage, 'will', forbidden, work ? [...wills, ...plain] : wills);
  if (retain) await clearRetained(stage);
}

/** QoS and RETAIN of forbidden Wills, in turn: a list may look at some of them only. */
const WILLS: readonly (readonly [qos: QoS, retain: boolean])[] = [
  [1, true],
  [1, false],
  [0, false],
  [2, true],
  [0, true],
];

function hasOtherReader(actor: Actor, { readers }: SampledTopic): boolean {
  return readers.some((reader) => reader !== actor.principal);
}

async function leaveWill(
  stage: Stage,
  actor: Actor,
  topic: SampledTopic,
  { qos, denied, retain }: { readonly qos: QoS; readonly denied: boolean; readonly retain: boolean },
): Promise<Forbidden> {
  const canary = stage.canaries.make({ topic: topic.topic, qos, from: actor.name, denied });
  const payload = stage.canaries.payload(canary);
  const isStillHeard = listenersOf(stage, topic);
  const result = await actor.visit({ topic: topic.topic, payload, qos, retain });
  const answer =
    result.kind === 'refused'
      ? ({ kind: 'refused', reasonCode: result.reasonCode } as const)
      : ({ kind: result.kind === 'accepted' ? 'unanswered' : 'lost' } as const);
  return { actor, topic, canaries: [canary], answer, qos, isHeard: isStillHeard() };
}

/** What a Will left retained shows when somebody who may read subscribes once more. */
async function readRetained(stage: Stage, forbidden: readonly Forbidden[]): Promise<void> {
  const topics = new Set(forbidden.map(({ topic }) => topic));
  for (const topic of topics)
    for (const reader of stage.readersOf(topic)) await reader.subscribe(topic.topic);
  await stage.settle([], stage.actors);
}
