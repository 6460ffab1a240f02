import type { CaseReport, VersionReport } from '../results/conformance.ts';

/** A deviation that the profile of a target knows. */
export interface ExpectedFailure {
  /** Of a case or of a statement. */
  readonly id: string;
  readonly reason: string;
  readonly link?: string;
  /** What the failure has to say. */
  readonly contains: string;
}

/** The report with known deviations told apart: one that is not there any more, or fails for another reason, is an error. */
export function applyExpectations(
  report: VersionReport,
  expected: readonly ExpectedFailure[],
): VersionReport {
  if (report.unsupported !== undefined) return report;
  const used = new Set<ExpectedFailure>();
  const judged = report.cases.map((one) => judge(one, expected, used));
  const cases = judged.map((one) => missed(one, report, expected, used));
  return { ...report, cases };
}

function judge(
  one: CaseReport,
  expected: readonly ExpectedFailure[],
  used: Set<ExpectedFailure>,
): CaseReport {
  if (one.verdict !== 'fail' && one.verdict !== 'warn') return one;
  const matching = expected.filter(
    (each) => concerns(each, one) && (one.actual ?? '').includes(each.contains),
  );
  // The id of a case may be that of its statement, which has other cases with expectations of their own.
  const match = matching.find(({ id }) => id === one.id) ?? matching[0];
  if (match === undefined) return one;
  used.add(match);
  return {
    ...one,
    verdict: 'expected-failure',
    reason: match.reason,
    ...(match.link === undefined ? {} : { link: match.link }),
  };
}

/** A case of an expectation that nothing met: it ran, and did not fail as expected. */
function missed(
  one: CaseReport,
  report: VersionReport,
  expected: readonly ExpectedFailure[],
  used: ReadonlySet<ExpectedFailure>,
): CaseReport {
  const unmet = expected.find((each) => !used.has(each) && concerns(each, one));
  if (
    unmet === undefined ||
    one.verdict === 'skipped' ||
    one.verdict === 'inconclusive' ||
    one.verdict === 'vacuous'
  )
    return one;
  // A statement has several cases: one voice is enough.
  const first = report.cases.find((each) => concerns(unmet, each) && each.verdict !== 'skipped');
  if (first?.id !== one.id) return one;
  return {
    ...one,
    verdict: 'unexpected-pass',
    expected: `a known failure that says "${unmet.contains}" (${unmet.reason})`,
    actual: one.actual ?? 'the case passes: take the expectation out of the profile',
  };
}

function concerns({ id }: ExpectedFailure, one: CaseReport): boolean {
  return one.id === id || one.statement === id;
}
