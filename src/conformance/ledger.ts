import type { Clock } from '../base/clock.ts';
import type { Clause } from '../protocol/clause.ts';
import type { PassiveFinding } from './outcome.ts';
import type { PacketJournal } from './packet-journal.ts';
import type { PassiveLedger } from './passive/judge.ts';

const FINDINGS_MAX = 20;

export interface LedgerFinding extends PassiveFinding {
  readonly journal: PacketJournal;
}

export interface PassiveEntry {
  readonly clause: Clause;
  exercised: number;
  broken: number;
  /** The first few. */
  readonly findings: LedgerFinding[];
}

export interface CaseLedger extends PassiveLedger {
  /** What was broken in the course of the case. */
  readonly seen: ReadonlySet<Clause>;
}

/** When a part was written. */
export interface LedgerSpan {
  readonly startedUs: number;
  readonly endedUs: number;
}

interface Part {
  readonly startedUs: number;
  endedUs: number;
  readonly exercised: Map<Clause, number>;
  readonly broken: Map<Clause, { count: number; readonly findings: LedgerFinding[] }>;
}

/** What passive rules saw in a whole run: each case writes a part of its own, and parts that are not to be trusted are left out. */
export class SuiteLedger {
  readonly #parts: Part[] = [];

  /** The part that one case writes to. */
  forCase(caseId: string, journal: PacketJournal, time: Clock): CaseLedger {
    const nowUs = time.nowUs();
    const part: Part = { startedUs: nowUs, endedUs: nowUs, exercised: new Map(), broken: new Map() };
    const seen = new Set<Clause>();
    this.#parts.push(part);
    return {
      seen,
      exercised: (clause) => {
        part.endedUs = time.nowUs();
        part.exercised.set(clause, (part.exercised.get(clause) ?? 0) + 1);
      },
      broken: (clause, expected, actual) => {
        part.endedUs = time.nowUs();
        seen.add(clause);
        const { count, findings } = part.broken.get(clause) ?? { count: 0, findings: [] };
        if (count < FINDINGS_MAX) findings.push({ clause, expected, actual, caseId, journal });
        part.broken.set(clause, { count: count + 1, findings });
      },
    };
  }

  /** All parts that `counts` lets through, added up. */
  entries(counts: (span: LedgerSpan) => boolean): PassiveEntry[] {
    const entries = new Map<Clause, PassiveEntry>();
    const entryOf = (clause: Clause): PassiveEntry => {
      const entry = entries.get(clause) ?? { clause, exercised: 0, broken: 0, findings: [] };
      entries.set(clause, entry);
      return entry;
    };
    for (const part of this.#parts.filter(counts)) {
      for (const [clause, count] of part.exercised) entryOf(clause).exercised += count;
      for (const [clause, { count, findings }] of part.broken) {
        const entry = entryOf(clause);
        entry.broken += count;
        entry.findings.push(...findings.slice(0, FINDINGS_MAX - entry.findings.length));
      }
    }
    return [...entries.values()];
  }
}
