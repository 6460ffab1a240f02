/** C1: connections stay up until we end them. MQTT lets a broker close one at any time, so this only warns. */
import type { LostConnection } from '../ledger/session-state.ts';
import { groupBy } from '../judge/group-by.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import type { Invariant } from './invariant.ts';

export const connectionKept: Invariant = {
  id: 'C1',
  title: 'connections are kept',
  unit: 'connections',
  promise: 'A broker does not end a connection on which the client keeps to the protocol.',
  clauses: { 4: ['311:4.8.0-2'], 5: ['5:§4.13'] },
  aboutDelivery: false,
  judgeRun: judgeConnections,
};

function judgeConnections(run: RunView, tally: Tally): void {
  for (const { sessions } of run.parts) tally.exercise(sessions.established);
  const lost = run.parts.flatMap((part) => part.sessions.lostConnections);
  for (const group of groupBy(lost, (one) => `${one.how} ${one.reasonCode}`).values())
    addGroup(group, run, tally);
}

function addGroup(group: readonly LostConnection[], run: RunView, tally: Tally): void {
  const ours = group.filter((one) => run.disturbed.between(one.client, one.tUs, one.tUs) !== undefined);
  const theirs = group.filter((one) => !ours.includes(one));
  addAll(ours, 'excused', run, tally);
  addAll(theirs, 'warning', run, tally);
}

function addAll(
  lost: readonly LostConnection[],
  status: 'excused' | 'warning',
  run: RunView,
  tally: Tally,
): void {
  const first = lost[0];
  if (first === undefined) return;
  tally.add(status, lost.length, () => ({
    clauses: connectionKept.clauses[first.version],
    summary: HOW[first.how] ?? 'Connections ended unasked.',
    expected: connectionKept.promise,
    actual: `${lost.length} ${lost.length === 1 ? 'connection' : 'connections'}${reasonOf(first)}`,
    ...(status === 'excused'
      ? { explanation: 'The test itself disturbed the broker or the network then.' }
      : {}),
    client: run.clientName(first.client),
    atUs: first.tUs - run.context.startedUs,
    witness: run.context.witness?.packetsBefore(first.client, first.tUs, 8) ?? [],
  }));
}

const HOW: Readonly<Record<string, string>> = {
  'server-close': 'The broker or the network closed connections without a word.',
  'server-disconnect': 'The broker sent DISCONNECT unasked.',
  'client-abort': 'Connections were given up because the broker did not answer or broke the protocol.',
};

function reasonOf({ reasonCode, detail }: LostConnection): string {
  const code = reasonCode === undefined ? '' : `, reason 0x${reasonCode.toString(16).padStart(2, '0')}`;
  return `${code}${detail === undefined ? '' : `: ${detail}`}`;
}
