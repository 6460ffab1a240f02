import type { Clause } from '../protocol/clause.ts';
import type { PassiveFinding } from './outcome.ts';
import type { PacketJournal } from './packet-journal.ts';
import type { PassiveLedger } from './passive/judge.ts';

const FINDINGS_MAX = 20;

export interface PassiveEntry {
  readonly clause: Clause;
  exercised: number;
  broken: number;
  /** The first few. */
  readonly findings: (PassiveFinding & { readonly journal: PacketJournal })[];
}

export interface CaseLedger extends PassiveLedger {
  /** What was broken in the course of the case. */
  readonly seen: ReadonlySet<Clause>;
}

/** What passive rules saw in a whole run. */
export class SuiteLedger {
  readonly entries = new Map<Clause, PassiveEntry>();

  /** The part that one case writes to. */
  forCase(caseId: string, journal: PacketJournal): CaseLedger {
    const seen = new Set<Clause>();
    return {
      seen,
      exercised: (clause) => void (this.#entry(clause).exercised += 1),
      broken: (clause, expected, actual) => {
        const entry = this.#entry(clause);
        seen.add(clause);
        entry.broken += 1;
        if (entry.findings.length < FINDINGS_MAX)
          entry.findings.push({ clause, expected, actual, caseId, journal });
      },
    };
  }

  #entry(clause: Clause): PassiveEntry {
    const known = this.entries.get(clause);
    if (known !== undefined) return known;
    const made: PassiveEntry = { clause, exercised: 0, broken: 0, findings: [] };
    this.entries.set(clause, made);
    return made;
  }
}
