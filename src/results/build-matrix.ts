import { worstCaseVerdict } from './case-severity.ts';
import { countVerdicts, LEVELS } from './conformance.ts';
import type { CaseReport, ConformanceReport, VersionReport } from './conformance.ts';
import type { Envelope } from './envelope.ts';
import { MATRIX_SCHEMA, MATRIX_VERSION } from './matrix.ts';
import type { Matrix, MatrixColumn, MatrixRow, MatrixVersion } from './matrix.ts';
import { PROTOCOLS } from './model.ts';
import type { ProtocolName } from './model.ts';

/** A broker by the name it shall have in the matrix. */
export interface MatrixSource {
  readonly name: string;
  readonly report: Pick<ConformanceReport, 'target' | 'startedAt' | 'tool' | 'versions'>;
}

/** Puts results beside each other, column by column in the given order. */
export function buildMatrix(
  sources: readonly MatrixSource[],
  head: Pick<Envelope, 'tool' | 'command' | 'startedAt'>,
): Matrix {
  return {
    schema: MATRIX_SCHEMA,
    version: MATRIX_VERSION,
    ...head,
    versions: PROTOCOLS.flatMap((version) => versionOf(version, sources)),
  };
}

function versionOf(version: ProtocolName, sources: readonly MatrixSource[]): MatrixVersion[] {
  const judged = sources.flatMap((source) =>
    source.report.versions.filter((one) => one.version === version).map((report) => ({ source, report })),
  );
  if (judged.length === 0) return [];
  return [
    {
      version,
      columns: judged.map(({ source, report }) => columnOf(source, report)),
      rows: rowsOf(judged.map(({ report }) => report)),
    },
  ];
}

function columnOf({ name, report }: MatrixSource, version: VersionReport): MatrixColumn {
  const { durationMs, problems, cases, unsupported } = version;
  return {
    name,
    target: report.target,
    startedAt: report.startedAt,
    toolVersion: report.tool.version,
    durationMs,
    counts: countVerdicts(cases),
    problems,
    ...(unsupported !== undefined && { unsupported }),
  };
}

/** Statements in the order in which they are met first. */
function rowsOf(reports: readonly VersionReport[]): MatrixRow[] {
  const byStatement = reports.map(({ cases }) => groupCases(cases));
  const statements = new Set(byStatement.flatMap((group) => [...group.keys()]));
  return [...statements].map((statement) => {
    const cells = byStatement.map((group) => group.get(statement) ?? []);
    const all = cells.flat();
    return {
      statement,
      level: LEVELS.find((level) => all.some((one) => one.level === level)) ?? 'MUST',
      summary: all[0]?.summary ?? '',
      cells: cells.map((cases) => worstCaseVerdict(cases.map(({ verdict }) => verdict)) ?? 'absent'),
    };
  });
}

function groupCases(cases: readonly CaseReport[]): Map<string, CaseReport[]> {
  const groups = new Map<string, CaseReport[]>();
  for (const one of cases) {
    const known = groups.get(one.statement);
    if (known === undefined) groups.set(one.statement, [one]);
    else known.push(one);
  }
  return groups;
}
