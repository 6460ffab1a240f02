/**
 * Q2-3: the steps of a QoS 2 exchange. Once the broker has sent PUBREL it never sends the PUBLISH again, its Packet
 * Identifier is free only after PUBCOMP, and a PUBREC is followed by a PUBREL, if need be after a resume (of a message with an
 * expiry that is Q2-5).
 * 3.1.1 does not forbid a resend on an open connection before the PUBREL, so there it is only a warning.
 */
import type { IntervalSet } from '../../base/interval-set.ts';
import { leftExchanges } from '../judge/open-exchanges.ts';
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import type { Oddity } from '../ledger/oddity.ts';
import type { OpenExchange } from '../state.ts';
import type { FindingStatus } from '../types.ts';
import { about, messages, packetText } from './describe.ts';
import type { Invariant } from './invariant.ts';
import { anyOf } from '../judge/sets.ts';

export const exchangeSteps: Invariant = {
  id: 'Q2-3',
  title: 'QoS 2 steps in order',
  unit: 'exchanges',
  promise:
    'After PUBREC comes PUBREL, never the PUBLISH again, and the Packet Identifier is kept until PUBCOMP.',
  clauses: { 4: ['311:4.3.3-1'], 5: ['5:4.3.3-4', '5:4.3.3-5', '5:4.3.3-6', '5:4.4.0-1'] },
  aboutDelivery: false,
  judgePair: (pair, tally, run) => {
    judge(pair, 'after-release', 'fail', 'A QoS 2 PUBLISH was sent again after its PUBREL.', { tally, run });
    const onOpen = pair.session.version === 5 ? 'fail' : 'warning';
    judge(
      pair,
      'resent-same-id',
      onOpen,
      'A QoS 2 PUBLISH was sent again on the connection that had brought it.',
      {
        tally,
        run,
      },
    );
    judge(
      pair,
      'id-reused',
      'fail',
      'A Packet Identifier was used for another message while its exchange was open.',
      {
        tally,
        run,
      },
    );
  },
  judgeRun: (run, tally) => {
    judgeUnreleased(run, tally);
    judgeRefused(run, tally);
  },
};

function judge(
  pair: Pair,
  oddity: Oddity,
  status: FindingStatus,
  summary: string,
  { tally, run }: { tally: Tally; run: RunView },
): void {
  const seqs: IntervalSet = anyOf(
    pair.records.filter((record) => record.qos === 2 && !record.plain).map((record) => record.odd(oddity)),
  );
  if (seqs.size === 0) return;
  const sample = pair.sample(oddity, seqs);
  tally.add(status, seqs.size, () => ({
    clauses: exchangeSteps.clauses[pair.session.version],
    summary,
    expected: exchangeSteps.promise,
    actual: `${messages(seqs)}: ${packetText(sample)}`,
    ...about(run, pair, seqs, sample),
  }));
}

function judgeUnreleased(run: RunView, tally: Tally): void {
  for (const part of run.parts) tally.exercise(part.exchanges.received);
  for (const { open, waitedUs, expiring } of leftExchanges(run)) {
    if (expiring) continue;
    const flow = run.flow(open.flow);
    tally.add('fail', 1, () => ({
      ...wordsOf(open, waitedUs),
      expected: exchangeSteps.promise,
      client: run.clientName(open.client),
      publisher: run.clientName(flow.publisher),
      topic: flow.topic,
      qos: flow.qos,
      sequences: [open.seq],
      atUs: (open.resumedUs ?? open.pubrecUs) - run.context.startedUs,
      witness: open.witness,
    }));
  }
}

/** A PUBREC that refuses ends the exchange. */
function judgeRefused(run: RunView, tally: Tally): void {
  for (const { client, connection, packetId, tUs, witness } of run.parts.flatMap(
    (part) => part.refusedReleases,
  ))
    tally.add('fail', 1, () => ({
      clauses: ['5:4.3.3-4', '5:4.4.0-2'],
      summary: 'A PUBREL came for a message that had been refused.',
      expected: exchangeSteps.promise,
      actual: `PUBREL id ${packetId} on connection ${connection}, after a PUBREC with a Reason Code of 0x80 or more`,
      client: run.clientName(client),
      atUs: tUs - run.context.startedUs,
      witness,
    }));
}

function wordsOf(
  { version, packetId, resumedUs }: OpenExchange,
  waitedUs: number,
): { clauses: readonly string[]; summary: string; actual: string } {
  const what = `for Packet Identifier ${packetId} in ${Math.round(waitedUs / 1000)} ms`;
  if (resumedUs === undefined)
    return {
      clauses: version === 5 ? ['5:4.3.3-4'] : ['311:4.3.3-1'],
      summary: 'A PUBREC was never followed by a PUBREL.',
      actual: `no PUBREL ${what}`,
    };
  return {
    clauses: version === 5 ? ['5:4.4.0-1'] : ['311:4.4.0-1'],
    summary: 'A QoS 2 exchange was not carried on after a resume.',
    actual: `neither PUBLISH nor PUBREL ${what}`,
  };
}
