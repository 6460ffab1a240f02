/** Paths on which somebody could read what he may not: he subscribes in some way, and others publish. */
import type { AccessPath } from '../../history/observer.ts';
import type { ProbeAnswer } from '../../client/probe-client.ts';
import type { SampledTopic } from '../../plan/access-sample.ts';
import { matchesFilter, parseSharedFilter } from '../../protocol/topics.ts';
import type { Actor } from './actor.ts';
import {
  canBeControlled,
  controlOf,
  expectations,
  publishCanaries,
  subscribeReaders,
  type Published,
  type Subscribed,
} from './controls.ts';
import { leaksTo } from './effects.ts';
import { hasReceived, type Expectation, type Stage } from './stage.ts';

export interface ReadPath {
  readonly path: AccessPath;
  /** Filters with which `topic` is tried. */
  filters(topic: string, actor: Actor): readonly string[];
  /** Each stands behind others in its SUBSCRIBE: one that its client may use, and itself. At QoS 0. */
  readonly amongOthers?: true;
}

export const DIRECT: ReadPath = { path: 'direct', filters: (topic) => [topic] };

export const READ_PATHS: readonly ReadPath[] = [
  { ...DIRECT, amongOthers: true },
  { path: 'hash', filters: (topic) => (topic.includes('/') ? ['#', `${firstLevel(topic)}/#`] : ['#']) },
  { path: 'plus', filters: plusFilters },
  { path: 'shared', filters: (topic, { principal }) => sharedFilters(topic, principal.client) },
];

/** What a subscriber tried, filter by filter. */
export type Tried = ReadonlyMap<Actor, ReadonlyMap<string, ProbeAnswer>>;

/** One path from beginning to end. Whoever may, reads as well: that is the control. */
export async function probeReading(
  stage: Stage,
  path: ReadPath,
  actors: readonly Actor[] = stage.actors,
): Promise<void> {
  const everybody = [...new Set([...stage.actors, ...actors])];
  await stage.enter(everybody);
  const tried = await trySubscriptions(stage, path, actors);
  const topics = path === DIRECT ? stage.sample.topics : stage.openTopics;
  const subscribed = await subscribeReaders(stage, topics);
  await stage.listen(everybody);
  const published = await publishCanaries(stage, topics, { levels: path === DIRECT ? [1, 0, 2] : [1] });
  const expected = expectations(subscribed, published);
  await stage.settle(expected, everybody);
  reportDenied(stage, path, tried, expected);
  if (path !== DIRECT) return;
  const repeated = await repeatMissed(stage, subscribed, expected);
  reportAllowed(stage, subscribed, [...published, ...repeated]);
}

/** Everybody subscribes to what he must not read. */
export async function trySubscriptions(
  stage: Stage,
  path: ReadPath,
  actors: readonly Actor[],
): Promise<Tried> {
  const entries = await Promise.all(
    actors.map(async (actor) => {
      const filters = stage.denied(actor, 'subscribe').flatMap(({ topic }) => path.filters(topic, actor));
      const answers = new Map<string, ProbeAnswer>();
      for (const filter of new Set(filters))
        answers.set(filter, await trySubscription(stage, path, actor, filter));
      return [actor, answers] as const;
    }),
  );
  return new Map(entries);
}

function trySubscription(
  stage: Stage,
  { amongOthers }: ReadPath,
  actor: Actor,
  filter: string,
): Promise<ProbeAnswer> {
  if (amongOthers !== true) return actor.subscribe(filter);
  const own = stage.sample.topics.find(({ readers }) => readers.includes(actor.principal));
  return actor.subscribe(filter, 0, own === undefined ? [filter] : [own.topic, filter]);
}

export function reportDenied(
  stage: Stage,
  path: ReadPath,
  tried: Tried,
  expected: readonly Expectation[],
): void {
  for (const [actor, answers] of tried)
    for (const topic of stage.denied(actor, 'subscribe')) {
      const effects = leaksTo(actor, topic);
      const answer = answerFor(topic, answers);
      const isProved = effects.length > 0 || isRefusal(answer) || canBeControlled(topic);
      stage.report({
        ...{ actor, topic, effects, action: 'receive', path: path.path, policy: 'denied' },
        answer: isProved ? answer : { kind: 'skipped' },
        ...controlOf(topic, expected),
      });
    }
  for (const actor of tried.keys()) reportOthers(stage, path, actor);
}

/** Messages of somebody else on topics that nobody tried: no control is wanted for what has come. */
function reportOthers(stage: Stage, { path }: ReadPath, actor: Actor): void {
  const { policy, sample } = stage;
  // What a client may do under another name is another matter.
  if (!actor.isAlone && actor.name !== actor.principal.name) return;
  const came = new Set(actor.received.filter(({ canary }) => canary === undefined).map(({ topic }) => topic));
  for (const topic of came) {
    if (topic.startsWith('$') || sample.topics.some((one) => one.topic === topic)) continue;
    if (actor.isAlone ? policy.otherwise !== 'denied' : !isDenied(stage, actor, topic)) continue;
    const nobodys = { topic, topicClass: 'everything else', owner: undefined, writers: [], readers: [] };
    stage.report({
      ...{ actor, topic: nobodys, action: 'receive', path, policy: 'denied', control: 'none' },
      effects: leaksTo(actor, nobodys),
      answer: { kind: 'accepted' },
      note: 'of a publisher that is none of ours',
    });
  }
}

function isDenied({ policy }: Stage, { principal }: Actor, topic: string): boolean {
  return policy.word(principal.client, 'subscribe', topic) === 'denied';
}

/** The answer to those of the filters that match the topic: one that was granted is enough for a leak. */
function answerFor({ topic }: SampledTopic, answers: ReadonlyMap<string, ProbeAnswer>): ProbeAnswer {
  const own = [...answers].filter(([filter]) =>
    matchesFilter(parseSharedFilter(filter)?.filter ?? filter, topic),
  );
  const found = own.map(([, answer]) => answer);
  return found.find(({ kind }) => kind === 'accepted') ?? found[0] ?? { kind: 'lost' };
}

function isRefusal({ kind }: ProbeAnswer): boolean {
  return kind === 'refused' || kind === 'closed';
}

/** What is allowed and did not arrive gets a second chance: a host that was busy for a moment is no broker that refuses. */
async function repeatMissed(
  stage: Stage,
  subscribed: readonly Subscribed[],
  expected: readonly Expectation[],
): Promise<readonly Published[]> {
  const missed = expected.filter(({ reader, canary }) => !hasReceived(reader, canary));
  const topics = stage.openTopics.filter(({ topic }) => missed.some(({ canary }) => canary.topic === topic));
  if (topics.length === 0 || stage.aborted) return [];
  await stage.listen(stage.actors);
  const repeated = await publishCanaries(stage, topics);
  const again = expectations(subscribed, repeated);
  await stage.arrived(() => again.every(({ reader, canary }) => hasReceived(reader, canary)));
  return repeated;
}

/** What is allowed is put to the test by the controls of the direct path. */
function reportAllowed(
  stage: Stage,
  subscribed: readonly Subscribed[],
  published: readonly Published[],
): void {
  const taken = published.filter(({ canary, answer }) => canary.qos === 1 && answer.kind === 'accepted');
  for (const { topic, reader, answer } of subscribed) {
    const messages = taken.filter((one) => one.topic === topic);
    const got = messages.find(({ canary }) => hasReceived(reader, canary));
    const nobody = topic.writers.length === 0;
    stage.report({
      ...{ actor: reader, topic, action: 'receive', path: 'direct', policy: 'allowed' },
      answer: nobody && answer.kind === 'accepted' ? SKIPPED : stillThere(reader, answer),
      control: messages.length === 0 ? 'none' : got === undefined ? 'failed' : 'passed',
      note: readNote(nobody, messages.length, got),
    });
  }
  const attempts = groupsOf(published.filter(({ canary }) => canary.qos === 1));
  for (const attempt of attempts) reportWriter(stage, attempt, subscribed);
}

/** Messages of one writer to one topic. */
function groupsOf(published: readonly Published[]): readonly (readonly Published[])[] {
  const groups = new Map<string, Published[]>();
  for (const one of published) {
    const key = JSON.stringify([one.writer.principal.client, one.topic.topic]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [one]);
    else known.push(one);
  }
  return [...groups.values()];
}

function reportWriter(stage: Stage, attempt: readonly Published[], subscribed: readonly Subscribed[]): void {
  const one = attempt.find(({ answer }) => answer.kind === 'accepted') ?? attempt[0];
  if (one === undefined) return;
  const readers = subscribed.filter(({ topic, answer }) => topic === one.topic && answer.kind === 'accepted');
  const got = readers.find(({ reader }) => attempt.some(({ canary }) => hasReceived(reader, canary)));
  stage.report({
    ...{ actor: one.writer, topic: one.topic, action: 'publish', path: 'publish', policy: 'allowed' },
    answer: one.topic.readers.length === 0 && one.answer.kind === 'accepted' ? SKIPPED : one.answer,
    control: readers.length === 0 ? 'none' : got === undefined ? 'failed' : 'passed',
    note: writeNote(one.topic, got),
  });
}

/** Who has lost his connection since does not listen. */
function stillThere(reader: Actor, answer: ProbeAnswer): ProbeAnswer {
  return answer.kind === 'accepted' && !reader.isOpen ? { kind: 'lost' } : answer;
}

const SKIPPED = { kind: 'skipped' } as const;

function writeNote({ readers }: SampledTopic, got: Subscribed | undefined): string {
  if (readers.length === 0) return 'no client of the sample may read there';
  return got === undefined ? 'nobody received it' : `${got.reader.name} received it`;
}

function readNote(nobody: boolean, messages: number, got: Published | undefined): string {
  if (nobody) return 'no client of the sample may publish there';
  if (messages === 0) return 'no message of those who may publish there was taken';
  return got === undefined ? 'nothing arrived' : `received the message of ${got.writer.name}`;
}

function firstLevel(topic: string): string {
  return topic.split('/')[0] ?? topic;
}

function plusFilters(topic: string): string[] {
  const levels = topic.split('/');
  const all = levels.map(() => '+');
  const [, ...rest] = levels;
  return [all, ['+', ...rest], [...levels.slice(0, -1), '+']].map((each) => each.join('/'));
}

/** Everyone has a share name of his own, so that no message goes to another member in his place. */
function sharedFilters(topic: string, client: number): string[] {
  return [topic, '#'].map((filter) => `$share/mqtt-bench-${client}/${filter}`);
}
