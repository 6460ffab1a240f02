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
    tally.add('fail', group.count, () => ({
      clauses: group.clauses,
      summary: group.message,
      expected: promise,
      actual: `${group.count} ${group.count === 1 ? 'time' : 'times'}`,
      client: run.clientName(group.client),
      atUs: group.tUs - run.context.startedUs,
      witness: group.witness,
    }));
  }
}
