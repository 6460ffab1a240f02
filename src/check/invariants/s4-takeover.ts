/** S4: of two connections with one Client Identifier only the newer one lives. */
import type { IntervalSet } from '../../base/interval-set.ts';
import type { CloseHow } from '../../history/observer.ts';
import type { RunView } from '../judge/run-view.ts';
import { common } from '../judge/sets.ts';
import type { FindingDraft, Tally } from '../judge/tally.ts';
import { setOf } from '../ledger/ranges.ts';
import type { TakeoverState } from '../ledger/takeover-ledger.ts';
import type { FindingStatus } from '../types.ts';
import { messages } from './describe.ts';
import type { Invariant } from './invariant.ts';

export const takeover: Invariant = {
  id: 'S4',
  title: 'one connection a client',
  unit: 'takeovers',
  promise:
    'When a client connects with an identifier that is connected, the broker closes the older connection.',
  clauses: { 4: ['311:3.1.4-2'], 5: ['5:3.1.4-3'] },
  aboutDelivery: false,
  judgeRun: judgeTakeovers,
};

/** MQTT sets no time for closing: a connection that was still open after this is taken as left open. */
const PATIENCE_US = 1_000_000;
const SESSION_TAKEN_OVER = 0x8e;
const WITNESS_PACKETS = 12;

function judgeTakeovers(run: RunView, tally: Tally): void {
  for (const { takeovers } of run.parts) {
    tally.exercise(takeovers.accepted);
    for (const one of takeovers.takeovers) {
      judgeDeliveries(one, run, tally);
      judgeEnd(one, run, tally);
    }
  }
}

/** What was published after the second CONNACK cannot have been on its way by then. */
function judgeDeliveries(one: TakeoverState, run: RunView, tally: Tally): void {
  for (const [flow, seqs] of one.late) {
    const view = run.flow(flow);
    const late: IntervalSet = common(setOf(seqs), view.invokedAfter(one.connackUs));
    if (late.size === 0) continue;
    tally.add('fail', late.size, () => ({
      ...about(one, run),
      summary: 'Messages were sent to a connection that a newer one of its client had replaced.',
      actual: `${messages(late)} on connection ${one.first}, published after the CONNACK of connection ${one.second}`,
      publisher: run.clientName(view.publisher),
      topic: view.topic,
      qos: view.qos,
      sequences: late.take(10),
    }));
  }
}

function judgeEnd(one: TakeoverState, run: RunView, tally: Tally): void {
  const [status, summary, explanation] = endOf(one, run);
  if (status === undefined) return;
  tally.add(status, 1, () => ({
    ...about(one, run),
    summary,
    actual: actualEnd(one),
    ...(explanation === undefined ? {} : { explanation }),
  }));
}

type End = readonly [status?: FindingStatus, summary?: string, explanation?: string];

function endOf(one: TakeoverState, run: RunView): readonly [FindingStatus | undefined, string, string?] {
  const [status, summary = '', explanation] = judgedEnd(one, run);
  return explanation === undefined ? [status, summary] : [status, summary, explanation];
}

function judgedEnd(one: TakeoverState, run: RunView): End {
  const { how, reasonCode, connackUs, closedUs } = one;
  if (how === 'server-disconnect' && reasonCode === SESSION_TAKEN_OVER) return [];
  if (isByBroker(how)) {
    if (one.version === 4) return [];
    return ['warning', 'The broker closed an older connection without DISCONNECT 0x8E, Session taken over.'];
  }
  // Ours before the takeover, or not told of any more.
  if (closedUs <= connackUs || closedUs === Infinity) return [];
  const summary = 'The broker left a connection open that a newer one of its client had replaced.';
  if (run.disturbed.between(one.client, connackUs, closedUs) !== undefined)
    return ['excused', summary, 'The test itself disturbed the broker or the network then.'];
  if (closedUs - connackUs >= PATIENCE_US) return ['fail', summary];
  return ['inconclusive', summary, 'It was given less than a second for closing it.'];
}

function isByBroker(how: CloseHow | undefined): boolean {
  return how === 'server-close' || how === 'server-disconnect';
}

function actualEnd({ how, reasonCode, first, connackUs, closedUs }: TakeoverState): string {
  const code = reasonCode === undefined ? '' : ` 0x${reasonCode.toString(16).padStart(2, '0')}`;
  if (how === 'server-disconnect') return `connection ${first} ended with DISCONNECT${code}`;
  if (how === 'server-close') return `connection ${first} was closed without a word`;
  const waitedMs = Math.round((closedUs - connackUs) / 1000);
  return `connection ${first} was open for ${waitedMs} ms after the second CONNACK, until we closed it`;
}

function about(
  one: TakeoverState,
  run: RunView,
): Pick<FindingDraft, 'clauses' | 'expected' | 'client' | 'atUs' | 'witness'> {
  return {
    clauses: takeover.clauses[one.version],
    expected: takeover.promise,
    client: run.clientName(one.client),
    atUs: one.connackUs - run.context.startedUs,
    witness: run.context.witness?.packetsBefore(one.client, one.closedUs, WITNESS_PACKETS) ?? [],
  };
}
