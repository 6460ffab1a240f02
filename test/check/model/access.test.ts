/** Legal histories under policies that allow what happened pass; with one thing more denied, L1 fails and nothing else. */
import test from 'ava';
import fc from 'fast-check';
import { seededRandom, type Random } from '../../../src/base/random.ts';
import type { AccessContext } from '../../../src/check/context.ts';
import { mergeStates } from '../../../src/check/state.ts';
import { CheckFold } from '../../../src/check/fold.ts';
import { finish } from '../../../src/check/finish.ts';
import type { CheckReport } from '../../../src/check/types.ts';
import { replay } from '../../../src/history/observation.ts';
import { ACCESS_PATHS, type AccessProbed } from '../../../src/history/observer.ts';
import { attempt, NO_FLOWS } from '../support/attempts.ts';
import { judgeObservations } from '../support/judge.ts';
import { Facts } from './facts.ts';
import { legalHistory, type LegalHistory } from './world.ts';
import { worlds } from './worlds.ts';

const RUNS = 25;

function failedOf(report: CheckReport): string {
  return [
    ...new Set(report.findings.filter(({ status }) => status === 'fail').map(({ invariant }) => invariant)),
  ].join();
}

/** What happened is allowed, but for one delivery; all the rest is denied. */
function policyOf(
  { catalog }: LegalHistory,
  facts: Facts,
  denied?: { client: number; topic: string },
): AccessContext {
  const happened = new Set(
    facts.deliveries.map(({ event }) => `${event.client} ${catalog.topicOf(event.flow)}`),
  );
  return {
    mayPublish: () => 'allowed',
    mayReceive: (client, topic) =>
      happened.has(`${client} ${topic}`) && !(denied?.client === client && denied.topic === topic)
        ? 'allowed'
        : 'denied',
    sampling: [],
  };
}

test('a legal history passes under a policy that allows just what happened', (t) => {
  fc.assert(
    fc.property(worlds, (options) => {
      const history = legalHistory(options);
      const access = policyOf(history, new Facts(history));
      return failedOf(judgeObservations(history.catalog, history.observations, { access })) === '';
    }),
    { numRuns: RUNS },
  );
  t.pass();
});

test('exactly L1 fails when one of the deliveries is denied', (t) => {
  fc.assert(
    fc.property(worlds, (options) => {
      const history = legalHistory(options);
      const facts = new Facts(history);
      const chosen = facts.deliveries[seededRandom(options.seed).below(Math.max(1, facts.deliveries.length))];
      if (chosen === undefined) return true;
      const denied = { client: chosen.event.client, topic: history.catalog.topicOf(chosen.event.flow) };
      const access = policyOf(history, facts, denied);
      return failedOf(judgeObservations(history.catalog, history.observations, { access })) === 'L1';
    }),
    { numRuns: RUNS },
  );
  t.pass();
});

/** Attempts that a broker without fault may answer so. */
function legalAttempts(random: Random): AccessProbed[] {
  return Array.from({ length: 1 + random.below(200) }, (_, at) => {
    const version = random.below(2) === 0 ? 4 : 5;
    const isWrite = random.below(2) === 0;
    const path = ACCESS_PATHS[random.below(ACCESS_PATHS.length)] ?? 'direct';
    const base = { client: at % 7, principal: `group ${at % 3}`, version, path, qos: 1 } as const;
    if (random.below(4) === 0)
      return attempt({ ...base, policy: 'allowed', answer: 'accepted', reasonCode: 1 });
    const answers =
      isWrite && version === 5
        ? (['refused', 'closed'] as const)
        : (['refused', 'closed', 'accepted'] as const);
    const answer = answers[random.below(answers.length)] ?? 'refused';
    return attempt({ ...base, action: isWrite ? 'publish' : 'receive', answer });
  });
}

type Break = readonly [fails: string, change: (event: AccessProbed) => Partial<AccessProbed> | undefined];

const BREAKS: readonly Break[] = [
  ['L1', ({ policy }) => (policy === 'denied' ? { effects: ['a canary'] } : undefined)],
  ['L2', ({ policy, path }) => (policy === 'denied' && path !== 'will' ? { answer: 'hung' } : undefined)],
  ['L3', ({ policy }) => (policy === 'allowed' ? { control: 'failed' } : undefined)],
  ['L3', ({ policy }) => (policy === 'allowed' ? { answer: 'refused' } : undefined)],
];

function failedIn(attempts: readonly AccessProbed[], parts = 1): string {
  const folds = Array.from({ length: parts }, () => new CheckFold({ catalog: NO_FLOWS }));
  for (const [at, event] of attempts.entries()) {
    const fold = folds[at % parts];
    if (fold !== undefined) replay([{ kind: 'accessProbed', event }], fold);
  }
  const state = mergeStates(folds.map((fold) => structuredClone(fold.snapshot())));
  return failedOf(finish(state, { catalog: NO_FLOWS, startedUs: 0 }));
}

test('attempts that went as they should pass, and each that did not fails exactly its invariant', (t) => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const attempts = legalAttempts(seededRandom(seed));
    t.is(failedIn(attempts), '', `seed ${seed}`);
    for (const [fails, change] of BREAKS) {
      const at = attempts.findIndex((event) => change(event) !== undefined);
      const event = attempts[at];
      if (event === undefined) continue;
      const broken = attempts.with(at, { ...event, ...change(event) });
      t.is(failedIn(broken), fails, `seed ${seed}`);
      t.is(failedIn(broken, 3), fails, `seed ${seed}, from three threads`);
    }
  }
});
