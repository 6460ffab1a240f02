/**
 * Q2-3: the steps of a QoS 2 exchange. Once the broker has sent PUBREL it never sends the PUBLISH again, its Packet
 * Identifier is free only after PUBCOMP, and a PUBREC is followed by a PUBREL.
 * 3.1.1 does not forbid a resend on an open connection before the PUBREL, so there it is only a warning.
 */
import type { IntervalSet } from '../../base/interval-set.ts';
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import type { Oddity } from '../ledger/oddity.ts';
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
  judgeRun: judgeUnreleased,
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

/** A PUBREC that waited through a whole drain, or this long before its end, and never got its PUBREL. */
const PATIENCE_US = 5_000_000;

function judgeUnreleased(run: RunView, tally: Tally): void {
  for (const part of run.parts) {
    tally.exercise(part.exchanges.received);
    for (const open of part.openExchanges) {
      if (open.resumedUs !== undefined) continue;
      const waited = open.drain.tUs - open.pubrecUs;
      const throughout = !open.drain.complete && open.pubrecUs <= open.drain.startedUs;
      if (!throughout && waited < PATIENCE_US) continue;
      const fromUs = Math.min(open.drain.startedUs, open.drain.tUs - PATIENCE_US);
      if (
        run.disturbed.blockedBetween(open.client, Math.max(fromUs, open.pubrecUs), open.drain.tUs) !==
        undefined
      )
        continue;
      if (run.disturbed.forgotBetween(open.pubrecUs, open.drain.tUs) !== undefined) continue;
      const flow = run.flow(open.flow);
      tally.add('fail', 1, () => ({
        clauses: open.version === 5 ? ['5:4.3.3-4'] : ['311:4.3.3-1'],
        summary: 'A PUBREC was never followed by a PUBREL.',
        expected: exchangeSteps.promise,
        actual: `no PUBREL for Packet Identifier ${open.packetId} in ${Math.round(waited / 1000)} ms`,
        client: run.clientName(open.client),
        publisher: run.clientName(flow.publisher),
        topic: flow.topic,
        qos: flow.qos,
        sequences: [open.seq],
        atUs: open.pubrecUs - run.context.startedUs,
        witness: open.witness,
      }));
    }
  }
}
