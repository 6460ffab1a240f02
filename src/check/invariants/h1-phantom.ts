/** H1: whatever arrives was published, unaltered, under the topic under which it arrives. */
import type { IntervalSet } from '../../base/interval-set.ts';
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import type { Stray } from '../ledger/stray-ledger.ts';
import type { FindingStatus } from '../types.ts';
import { about, messages } from './describe.ts';
import type { Invariant } from './invariant.ts';
import { common, EMPTY, without } from '../judge/sets.ts';

export const phantom: Invariant = {
  id: 'H1',
  title: 'nothing made up or altered',
  unit: 'deliveries',
  promise: 'Every message that arrives was published, with this payload and this topic.',
  clauses: { 4: ['311:4.7.3-4', '311:§4.3'], 5: ['5:4.7.3-4', '5:§4.3'] },
  aboutDelivery: true,
  judgePair: judgePhantoms,
  judgeRun: judgeStrays,
};

function judgePhantoms(pair: Pair, tally: Tally, run: RunView): void {
  const { received, flow } = pair;
  if (received.size === 0) return;
  tally.exercise(received.size);
  const add = (status: FindingStatus, seqs: IntervalSet, summary: string): void => {
    if (seqs.size === 0) return;
    tally.add(status, seqs.size, () => ({
      clauses: phantom.clauses[pair.session.version],
      summary,
      expected: phantom.promise,
      actual: `${messages(seqs)} arrived`,
      ...about(run, pair, seqs),
    }));
  };
  // Whether a Will may come at all is for W1, W3 and W5 to say.
  const made = flow.isWill ? EMPTY : without(without(received, flow.attempted), flow.unsent);
  add('fail', made, 'Messages arrived that nobody had published.');
  add('fail', common(received, flow.unsent), 'Messages arrived that had never left the publisher whole.');
  add('fail', common(received, flow.denied), 'Messages arrived that were refused as not authorized.');
  add('warning', common(received, flow.refused), 'Messages arrived although their publish was refused.');
}

function judgeStrays(run: RunView, tally: Tally): void {
  const strays = run.parts.flatMap((part) => part.strays);
  const others = countOf(strays, ['foreign', 'unclear', 'unstamped'], false);
  const damaged = countOf(strays, ['damaged'], undefined);
  const damageIsSure = others === 0 || damaged > 1 + others / DAMAGE_ODDS;
  for (const stray of strays) {
    const [status, summary] = judgeStray(stray, damageIsSure);
    if (status === undefined) continue;
    tally.exercise(stray.count);
    tally.add(status, stray.count, () => ({
      clauses: phantom.clauses[stray.version],
      summary,
      expected: phantom.promise,
      actual: actualOf(stray, run),
      client: run.clientName(stray.client),
      topic: stray.topic,
      atUs: stray.tUs - run.context.startedUs,
      witness: stray.witness,
    }));
  }
}

/** Someone else's payload passes for a damaged one of ours once in 2^14 times; this leaves room for bad luck. */
const DAMAGE_ODDS = 1024;
/** Payloads shorter than this have only 14 bits to tell whose they are. */
const SURE_BYTES = 24;

function judgeStray(stray: Stray, damageIsSure: boolean): readonly [FindingStatus | undefined, string] {
  switch (stray.kind) {
    case 'altered-topic':
      return ['fail', 'Messages arrived under another topic than they were published to.'];
    case 'unknown-flow':
      return [
        stray.payloadBytes < SURE_BYTES ? 'inconclusive' : 'fail',
        'Messages arrived that bear the mark of this run and were never planned.',
      ];
    case 'damaged':
      return [damageIsSure ? 'fail' : 'inconclusive', 'Payloads of messages were altered on their way.'];
    case 'foreign':
      return ['warning', 'Messages of another run of mqtt-bench arrived.'];
    case 'unclear':
    case 'unstamped':
      if (stray.topicOf === 'unstamped' || stray.topicOf === 'cleared') return [undefined, ''];
      if (stray.retain) return ['warning', 'Retained messages from before the run arrived.'];
      if (stray.topicOf === 'others') return [undefined, ''];
      return ['inconclusive', 'Payloads were altered, or another program publishes to the same topic.'];
  }
}

function actualOf(stray: Stray, run: RunView): string {
  const count = `${stray.count} ${stray.count === 1 ? 'delivery' : 'deliveries'}`;
  if (stray.kind !== 'altered-topic') return `${count} of ${stray.payloadBytes} bytes, ${stray.kind}`;
  const published = run.context.catalog.topicOf(stray.flow);
  return `${count}, the first of message ${stray.seq} published to "${published}"`;
}

function countOf(
  strays: readonly Stray[],
  kinds: readonly Stray['kind'][],
  retain: boolean | undefined,
): number {
  return strays
    .filter((stray) => kinds.includes(stray.kind) && (retain === undefined || stray.retain === retain))
    .reduce((sum, stray) => sum + stray.count, 0);
}
