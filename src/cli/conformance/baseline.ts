import { readFileSync } from 'node:fs';
import { BenchError, messageOf } from '../../base/errors.ts';
import { CONFORMANCE_SCHEMA, type VersionReport } from '../../results/conformance.ts';

/** Ids of the cases that failed in an earlier `conformance.json`. Throws a BenchError where the file is none. */
export function readBaseline(path: string): ReadonlySet<string> {
  try {
    return failuresOf(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new BenchError('usage', 'bad-baseline', `--baseline ${path}: ${messageOf(cause)}`, { cause });
  }
}

function failuresOf(content: unknown): ReadonlySet<string> {
  if (valueOf(content, 'schema') !== CONFORMANCE_SCHEMA) throw new Error('this is no conformance.json');
  const cases = listOf(valueOf(content, 'versions')).flatMap((version) => listOf(valueOf(version, 'cases')));
  const failed = cases.filter((one) => ['fail', 'unexpected-pass'].includes(String(valueOf(one, 'verdict'))));
  return new Set(failed.map((one) => String(valueOf(one, 'id'))));
}

function valueOf(content: unknown, key: string): unknown {
  return typeof content === 'object' && content !== null ? Reflect.get(content, key) : undefined;
}

function listOf(content: unknown): readonly unknown[] {
  return Array.isArray(content) ? (content as readonly unknown[]) : [];
}

/** What failed before does not count, and stays in the report; what failed before and does not any more is told. */
export function applyBaseline(report: VersionReport, known: ReadonlySet<string>): VersionReport {
  const cases = report.cases.map((one) => {
    if (!known.has(one.id)) return one;
    if (one.verdict === 'fail')
      return { ...one, verdict: 'expected-failure' as const, reason: 'it failed in the baseline' };
    return one.verdict === 'pass' ? { ...one, notes: [...one.notes, MENDED] } : one;
  });
  return { ...report, cases };
}

const MENDED = 'it failed in the baseline, and passes now';

/** Ids of the cases that failed in the baseline and pass now. */
export function mendedCases(versions: readonly VersionReport[]): string[] {
  return versions.flatMap(({ cases }) =>
    cases.filter(({ notes }) => notes.includes(MENDED)).map(({ id }) => id),
  );
}
