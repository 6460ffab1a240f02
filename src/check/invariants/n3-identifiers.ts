/** N3: messages bear the Subscription Identifiers of the subscriptions that brought them: all of those, and no others. */
import type { IntervalSet } from '../../base/interval-set.ts';
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import { anyOf, common, EMPTY, without } from '../judge/sets.ts';
import type { Tally } from '../judge/tally.ts';
import { setOf } from '../ledger/ranges.ts';
import type { IdentifiedMessages } from '../ledger/identifier-ledger.ts';
import type { GrantState } from '../ledger/session-state.ts';
import { about, messages } from './describe.ts';
import type { Invariant } from './invariant.ts';

export const subscriptionIdentifiers: Invariant = {
  id: 'N3',
  title: 'Subscription Identifiers',
  unit: 'messages',
  promise:
    'A message bears the Subscription Identifiers of the matching subscriptions that have one, and no others.',
  clauses: { 4: [], 5: ['5:3.3.4-3', '5:3.3.4-4', '5:3.3.4-5', '5:U-3.3.4-2'] },
  aboutDelivery: false,
  judgePair,
};

const REFUSED = 0x80;

interface Into {
  readonly pair: Pair;
  readonly tally: Tally;
  readonly run: RunView;
}

/** One matching subscription: what it may bring, and the times of its grants. */
interface Source {
  readonly may: IntervalSet;
  readonly qos0: boolean;
  readonly shared: boolean;
  readonly untilUs: number;
  readonly grants: readonly GrantState[];
}

/** Messages that came with one identifier among others; those without any stand under undefined. */
type Came = ReadonlyMap<number | undefined, IntervalSet>;

function judgePair(pair: Pair, tally: Tally, run: RunView): void {
  if (pair.session.state.inherited || pair.session.version === 4) return;
  const found = pair.session.features.identified(pair.session.state.id, pair.flow.flow);
  if (found.length === 0) return;
  const into = { pair, tally, run };
  const sources = sourcesOf(pair);
  const came = cameWith(found.filter(({ retained }) => !retained));
  const flagged = cameWith(found.filter(({ retained }) => retained));
  tally.exercise(anyOf([...came.values(), ...flagged.values()]).size);
  judgeFlagged(flagged, sources, into);
  judgeForeign(came, sources, into);
  judgeMissing(came, sources, into);
  judgeBare(came, sources, into);
}

function cameWith(found: readonly IdentifiedMessages[]): Came {
  const came = new Map<number | undefined, IntervalSet>();
  for (const { identifiers, seqs } of found)
    for (const identifier of identifiers.length === 0 ? [undefined] : identifiers)
      came.set(identifier, anyOf([came.get(identifier) ?? EMPTY, setOf(seqs)]));
  return came;
}

function sourcesOf(pair: Pair): Source[] {
  return pair.session.subscriptions.flatMap(({ subscription, window }) => {
    const cover = pair.covers.find((one) => one.window === window);
    if (cover === undefined) return [];
    const { shared, mustUntilUs: untilUs } = window;
    return [{ may: cover.may, qos0: cover.effective[0] === 0, shared, untilUs, grants: subscription.grants }];
  });
}

/** Answers to a SUBSCRIBE, of which nobody can tell whose they are: an identifier of some, and one where all have one. */
function judgeFlagged(came: Came, sources: readonly Source[], into: Into): void {
  const known = new Set(sources.flatMap(({ grants }) => grants.map(({ identifier }) => identifier)));
  if (known.size === 0) return;
  for (const [identifier, seqs] of came) {
    if (known.has(identifier)) continue;
    const actual =
      identifier === undefined
        ? 'retained, and without the Subscription Identifier of the SUBSCRIBE'
        : `retained, with Subscription Identifier ${identifier}, which no matching subscription has`;
    add(seqs, [identifier === undefined ? '5:3.3.4-3' : '5:U-3.3.4-2'], actual, into);
  }
}

/** An identifier that no subscription had that may have brought the message. */
function judgeForeign(came: Came, sources: readonly Source[], into: Into): void {
  for (const [identifier, seqs] of came) {
    if (identifier === undefined) continue;
    const possible = sources.filter(({ grants }) => grants.some((grant) => grant.identifier === identifier));
    const rightful = possible.map((source) => mayBear(source, identifier, into));
    const foreign = without(common(seqs, into.pair.may), anyOf(rightful));
    add(
      foreign,
      ['5:U-3.3.4-2'],
      `Subscription Identifier ${identifier}, which no matching subscription has`,
      into,
    );
  }
}

/** What was published after the SUBACK of the newest SUBSCRIBE bears no older identifier (5:3.8.4-3). */
function mayBear({ may, shared, grants }: Source, identifier: number, { pair, run }: Into): IntervalSet {
  const last = grants.at(-1);
  const isOld = last?.code !== undefined && last.code < REFUSED && last.identifier !== identifier;
  if (last === undefined || !isOld || shared || pair.flow.isWill) return may;
  return without(may, pair.flow.invokedAfter(last.subackUs + (run.context.subscriptionSettleUs ?? 0)));
}

/** No copy of the message had the identifier of a subscription that has certainly brought it. */
function judgeMissing(came: Came, sources: readonly Source[], into: Into): void {
  const { pair } = into;
  const all = common(anyOf([...came.values()]), pair.may);
  for (const source of sources) {
    // Its copy may have been lost where there are several.
    if (source.shared || (source.qos0 && sources.length > 1)) continue;
    for (const [at, grant] of source.grants.entries()) {
      if (grant.identifier === undefined) continue;
      const certain = certainly(source, at, pair);
      const missing = without(common(all, certain), came.get(grant.identifier) ?? EMPTY);
      const clauses = sources.length === 1 ? ['5:3.3.4-3'] : ['5:3.3.4-4', '5:3.3.4-5'];
      add(missing, clauses, `no copy with Subscription Identifier ${grant.identifier}`, into);
    }
  }
}

/** A copy without any although all subscriptions that may have brought it have one. */
function judgeBare(came: Came, sources: readonly Source[], into: Into): void {
  const bare = came.get(undefined);
  if (bare === undefined || sources.length < 2) return;
  const without0 = sources.filter(({ grants }) => grants.some((grant) => grant.identifier === undefined));
  const wrong = without(common(bare, into.pair.may), anyOf(without0.map((source) => source.may)));
  add(wrong, ['5:3.3.4-5'], 'a copy without Subscription Identifier', into);
}

/** Messages published when the grant was certainly in force, and acknowledged before the next one was asked for. */
function certainly(source: Source, at: number, { flow }: Pair): IntervalSet {
  const grant = source.grants[at];
  if (grant?.code === undefined || grant.code >= 0x80) return EMPTY;
  const untilUs = Math.min(source.untilUs, source.grants[at + 1]?.subscribeUs ?? Infinity);
  const after = flow.invokedAfter(grant.subackUs);
  const before = flow.qos === 0 ? flow.invokedBefore(untilUs) : flow.completedBefore(untilUs);
  return untilUs === Infinity ? after : common(after, before);
}

function add(
  seqs: IntervalSet,
  clauses: readonly string[],
  actual: string,
  { pair, tally, run }: Into,
): void {
  if (seqs.size === 0) return;
  tally.add('fail', seqs.size, () => ({
    clauses,
    summary: 'Messages arrived with wrong Subscription Identifiers.',
    expected: subscriptionIdentifiers.promise,
    actual: `${messages(seqs)}: ${actual}`,
    ...about(run, pair, seqs),
  }));
}
