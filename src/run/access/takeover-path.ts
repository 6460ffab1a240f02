/**
 * The path of a foreign Client Identifier: somebody connects, with credentials of his own, under the name of another whose
 * session holds a message. What he gets of it, he may not read.
 */
import type { ProbeAnswer } from '../../client/probe-client.ts';
import type { SampledPrincipal, SampledTopic } from '../../plan/access-sample.ts';
import type { Actor } from './actor.ts';
import type { Canary } from './canaries.ts';
import { leaksTo } from './effects.ts';
import { hasReceived, type Stage } from './stage.ts';

interface Pair {
  readonly thief: Actor;
  readonly owner: Actor;
  /** Who publishes what the session of the owner holds: itself, if it may. */
  readonly writer: Actor;
  readonly topic: SampledTopic;
}

/** One pair for each kind of thief and each kind of topic, as many at once as have no client in common. */
export async function probeTakeover(stage: Stage): Promise<void> {
  let waiting = pairsOf(stage);
  await stage.leave(stage.actors);
  while (waiting.length > 0 && !stage.aborted) {
    const busy = new Set<SampledPrincipal>();
    const round: Pair[] = [];
    for (const pair of waiting) {
      const clients = [pair.thief.principal, pair.owner.principal, pair.writer.principal];
      if (clients.some((client) => busy.has(client))) continue;
      for (const client of clients) busy.add(client);
      round.push(pair);
    }
    await Promise.all(round.map((pair) => probePair(stage, pair)));
    waiting = waiting.filter((pair) => !round.includes(pair));
  }
}

function pairsOf(stage: Stage): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const actor of stage.actors)
    for (const topic of stage.denied(actor, 'subscribe')) {
      const owner = topic.readers.find((reader) => topic.writers.includes(reader)) ?? topic.readers[0];
      const writer = owner !== undefined && topic.writers.includes(owner) ? owner : topic.writers[0];
      if (writer === undefined || writer === actor.principal) continue;
      const isSame = owner?.group === actor.principal.group;
      const key = JSON.stringify([actor.kind, topic.topicClass, isSame]);
      if (owner === undefined || pairs.has(key)) continue;
      const thief = thiefOf(stage, actor, owner);
      pairs.set(key, { thief, owner: stage.actor(owner), writer: stage.actor(writer), topic });
    }
  return [...pairs.values()];
}

function thiefOf(stage: Stage, { principal }: Actor, owner: SampledPrincipal): Actor {
  const { clientId } = stage.context.connectSpec(owner.client);
  return stage.actorOf(principal, { alter: (spec) => ({ ...spec, clientId }) });
}

async function probePair(stage: Stage, pair: Pair): Promise<void> {
  const { thief, owner, writer, topic } = pair;
  const held = await holdMessage(stage, pair);
  const result = await thief.enter({ keep: true, resume: true });
  const answer: ProbeAnswer =
    result.kind === 'accepted'
      ? { kind: 'accepted', reasonCode: 0 }
      : result.kind === 'refused'
        ? { kind: 'refused', reasonCode: result.reasonCode }
        : { kind: 'closed' };
  await stage.settle([], [thief]);
  const effects = leaksTo(thief, topic);
  await thief.leave();
  const later = await receiveAgain(stage, pair);
  const gotHeld = hasReceived(owner, held.canary);
  stage.report({
    ...{ actor: thief, topic, effects, action: 'receive', path: 'takeover', policy: 'denied', answer },
    control: held.arrived && (gotHeld || later) ? 'passed' : 'failed',
    note: gotHeld
      ? `control (timed): ${owner.name} got its message when it came back`
      : 'control (timed): its owner received the message before and after',
  });
  await owner.end();
  if (writer !== owner) await writer.leave();
}

/** The session of the owner has an unacknowledged message, and no connection. */
async function holdMessage(
  stage: Stage,
  { owner, writer, topic }: Pair,
): Promise<{ canary: Canary; arrived: boolean }> {
  await owner.enter({ keep: true });
  owner.forget();
  await owner.subscribe(topic.topic, 1);
  owner.holdBack();
  const canary = await publishAsWriter(stage, writer, topic);
  await stage.arrived(() => hasReceived(owner, canary));
  const arrived = hasReceived(owner, canary);
  owner.drop();
  owner.forget();
  return { canary, arrived };
}

/** Whether the owner still can receive what he may. */
async function receiveAgain(stage: Stage, { owner, writer, topic }: Pair): Promise<boolean> {
  await owner.enter({ keep: true, resume: true });
  await owner.subscribe(topic.topic, 1);
  const canary = await publishAsWriter(stage, writer, topic);
  await stage.arrived(() => hasReceived(owner, canary));
  return hasReceived(owner, canary);
}

async function publishAsWriter(stage: Stage, writer: Actor, { topic }: SampledTopic): Promise<Canary> {
  const canary = stage.canaries.make({ topic, qos: 1, from: writer.name, denied: false });
  await writer.publish({ topic, payload: stage.canaries.payload(canary), qos: 1 });
  return canary;
}
