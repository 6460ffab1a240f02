/**
 * Whom and what `probe-access` tries: clients of each kind, and topics for each filter of the policy. A kind is a group and
 * the rules about its clients, so the work grows with the policy, whatever the number of clients.
 */
import { seededRandom, type Random } from '../base/random.ts';
import { evaluateTemplate } from '../scenario/evaluate-template.ts';
import type { AccessAction, AccessPolicy } from './access-policy.ts';
import { LEVEL, unclaimedTopics } from './unclaimed-topics.ts';
import { clientSpec, groupOf, scopeOf } from './client-spec.ts';
import { memberCount, memberIndexes } from './members.ts';
import type { Members, Plan, ProbeAccessStep } from './types.ts';

export interface SampledPrincipal {
  readonly client: number;
  readonly group: string;
  /** The kind of client: its group, with a number where a group has several kinds. */
  readonly kind: string;
  /** For people; the Client Identifier. */
  readonly name: string;
}

export interface SampledTopic {
  readonly topic: string;
  /** The filter that it stands for, as it is written in the policy. */
  readonly topicClass: string;
  /** For whom the filter was filled in; undefined: nobody may use the topic. */
  readonly owner: SampledPrincipal | undefined;
  readonly writers: readonly SampledPrincipal[];
  readonly readers: readonly SampledPrincipal[];
}

export interface AccessSample {
  readonly principals: readonly SampledPrincipal[];
  readonly topics: readonly SampledTopic[];
  /** What was chosen of how much. */
  readonly sampling: string;
  /** The topics that a principal tries although it must not. */
  denied(principal: SampledPrincipal, action: AccessAction): readonly SampledTopic[];
}

/** Clients of a group that are looked at to tell its kinds apart. */
const SCANNED_MAX = 2_000;
const TOPICS_MAX = 20_000;

export function sampleAccess(plan: Plan, policy: AccessPolicy, step: ProbeAccessStep): AccessSample {
  const random = seededRandom(plan.seed).fork('probe-access', step.path);
  const principals = samplePrincipals(plan, policy, step, random);
  const claimed = claimedTopics(plan, policy, principals);
  const unclaimed = unclaimedTopics({ plan, policy, step, principals, claimed, run: runOf(plan, 0) });
  const topics = [...claimed, ...unclaimed];
  const all = memberCount(step.members);
  const kinds = new Set(principals.map(({ kind }) => kind)).size;
  return {
    principals,
    topics,
    sampling: `${principals.length} of ${all} clients, of ${kinds} kinds; ${claimed.length} topics, ${step.topicsMax} at most for each client where it must not; ${unclaimed.length} topics that no rule is about`,
    denied: (principal, action) => deniedTopics({ principal, action, topics, policy, step, random }),
  };
}

function samplePrincipals(
  plan: Plan,
  policy: AccessPolicy,
  step: ProbeAccessStep,
  random: Random,
): SampledPrincipal[] {
  const groups = plan.groups.map((group) => ({
    group: group.name,
    members: memberIndexes(membersIn(step.members, group.first, group.count)),
  }));
  const hasPatterns = plan.access?.rules.some((rule) => rule.clientId ?? rule.username) ?? false;
  const ordinals = commonOrdinals(
    groups.map(({ members }) => members.length),
    step.sampleSize,
    random,
  );
  const [first] = groups.filter(({ members }) => members.length >= step.sampleSize && step.sampleSize > 1);
  if (first !== undefined) preferAlike(ordinals, first.members, plan, random);
  return groups.flatMap(({ group, members }) => {
    const kinds = hasPatterns ? kindsOf(take(members, SCANNED_MAX, random.fork(group)), policy) : [members];
    return kinds.flatMap((clients, at) => {
      const chosen = hasPatterns
        ? take(clients, step.sampleSize, random.fork(group, at))
        : clients.length < ordinals.length
          ? clients
          : ordinals.flatMap((ordinal) => clients[ordinal] ?? []);
      const kind = kinds.length === 1 ? group : `${group} (kind ${at + 1})`;
      return chosen.map((client) => ({ client, group, kind, name: clientSpec(plan, client).clientId }));
    });
  });
}

/** The same ordinals in all groups, so that those who belong together (publisher and subscriber of a pair) come together. */
function commonOrdinals(counts: readonly number[], sampleSize: number, random: Random): number[] {
  const smallest = Math.min(...counts.filter((count) => count >= sampleSize));
  const count = Number.isFinite(smallest) ? smallest : sampleSize;
  const all = Array.from({ length: count }, (_, ordinal) => ordinal);
  return take(all, sampleSize, random).sort((a, b) => a - b);
}

/**
 * Takes in two clients of which one has the name of the other and more, as `red-1` and `red-12`: a broker that compares the
 * beginnings of topics takes one for the other.
 */
function preferAlike(ordinals: number[], members: readonly number[], plan: Plan, random: Random): void {
  const known = Math.max(...ordinals) >= members.length ? [] : members.slice(0, SCANNED_MAX);
  const names = known.map((client, ordinal) => {
    const { username, clientId } = clientSpec(plan, client);
    return { name: username ?? clientId, ordinal };
  });
  names.sort((a, b) => (a.name < b.name ? -1 : 1));
  const pairs = names.flatMap((longer, at) => {
    const shorter = names[at - 1];
    return shorter !== undefined && longer.name.startsWith(shorter.name)
      ? [[shorter.ordinal, longer.ordinal]]
      : [];
  });
  const [pair] = take(pairs, 1, random.fork('alike'));
  if (pair === undefined) return;
  const others = ordinals.filter((ordinal) => !pair.includes(ordinal));
  ordinals.splice(
    0,
    ordinals.length,
    ...[...pair, ...others].slice(0, ordinals.length).sort((a, b) => a - b),
  );
}

function kindsOf(clients: readonly number[], policy: AccessPolicy): number[][] {
  const kinds = new Map<string, number[]>();
  for (const client of clients) {
    const key = kindOf(policy, client);
    const known = kinds.get(key);
    if (known === undefined) kinds.set(key, [client]);
    else known.push(client);
  }
  return [...kinds.values()];
}

function membersIn(members: Members, first: number, count: number): Members {
  return members.flatMap((range) => {
    const from = Math.max(range.first, first);
    const until = Math.min(range.first + range.count, first + count);
    return until > from ? [{ first: from, count: until - from }] : [];
  });
}

/** Which rules are about a client. */
function kindOf(policy: AccessPolicy, client: number): string {
  const { publish, subscribe } = policy.rulesOf(client);
  return [publish, subscribe].map((rules) => rules.map(({ rule }) => rule).join()).join(' ');
}

/** For each filter of each rule, and each of the clients that it is about: one topic that it matches. */
function claimedTopics(
  plan: Plan,
  policy: AccessPolicy,
  principals: readonly SampledPrincipal[],
): SampledTopic[] {
  const topics = new Map<string, SampledTopic>();
  for (const owner of principals) {
    const { publish, subscribe } = policy.rulesOf(owner.client);
    for (const { effect, filter, source } of [...publish, ...subscribe]) {
      const run = runOf(plan, owner.client);
      const found = [topicIn(filter, run), ...(effect === 'deny' ? edgesOf(filter, run) : [])];
      const elsewhere = strangersTopic(plan, policy, { owner, filter, principals });
      if (elsewhere !== undefined) found.push(topicIn(elsewhere, run));
      for (const topic of found) {
        if (topics.has(topic) || topics.size >= TOPICS_MAX) continue;
        const may = (action: AccessAction): SampledPrincipal[] =>
          principals.filter(({ client }) => policy.word(client, action, topic) === 'allowed');
        const writers = may('publish');
        topics.set(topic, { topic, topicClass: source, owner, writers, readers: may('subscribe') });
      }
    }
  }
  return [...topics.values()];
}

interface Claim {
  readonly owner: SampledPrincipal;
  readonly filter: string;
  readonly principals: readonly SampledPrincipal[];
}

/** The filter with the name of somebody of another kind in place of the owner's, who must not use it: `red/blue-0/#`. */
function strangersTopic(plan: Plan, policy: AccessPolicy, claim: Claim): string | undefined {
  const { owner, filter, principals } = claim;
  if (principals.find(({ kind }) => kind === owner.kind) !== owner) return undefined;
  const levels = filter.split('/');
  const own = namesOf(plan, owner.client);
  const at = levels.findIndex((level) => own.includes(level));
  if (at === -1) return undefined;
  const start = principals.indexOf(owner);
  for (const stranger of [...principals.slice(start), ...principals.slice(0, start)]) {
    const [name] = namesOf(plan, stranger.client);
    if (stranger.kind === owner.kind || name === undefined || /[+#/]/u.test(name)) continue;
    const other = levels.with(at, name).join('/');
    if (policy.word(stranger.client, 'publish', topicIn(other, '')) === 'denied') return other;
  }
  return undefined;
}

function namesOf(plan: Plan, client: number): string[] {
  const { username, clientId } = clientSpec(plan, client);
  return username === undefined ? [clientId] : [username, clientId];
}

/** Where what is denied is easily forgotten: the level above `#`, and what lies deeper than one level below it. */
function edgesOf(filter: string, run: string): string[] {
  if (!filter.endsWith('/#')) return [];
  return [topicIn(filter.slice(0, -2), run), topicIn(`${filter}/#`, run)];
}

const RUN = { source: '${run}', parts: [{ kind: 'name' as const, path: 'run' }] };

function runOf(plan: Plan, client: number): string {
  return evaluateTemplate(RUN, scopeOf(plan, groupOf(plan, client), client));
}

/** A topic that `filter` matches. */
export function topicIn(filter: string, run: string): string {
  return filter
    .split('/')
    .map((level) => (level === '+' || level === '#' ? `${LEVEL}${run}` : level))
    .join('/');
}

interface DeniedOptions {
  readonly principal: SampledPrincipal;
  readonly action: AccessAction;
  readonly topics: readonly SampledTopic[];
  readonly policy: AccessPolicy;
  readonly step: ProbeAccessStep;
  readonly random: Random;
}

function deniedTopics({ principal, action, topics, policy, step, random }: DeniedOptions): SampledTopic[] {
  const denied = topics.filter(
    ({ topic, owner }) => owner !== undefined && policy.word(principal.client, action, topic) === 'denied',
  );
  const chosen = new Set(take(denied, step.topicsMax, random.fork(principal.client, action)));
  return denied.filter((topic) => chosen.has(topic));
}

/** `count` of the items, chosen by chance; their order is of no meaning. */
function take<T>(items: readonly T[], count: number, random: Random): T[] {
  if (items.length <= count) return [...items];
  const pool = [...items];
  for (let at = 0; at < count; at += 1) {
    const other = at + random.below(pool.length - at);
    const picked = pool[other] as T;
    pool[other] = pool[at] as T;
    pool[at] = picked;
  }
  return pool.slice(0, count);
}
