import type { Clause } from '../protocol/clause.ts';
import { versionName, type ProtocolVersion } from '../protocol/constants.ts';
import { statement } from '../protocol/statements.ts';
import type { CaseReport, PacketLine, VersionReport } from '../results/conformance.ts';
import { sectionOf } from './case.ts';
import type { PassiveEntry } from './ledger.ts';
import type { PacketJournal } from './packet-journal.ts';
import { PASSIVE_RULES } from './passive/index.ts';
import type { CaseOutcome } from './run-case.ts';
import type { SuiteOutcome } from './suite.ts';

/** Packets shown of one case. */
const PACKETS_MAX = 200;

/** The command that repeats a case, given its id. */
export type ReplayOf = (id: string) => string;

/** What a suite found out at one version, as plain data. `selects` says which passive rules are wanted. */
export function versionReport(
  suite: SuiteOutcome,
  replayOf: ReplayOf,
  selects: (clause: Clause) => boolean = () => true,
): VersionReport {
  const { version } = suite.facts;
  const cases = suite.outcomes.map((outcome) => caseReport(outcome, replayOf));
  const passive = passiveReports(suite, version, replayOf).filter((row) => selects(row.statement as Clause));
  return {
    version: versionName(version),
    problems: suite.problems,
    durationMs: suite.durationMs,
    cases: [...cases, ...passive].sort(bySection),
  };
}

function caseReport(outcome: CaseOutcome, replayOf: ReplayOf): CaseReport {
  const { expected, actual, reason, verdict, startedUs } = outcome;
  return {
    ...headOf(outcome.case.statement, outcome.case.version),
    id: outcome.case.id,
    level: outcome.case.level,
    title: outcome.case.title,
    verdict,
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
    ...(reason === undefined ? {} : { reason }),
    notes: outcome.notes,
    durationMs: Math.round((outcome.endedUs - startedUs) / 1000),
    packets: verdict === 'pass' || verdict === 'skipped' ? [] : packetLines(outcome.journal, startedUs),
    replay: replayOf(outcome.case.id),
  };
}

/** A row for every passive rule of the version: pass, fail, or vacuous where nothing put it to the test. */
function passiveReports(suite: SuiteOutcome, version: ProtocolVersion, replayOf: ReplayOf): CaseReport[] {
  const entries = new Map(suite.passive.map((entry) => [entry.clause, entry]));
  const expectedOf = new Map<Clause, string>();
  for (const rule of PASSIVE_RULES) {
    for (const clause of rule.ids[version] ?? []) {
      const known = expectedOf.get(clause);
      expectedOf.set(clause, known === undefined ? rule.expected : `${known}; ${rule.expected}`);
    }
  }
  for (const { clause } of suite.passive)
    if (!expectedOf.has(clause))
      expectedOf.set(clause, ownRule(clause) === 'U-alive' ? 'the target serves on' : 'packets as specified');
  return [...expectedOf].map(([clause, expected]) =>
    passiveReport({ clause, version, expected, entry: entries.get(clause), replayOf }),
  );
}

function passiveReport(row: {
  readonly clause: Clause;
  readonly version: ProtocolVersion;
  readonly expected: string;
  readonly entry: PassiveEntry | undefined;
  readonly replayOf: ReplayOf;
}): CaseReport {
  const { clause, version, expected, entry, replayOf } = row;
  const first = entry?.findings[0];
  const id = `${clause}/passive`;
  const base = {
    ...headOf(clause, version),
    id,
    level: 'MUST',
    title: `every packet: ${expected}`,
    durationMs: 0,
    packets: first === undefined ? [] : packetLines(first.journal),
    replay: replayOf(first?.caseId ?? id),
  } as const;
  if (entry === undefined || (entry.exercised === 0 && first === undefined))
    return { ...base, verdict: 'vacuous', notes: [], reason: 'no packet came that it speaks of' };
  if (first === undefined) return { ...base, verdict: 'pass', notes: [`judged ${entry.exercised} times`] };
  const where = entry.findings.map(({ caseId }) => caseId);
  const notes = [`broken ${entry.broken} times, in ${[...new Set(where)].join(', ')}`];
  return { ...base, verdict: 'fail', expected: first.expected, actual: first.actual, notes };
}

function headOf(clause: Clause, version: ProtocolVersion) {
  return {
    statement: clause,
    version: versionName(version),
    section: sectionOf(clause),
    summary: statement(clause)?.summary ?? OWN_SUMMARIES[ownRule(clause)] ?? '',
  };
}

function ownRule(clause: Clause): string {
  return clause.slice(clause.indexOf(':') + 1);
}

/** Rules that stand in no catalogue because the specification takes them for granted. */
const OWN_SUMMARIES: Readonly<Record<string, string>> = {
  'U-integrity': 'What is delivered was published, byte for byte.',
  'ACL-1': 'What a principal must not read does not reach it.',
  'ACL-2': 'What a principal must not publish has no effect.',
  'ACL-3': 'A PUBLISH that is not allowed is refused, not acknowledged as if it were done.',
  'ACL-a': 'A subscription to # brings only what its owner may read.',
  'ACL-b': 'Retained Messages are replayed only to those who may read them.',
  'ACL-c': 'A Will is published only where its client may publish.',
  'ACL-d': 'What waits for a client is delivered only while it may read it.',
  'ACL-e': 'A Client Identifier stands for itself in access rules, whatever characters it has.',
  'ACL-f': 'What is refused is not delivered.',
  'ACL-g': 'A Shared Subscription brings only what its owner may read.',
  'ACL-h': 'A Topic Alias opens no topic that its name does not.',
  'ACL-i': 'Whoever takes over a Client Identifier has no rights but his own.',
  'U-alive': 'A target goes on serving its clients, whatever one of them sends.',
};

function packetLines({ entries }: PacketJournal, startUs = entries[0]?.tUs ?? 0): PacketLine[] {
  return entries.slice(0, PACKETS_MAX).map(({ tUs, link, direction, text, bytes }) => ({
    tMs: Math.round(tUs - startUs) / 1000,
    link,
    direction,
    text,
    hex: Buffer.from(bytes.subarray(0, 4096)).toString('hex'),
  }));
}

function bySection(left: CaseReport, right: CaseReport): number {
  const [a, b] = [left.section.split('.').map(Number), right.section.split('.').map(Number)];
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const difference = (a[i] ?? -1) - (b[i] ?? -1);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
  }
  return left.id.localeCompare(right.id, 'en', { numeric: true });
}
