/**
 * The versioned model of a conformance run: what `conformance.json` holds and every reporter of the suite reads.
 * `schema/conformance.schema.json` is its twin.
 */

export const CONFORMANCE_SCHEMA = 'mqtt-bench/conformance';
export const CONFORMANCE_VERSION = 1;

/**
 * pass · fail (a MUST is broken) · warn (a SHOULD is) · inconclusive (the case did not get to its question) · skipped (the
 * target lawfully lacks something) · vacuous (nothing came that the statement speaks of) · expected-failure (the profile
 * knows) · unexpected-pass (the profile expects a failure, and there is none, or another one)
 */
export const CASE_VERDICTS = [
  'pass',
  'fail',
  'warn',
  'inconclusive',
  'skipped',
  'vacuous',
  'expected-failure',
  'unexpected-pass',
] as const;
export type CaseVerdict = (typeof CASE_VERDICTS)[number];

export const LEVELS = ['MUST', 'SHOULD', 'MAY'] as const;
export const PACKET_DIRECTIONS = ['out', 'in', 'note'] as const;

export interface PacketLine {
  /** Milliseconds from the start of the case. */
  readonly tMs: number;
  readonly link: string;
  readonly direction: (typeof PACKET_DIRECTIONS)[number];
  readonly text: string;
  /** The whole packet, hexadecimal. */
  readonly hex: string;
}

export interface CaseReport {
  /** Stable: `5:3.1.2-24`, `5:3.1.2-24/part`, or `…/passive` for an invariant judged on every packet. */
  readonly id: string;
  readonly statement: string;
  readonly version: '3.1.1' | '5.0';
  /** Number of the section: `3.1.2`. */
  readonly section: string;
  readonly level: (typeof LEVELS)[number];
  readonly title: string;
  /** What the statement says, in our words. */
  readonly summary: string;
  readonly verdict: CaseVerdict;
  readonly expected?: string;
  readonly actual?: string;
  /** Why there is no verdict, or why a failure was expected. */
  readonly reason?: string;
  readonly link?: string;
  readonly notes: readonly string[];
  readonly durationMs: number;
  /** Of whatever is not well: what went over the wire. */
  readonly packets: readonly PacketLine[];
  /** The command that runs this case alone. */
  readonly replay: string;
}

export const CAPABILITY_UNITS = ['bytes', 'levels', 'messages'] as const;
export type CapabilityUnit = (typeof CAPABILITY_UNITS)[number];

/** What the target can, from three sides; a number is the largest that works. */
export interface CapabilityReport {
  /** Stable: `packet-size`. */
  readonly id: string;
  readonly title: string;
  readonly unit?: CapabilityUnit;
  /** By the profile. */
  readonly declared?: number | boolean;
  /** By CONNACK, where an absent property means its default. */
  readonly announced?: number | boolean;
  /** By trying. */
  readonly found?: number | boolean;
  /** More may work as well: it was not tried, or the search ended early. */
  readonly isAtLeast?: boolean;
  /** What becomes of more: `1001: DISCONNECT 0x95`. */
  readonly beyond?: string;
  /** Why nothing was found. */
  readonly unknown?: string;
  /** Where two sides cannot both be true. */
  readonly contradictions: readonly string[];
}

export interface VersionReport {
  readonly version: '3.1.1' | '5.0';
  /** Why the version was not run at all. */
  readonly unsupported?: string;
  /** What makes all passes of this run doubtful: the target was not well before, while or after it. */
  readonly problems: readonly string[];
  readonly durationMs: number;
  readonly cases: readonly CaseReport[];
  /** Absent where they were not looked for. */
  readonly capabilities?: readonly CapabilityReport[];
}

export interface ConformanceReport {
  readonly schema: typeof CONFORMANCE_SCHEMA;
  readonly version: typeof CONFORMANCE_VERSION;
  readonly tool: { readonly name: 'mqtt-bench'; readonly version: string };
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly command: string;
  readonly target: string;
  readonly seed: number;
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  readonly versions: readonly VersionReport[];
}

export type VerdictCounts = Readonly<Record<CaseVerdict, number>>;

export function countVerdicts(cases: readonly Pick<CaseReport, 'verdict'>[]): VerdictCounts {
  const counts = Object.fromEntries(CASE_VERDICTS.map((verdict) => [verdict, 0])) as Record<
    CaseVerdict,
    number
  >;
  for (const { verdict } of cases) counts[verdict] += 1;
  return counts;
}

/** The worst that counts. Nothing passes where nothing was proved. */
export function overallVerdict(
  versions: readonly VersionReport[],
  strict = false,
): ConformanceReport['verdict'] {
  const cases = versions.flatMap((version) => version.cases);
  const counts = countVerdicts(cases);
  const clashes = versions.flatMap(({ capabilities = [] }) =>
    capabilities.flatMap((one) => one.contradictions),
  );
  if (counts.fail + counts['unexpected-pass'] > 0) return 'fail';
  if (strict && counts.warn + clashes.length > 0) return 'fail';
  const isDoubtful = counts.inconclusive > 0 || versions.some(({ problems }) => problems.length > 0);
  return isDoubtful || counts.pass === 0 ? 'inconclusive' : 'pass';
}
