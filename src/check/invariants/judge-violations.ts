/** Violations that one packet on one connection proves, each owned by the invariant that is about its rule. */
import type { ViolationGroup } from '../ledger/violation-ledger.ts';
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';

/** Statements whose violations are no business of `P`, by the invariant that owns them. */
export const VIOLATION_OWNERS: Readonly<Record<string, readonly string[]>> = {
  T1: ['5:3.1.2-26', '5:3.1.2-27', '5:3.3.2-7', '5:3.3.2-8', '5:3.3.2-11', '5:U-3.3.4-1'],
  F1: ['5:3.3.4-9', '5:3.1.2-24'],
  K1: ['5:3.12.4-1', '311:3.12.4-1'],
};

/** The invariant that owns a violation. */
export function violationOwner({ clauses }: Pick<ViolationGroup, 'clauses'>): string {
  const owners = Object.entries(VIOLATION_OWNERS);
  return owners.find(([, owned]) => clauses.some((clause) => owned.includes(clause)))?.[0] ?? 'P';
}

/** Adds the violations that `tally` owns. */
export function judgeViolations(run: RunView, tally: Tally, promise: string): void {
  for (const group of run.parts.flatMap((part) => part.violations)) {
    if (violationOwner(group) !== tally.id) continue;
    tally.exercise(group.count);
    const kept = tally.id === 'K1' ? keptBack(group, run) : 0;
    if (kept > 0) addKeptBack(group, kept, { run, tally, promise });
    if (kept === group.count) continue;
    tally.add('fail', group.count - kept, () => ({
      clauses: group.clauses,
      summary: group.message,
      expected: promise,
      actual: times(group.count - kept),
      client: run.clientName(group.client),
      atUs: group.tUs - run.context.startedUs,
      witness: group.witness,
    }));
  }
}

/** Answers that a fault of the test may have kept back, or what they are the answer to: at some time of that connection. */
function keptBack({ occasions }: ViolationGroup, run: RunView): number {
  return occasions.filter(({ client, connection, tUs }) => {
    const fromUs = run.connackUsOf(client, connection) ?? tUs;
    return run.disturbed.blockedBetween(client, fromUs, tUs) !== undefined;
  }).length;
}

function addKeptBack(
  group: ViolationGroup,
  count: number,
  { run, tally, promise }: { run: RunView; tally: Tally; promise: string },
): void {
  tally.add('excused', count, () => ({
    clauses: group.clauses,
    summary: group.message,
    expected: promise,
    actual: times(count),
    explanation: 'A fault of the test kept packets of that connection back.',
    client: run.clientName(group.client),
    atUs: group.tUs - run.context.startedUs,
    witness: group.witness,
  }));
}

function times(count: number): string {
  return `${count} ${count === 1 ? 'time' : 'times'}`;
}
