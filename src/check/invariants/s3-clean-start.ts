/**
 * S3: Clean Start leaves nothing of the session before: no message that was done with before the CONNECT, no PUBREL for an
 * old exchange. (A QoS 2 message that the client sends under a Packet Identifier of its old session is a new one; if the
 * broker takes it for a repeat it is lost, which Q2-1 finds.)
 */
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import { anyOf, common } from '../judge/sets.ts';
import type { Tally } from '../judge/tally.ts';
import { about, messages } from './describe.ts';
import type { Invariant } from './invariant.ts';

export const cleanStart: Invariant = {
  id: 'S3',
  title: 'Clean Start leaks nothing',
  unit: 'sessions begun anew',
  promise: 'Clean Start ends the session of the client with all that belongs to it, and begins an empty one.',
  clauses: { 4: ['311:3.1.2-6'], 5: ['5:3.1.2-4'] },
  aboutDelivery: false,
  judgePair: judgeOldMessages,
  judgeRun: judgeReleases,
};

function judgeOldMessages(pair: Pair, tally: Tally, run: RunView): void {
  const { replacesFormer, begunUs } = pair.session.state;
  if (!replacesFormer || pair.flow.isWill) return;
  const settleUs = run.context.subscriptionSettleUs ?? 0;
  const done = pair.flow.completedBefore(begunUs - settleUs);
  // A group may hand on what waited for another member.
  const live = pair.shared ? [] : pair.records.map((record) => record.live);
  const old = common(anyOf(live), done);
  if (old.size === 0) return;
  tally.add('fail', old.size, () => ({
    clauses: cleanStart.clauses[pair.session.version],
    summary: 'Messages from before Clean Start reached the new session.',
    expected: cleanStart.promise,
    actual: `${messages(old)}, acknowledged to the publisher before the CONNECT`,
    ...about(run, pair, old),
  }));
}

function judgeReleases(run: RunView, tally: Tally): void {
  for (const { sessions, leakedReleases } of run.parts) {
    tally.exercise(sessions.sessions.filter(({ replacesFormer }) => replacesFormer).length);
    for (const { client, connection, version, packetId, tUs, witness } of leakedReleases)
      tally.add('fail', 1, () => ({
        clauses: cleanStart.clauses[version],
        summary: 'A PUBREL from before Clean Start reached the new session.',
        expected: cleanStart.promise,
        actual: `PUBREL id ${packetId} on connection ${connection}, which had no such exchange`,
        client: run.clientName(client),
        atUs: tUs - run.context.startedUs,
        witness,
      }));
  }
}
