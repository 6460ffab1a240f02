/** What came through although it must not, in words. */
import type { SampledTopic } from '../../plan/access-sample.ts';
import type { Actor, Received } from './actor.ts';
import type { Canary } from './canaries.ts';

const SHOWN = 5;

/** Messages of `topic` that reached an actor who may not read it. */
export function leaksTo(actor: Actor, topic: SampledTopic): string[] {
  return sentences(actor.received.filter((one) => one.topic === topic.topic));
}

/** Where messages arrived that their publisher may not publish. */
export function effectsOf(canaries: readonly Canary[], actors: readonly Actor[]): string[] {
  return actors.flatMap((actor) => {
    const got = actor.received.filter(({ canary }) => canary !== undefined && canaries.includes(canary));
    return sentences(got).map((sentence) => `${actor.name} received ${sentence}`);
  });
}

function sentences(received: readonly Received[]): string[] {
  return [...new Set(received.map(sentenceOf))].slice(0, SHOWN);
}

function sentenceOf({ canary, topic, retain }: Received): string {
  const how = retain ? ', retained' : '';
  if (canary === undefined) return `a message of somebody else on "${topic}"${how}`;
  return `the canary of ${canary.from} on "${topic}" (QoS ${canary.qos}${how})`;
}
