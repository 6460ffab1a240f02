/**
 * R3: how retained messages are sent. One for each topic and SUBSCRIBE, as its Retain Handling says; with RETAIN; none that is
 * empty; none for Shared Subscriptions, and none for a resumed session. RETAIN on what an established subscription brings is N2.
 */
import { IntervalSet } from '../../base/interval-set.ts';
import type { FlowView } from '../judge/flow-view.ts';
import type { Pair } from '../judge/pair.ts';
import type { Replay } from '../judge/replay.ts';
import { grantsOf, replaysForSure, unflaggedReplays, type Asked, type TopicReads } from '../judge/replays.ts';
import type { RunView } from '../judge/run-view.ts';
import { anyOf, common } from '../judge/sets.ts';
import type { Tally } from '../judge/tally.ts';
import { about, messages } from './describe.ts';
import type { Invariant } from './invariant.ts';

export const replays: Invariant = {
  id: 'R3',
  title: 'how retained messages are sent',
  unit: 'messages',
  promise:
    'A SUBSCRIBE is answered at most once by the retained message of each topic, with RETAIN, as Retain Handling says; an empty or unretained message never has RETAIN.',
  clauses: { 4: ['311:3.3.1-8', '311:3.3.1-12'], 5: ['5:U-3.3.1.3-1', '5:3.3.1-8'] },
  aboutDelivery: false,
  judgePair: (pair, tally, run) => {
    judgeUnretained(pair, tally, run);
    judgeUnflagged(pair, tally, run);
    judgeEmpty(pair, tally, run);
    const { reads } = pair;
    if (reads?.isFirst(pair) === true) judgeNumber(reads, tally, run);
  },
  judgeRun: judgeEmptyStrays,
};

interface Wrong {
  readonly clauses: readonly string[];
  readonly summary: string;
  readonly what: string;
}

function add(
  pair: Pair,
  seqs: IntervalSet,
  wrong: Wrong,
  { tally, run }: { tally: Tally; run: RunView },
): void {
  if (seqs.size === 0) return;
  tally.add('fail', seqs.size, () => ({
    clauses: wrong.clauses,
    summary: wrong.summary,
    expected: replays.promise,
    actual: `${messages(seqs)} ${wrong.what}`,
    ...about(run, pair, seqs),
  }));
}

function judgeUnretained(pair: Pair, tally: Tally, run: RunView): void {
  if (pair.received.size === 0 || run.context.catalog.retainOf?.(pair.flow.flow) !== false) return;
  tally.exercise(pair.received.size);
  const retained = common(anyOf(pair.records.map((record) => record.retained)), pair.flow.attempted);
  const clauses = { 4: ['311:3.3.1-12', '311:3.3.1-9'], 5: ['5:3.3.1-8', '5:3.3.1-12', '5:3.3.1-13'] };
  const summary = 'Messages published without RETAIN arrived with it.';
  add(
    pair,
    retained,
    { clauses: clauses[pair.session.version], summary, what: 'with RETAIN' },
    { tally, run },
  );
}

function judgeUnflagged(pair: Pair, tally: Tally, run: RunView): void {
  const summary = 'Retained messages were sent without RETAIN in answer to SUBSCRIBE.';
  const clauses = pair.session.version === 5 ? ['5:U-3.3.1.3-1'] : ['311:3.3.1-8'];
  add(pair, unflaggedReplays(pair, run), { clauses, summary, what: 'without RETAIN' }, { tally, run });
}

function judgeEmpty(pair: Pair, tally: Tally, run: RunView): void {
  if (pair.replays.length === 0 || run.context.catalog.isClearing?.(pair.flow.flow) !== true) return;
  if (grantsOf(pair).some((grant) => grant.retainAsPublished)) return;
  add(pair, seqsOf(pair.replays), emptyReplay(pair.session.version), { tally, run });
}

function emptyReplay(version: 4 | 5): Wrong {
  return {
    clauses: version === 5 ? ['5:3.3.1-7', '5:3.3.1-6'] : ['311:3.3.1-11', '311:3.3.1-10'],
    summary: 'Empty messages, which clear a topic, were sent as retained ones.',
    what: 'with RETAIN, and empty',
  };
}

/** More replays than SUBSCRIBEs that ask for them. */
function judgeNumber(reads: TopicReads, tally: Tally, run: RunView): void {
  const [first] = reads.pairs;
  if (first === undefined || first.session.state.inherited) return;
  // 3.1.1 has no rule for Shared Subscriptions.
  if (first.session.version === 4 && reads.subscriptions().some(({ window }) => window.shared)) return;
  const { asked } = reads;
  const sure = reads.pairs.flatMap((pair) => replaysForSure(pair, run).map((replay) => ({ pair, replay })));
  tally.exercise(sure.length);
  // In the order in which they came, whoever had published them.
  sure.sort((one, other) => one.replay.tUs - other.replay.tUs);
  for (const { pair, replay } of sure)
    if (!takeOne(asked, replay, pair.flow))
      add(pair, seqsOf([replay]), unaskedReplay(reads, pair.session.version), { tally, run });
}

/** Uses up the one that is over first of the SUBSCRIBEs that the replay can answer. */
function takeOne(asked: Asked[], { seq, tUs }: Replay, flow: FlowView): boolean {
  // When a Will is published, nobody knows.
  const publishedUs = flow.isWill ? -Infinity : flow.notInvokedBefore(seq);
  let best: Asked | undefined;
  for (const one of asked) {
    if (one.subscribeUs > tUs || one.openUntilUs < publishedUs) continue;
    if (best === undefined || one.openUntilUs < best.openUntilUs) best = one;
  }
  if (best === undefined) return false;
  asked.splice(asked.indexOf(best), 1);
  return true;
}

function unaskedReplay(reads: TopicReads, version: 4 | 5): Wrong {
  const grants = reads.subscriptions().flatMap(({ subscription }) => subscription.grants);
  const shared = reads.subscriptions().some(({ window }) => window.shared);
  const handled = grants.some((grant) => grant.retainHandling > 0);
  const five = handled ? ['5:3.3.1-10', '5:3.3.1-11'] : shared ? ['5:U-3.8.4-2'] : ['5:3.3.1-9'];
  return {
    clauses: version === 5 ? five : ['311:3.3.1-6'],
    summary: 'Retained messages were sent although no SUBSCRIBE asked for them.',
    what: 'with RETAIN and unasked',
  };
}

/** Empty messages bear no stamp. */
function judgeEmptyStrays(run: RunView, tally: Tally): void {
  for (const stray of run.parts.flatMap((part) => part.strays)) {
    if (stray.payloadBytes > 0 || !stray.retain || stray.keepsRetain || stray.unmatched) continue;
    const { clauses, summary, what } = emptyReplay(stray.version);
    tally.add('fail', stray.count, () => ({
      clauses,
      summary,
      expected: replays.promise,
      actual: `${stray.count} on "${stray.topic}" ${what}`,
      client: run.clientName(stray.client),
      topic: stray.topic,
      atUs: stray.tUs - run.context.startedUs,
      witness: stray.witness,
    }));
  }
}

function seqsOf(found: readonly Replay[]): IntervalSet {
  const seqs = new IntervalSet();
  for (const { seq } of found) seqs.add(seq);
  return seqs;
}
