/** Paths on which somebody passes for another: by a name that a rule would take for a wildcard, or with none at all. */
import type { ConnectSpec } from '../../client/types.ts';
import type { SampledPrincipal } from '../../plan/access-sample.ts';
import type { Actor } from './actor.ts';
import { expectations, publishCanaries, subscribeReaders } from './controls.ts';
import { DIRECT, reportDenied, trySubscriptions, type ReadPath } from './read-paths.ts';
import type { Stage } from './stage.ts';
import { forEachDenied, publishForbidden, reportForbidden } from './write-paths.ts';

const NAMES: ReadPath = { ...DIRECT, path: 'names' };

/** Kinds of clients whose names are altered: each takes a round of its own, since names are the same in all. */
const KINDS_MAX = 8;

/** One of each kind connects with wildcards for a name. */
export async function probeNames(stage: Stage): Promise<void> {
  const kinds = new Map(stage.sample.principals.map((principal) => [principal.kind, principal]));
  for (const principal of [...kinds.values()].slice(0, KINDS_MAX)) {
    if (stage.aborted) return;
    await probeActors(stage, NAMES, oddActors(stage, principal));
  }
}

/** Without user name and password, where every client of the scenario has them. */
export async function probeNobody(stage: Stage): Promise<void> {
  const { context, sample, policy } = stage;
  const [principal] = sample.principals;
  const specs = sample.principals.map(({ client }) => context.connectSpec(client));
  const allHaveNames = specs.every(({ username }) => username !== undefined);
  if (principal === undefined || policy.otherwise !== 'denied' || !allHaveNames) return;
  const nobody = stage.actorOf(principal, {
    alone: 'a client without credentials',
    alter: (spec) => ({
      ...spec,
      username: undefined,
      password: undefined,
      clientId: `mqtt-bench-${context.plan.runId.toString(16)}`,
    }),
  });
  const entered = await nobody.enter();
  if (entered.kind === 'accepted') reportLetIn(stage, nobody);
  await probeActors(stage, { ...DIRECT, path: 'anonymous', filters: (topic) => [topic, '#'] }, [nobody]);
}

/** What it can do is judged apart; that it is there at all is worth a word. */
function reportLetIn(stage: Stage, nobody: Actor): void {
  const topic = { topic: '', topicClass: 'any topic', owner: undefined, writers: [], readers: [] };
  stage.report({
    ...{ actor: nobody, topic, action: 'receive', path: 'anonymous', policy: 'denied' },
    ...{ answer: { kind: 'accepted' }, control: 'passed' },
    note: 'every client of the scenario has a user name and a password; this one has none',
  });
}

function oddActors(stage: Stage, principal: SampledPrincipal): Actor[] {
  const { clientId, username } = stage.context.connectSpec(principal.client);
  const odd = (altered: string, alter: (spec: ConnectSpec) => ConnectSpec): Actor =>
    stage.actorOf(principal, { altered, alter });
  const ids = ['#', '+', `${clientId}/+`].map((id, at) =>
    odd(`with the Client Identifier "${['#', '+', '…/+'][at]}"`, (spec) => ({ ...spec, clientId: id })),
  );
  ids.push(
    ...levelNames(stage, principal).map((level) =>
      odd(`with the Client Identifier "${level}"`, (spec) => ({ ...spec, clientId: level })),
    ),
  );
  if (username === undefined) return ids;
  const names = ['#', '+'].map((name, at) =>
    odd(`with the user name "${name}"`, (spec) => ({
      ...spec,
      clientId: `mqtt-bench-${at}`,
      username: name,
    })),
  );
  return [...ids, ...names];
}

const LEVELS_MAX = 2;

/** First levels of topics that are not its own: a rule for `%c/#` would open them to whoever takes them for a name. */
function levelNames({ sample, context }: Stage, principal: SampledPrincipal): string[] {
  const taken = new Set(sample.principals.map(({ client }) => context.connectSpec(client).clientId));
  const denied = [...sample.denied(principal, 'subscribe'), ...sample.denied(principal, 'publish')];
  const claimed = denied.filter(({ owner }) => owner !== undefined);
  const levels = new Set(claimed.map(({ topic }) => topic.split('/')[0] ?? ''));
  return [...levels].filter((level) => level !== '' && !taken.has(level)).slice(0, LEVELS_MAX);
}

/** Actors that are on the stage for one round try to read and to write; the others are the control. */
async function probeActors(stage: Stage, path: ReadPath, actors: readonly Actor[]): Promise<void> {
  await stage.enter([...stage.actors, ...actors]);
  const tried = await trySubscriptions(stage, path, actors);
  const subscribed = await subscribeReaders(stage, stage.openTopics);
  const forbidden = await forEachDenied(stage, actors, async (actor, topic) => [
    await publishForbidden(stage, actor, topic, { qos: 1 }),
  ]);
  await stage.listen([...stage.actors, ...actors]);
  const published = await publishCanaries(stage, stage.openTopics, { firstOnly: true });
  const expected = expectations(subscribed, published);
  await stage.settle(expected, [...stage.actors, ...actors]);
  reportDenied(stage, path, tried, expected);
  reportForbidden(stage, path.path, forbidden, expected);
  await stage.leave(actors);
}
