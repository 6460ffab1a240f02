/**
 * Q2-5: expiry never breaks a QoS 2 exchange that has begun. After a resume the broker goes on with it, be the message
 * expired or not. That the receiver of a PUBLISH of ours answers to the end is A1.
 */
import { leftExchanges, type LeftExchange } from '../judge/open-exchanges.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import type { Invariant } from './invariant.ts';

export const expiryOfExchanges: Invariant = {
  id: 'Q2-5',
  title: 'exchanges outlive expiry',
  unit: 'exchanges of messages with a Message Expiry Interval',
  promise: 'A QoS 2 exchange that has begun is carried on after a resume, also when its message has expired.',
  clauses: { 4: ['311:4.4.0-1'], 5: ['5:4.3.3-7', '5:4.4.0-1'] },
  aboutDelivery: false,
  judgeRun: (run, tally) => {
    for (const part of run.parts) tally.exercise(part.exchanges.expiring);
    for (const left of leftExchanges(run)) if (left.expiring) add(left, run, tally);
  },
};

function add({ open, waitedUs }: LeftExchange, run: RunView, tally: Tally): void {
  const flow = run.flow(open.flow);
  tally.exercise(1);
  tally.add('fail', 1, () => ({
    clauses: expiryOfExchanges.clauses[open.version],
    summary: 'A QoS 2 exchange of a message with an expiry was not carried on after a resume.',
    expected: expiryOfExchanges.promise,
    actual: `neither PUBLISH nor PUBREL for Packet Identifier ${open.packetId} in ${Math.round(waitedUs / 1000)} ms`,
    client: run.clientName(open.client),
    publisher: run.clientName(flow.publisher),
    topic: flow.topic,
    qos: flow.qos,
    sequences: [open.seq],
    atUs: (open.resumedUs ?? open.pubrecUs) - run.context.startedUs,
    witness: open.witness,
  }));
}
