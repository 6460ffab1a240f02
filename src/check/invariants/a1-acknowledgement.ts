/** A1: what is sent at QoS 1 or 2 is answered, as long as the connection lives. */
import { IntervalSet } from '../../base/interval-set.ts';
import type { QoS } from '../../protocol/constants.ts';
import type { FlowView } from '../judge/flow-view.ts';
import { groupBy } from '../judge/group-by.ts';
import type { RunView } from '../judge/run-view.ts';
import type { FindingDraft, Tally } from '../judge/tally.ts';
import { readsBetween, type ConnectionState, type SessionState } from '../ledger/session-state.ts';
import { messages } from './describe.ts';
import type { Invariant } from './invariant.ts';

/** MQTT sets no time for an answer: one that has not come after this, when a drain ends, is taken as never coming. */
const PATIENCE_US = 5_000_000;
const SEQUENCES_SHOWN = 10;
const WITNESS_PACKETS = 12;

export const acknowledgement: Invariant = {
  id: 'A1',
  title: 'messages are acknowledged',
  unit: 'messages',
  promise:
    'The broker answers every QoS 1 PUBLISH with PUBACK, and every QoS 2 PUBLISH with PUBREC and then PUBCOMP.',
  clauses: {
    4: ['311:3.3.4-1', '311:4.3.2-2', '311:4.3.3-2'],
    5: ['5:3.3.4-1', '5:4.3.2-4', '5:4.3.3-8', '5:4.3.3-11'],
  },
  aboutDelivery: false,
  judgeRun: judgeAcknowledgements,
};

function judgeAcknowledgements(run: RunView, tally: Tally): void {
  const sessions = groupBy(
    run.parts.flatMap((part) => part.sessions.sessions),
    (session) => session.client,
  );
  for (const flow of run.publishedFlows()) {
    if (flow.qos > 0 && !flow.isWill) judgeFlow(flow, sessions.get(flow.publisher) ?? [], run, tally);
  }
}

function judgeFlow(flow: FlowView, sessions: readonly SessionState[], run: RunView, tally: Tally): void {
  const answered = flow.ok.size + flow.denied.size + flow.refused.size;
  tally.exercise(answered);
  const open = flow.attempted.minus(flow.ok).minus(flow.unsent).minus(flow.denied).minus(flow.refused);
  if (open.size === 0) return;
  for (const session of sessions) {
    const unanswered = unansweredOn(flow, open, session.connections, run);
    if (unanswered.size === 0) continue;
    tally.exercise(unanswered.size);
    tally.add('fail', unanswered.size, () => describe(flow, session, unanswered, run));
  }
}

/** Messages sent on a connection that still stood when a drain ended long after them. */
function unansweredOn(
  flow: FlowView,
  open: IntervalSet,
  connections: readonly ConnectionState[],
  run: RunView,
): IntervalSet {
  const unanswered = new IntervalSet();
  for (const connection of connections) {
    const { connackUs, closedUs } = connection;
    for (const drain of run.drains) {
      if (drain.tUs <= connackUs || drain.tUs > closedUs) continue;
      if (!readsBetween(connection, drain.tUs - PATIENCE_US, drain.tUs)) continue;
      // A fault of our own may have kept the answer, or what it is the answer to.
      if (run.disturbed.blockedBetween(flow.publisher, drain.tUs - PATIENCE_US, drain.tUs) !== undefined)
        continue;
      const sent = flow.invokedAfter(connackUs).and(flow.invokedBefore(drain.tUs - PATIENCE_US));
      unanswered.addAll(open.and(sent));
    }
  }
  return unanswered;
}

function describe(
  flow: FlowView,
  session: SessionState,
  unanswered: IntervalSet,
  run: RunView,
): Omit<FindingDraft, 'status' | 'count'> {
  return {
    clauses: clausesOf(flow.qos, session.version),
    summary: 'The broker did not acknowledge messages on a connection that lived.',
    expected: acknowledgement.promise,
    actual: `${messages(unanswered)} without an answer for ${PATIENCE_US / 1_000_000} s and more`,
    publisher: run.clientName(flow.publisher),
    topic: flow.topic,
    qos: flow.qos,
    sequences: unanswered.take(SEQUENCES_SHOWN),
    witness: run.context.witness?.packetsBefore(flow.publisher, Infinity, WITNESS_PACKETS) ?? [],
  };
}

function clausesOf(qos: QoS, version: 4 | 5): readonly string[] {
  if (version === 4) return qos === 1 ? ['311:3.3.4-1', '311:4.3.2-2'] : ['311:3.3.4-1', '311:4.3.3-2'];
  return qos === 1 ? ['5:3.3.4-1', '5:4.3.2-4'] : ['5:3.3.4-1', '5:4.3.3-8', '5:4.3.3-11'];
}
