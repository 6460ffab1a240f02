/**
 * Topics that no rule of the policy names: one that nobody can have named, those below names that are often left
 * open, neighbours of topics that the policy names, and what the scenario lists.
 */
import { evaluateTemplate } from '../scenario/evaluate-template.ts';
import type { AccessPolicy } from './access-policy.ts';
import type { SampledPrincipal, SampledTopic } from './access-sample.ts';
import type { Plan, ProbeAccessStep } from './types.ts';

interface Surroundings {
  readonly plan: Plan;
  readonly policy: AccessPolicy;
  readonly step: ProbeAccessStep;
  readonly principals: readonly SampledPrincipal[];
  readonly claimed: readonly SampledTopic[];
  /** The run id as it stands in topics. */
  readonly run: string;
}

/** Levels that take the place of wildcards: no device uses them by accident. */
export const LEVEL = 'mqtt-bench-';
/** First levels that lists are often left open at, for a test or for everybody. A level of our own below keeps devices away. */
const OFTEN_OPEN = ['admin', 'config', 'internal', 'private', 'public', 'system', 'test'];
const NEIGHBOURS_MAX = 8;

export function unclaimedTopics(around: Surroundings): SampledTopic[] {
  const { policy, step, principals, run } = around;
  if (policy.otherwise !== 'denied') return [];
  const mark = `${LEVEL}${run}`;
  const also = (step.also ?? []).map((topic) => evaluateTemplate(topic, { run }));
  const others = [`${mark}/unclaimed`, ...OFTEN_OPEN.map((name) => `${name}/${mark}`)];
  const tried = [...others, ...neighbours(around, mark), ...also];
  return [...new Set(tried)]
    .filter((topic) => principals.some((principal) => isKeptFrom(principal, topic, policy)))
    .map((topic) => ({
      topic,
      topicClass: also.includes(topic) ? topic : 'everything else',
      ...{ owner: undefined, writers: [], readers: [] },
    }));
}

/** Topics of the policy with another word at one level, as a `+` in the wrong place lets through. */
function neighbours({ claimed }: Surroundings, mark: string): string[] {
  const found = claimed.flatMap(({ topic }) => {
    const levels = topic.split('/').filter((level) => level !== mark);
    return levels.map((_, at) => levels.with(at, mark).join('/'));
  });
  return [...new Set(found)].filter((topic) => topic !== mark).slice(0, NEIGHBOURS_MAX);
}

/** For somebody who may neither publish nor subscribe to it. */
export function isKeptFrom({ client }: SampledPrincipal, topic: string, policy: AccessPolicy): boolean {
  return (
    policy.word(client, 'publish', topic) === 'denied' && policy.word(client, 'subscribe', topic) === 'denied'
  );
}
