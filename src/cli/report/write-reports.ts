import { statement } from '../../protocol/statements.ts';
import { formatsOf, renderReport } from '../../report/render-report.ts';
import type { RenderContext, ReportFormat } from '../../report/report-file.ts';
import type { AnyResults } from '../../results/kinds.ts';
import { writeRunFile } from '../run/run-directory.ts';

export interface WriteOptions {
  /** There already. */
  readonly directory: string;
  /** Absent: all that this kind of results has. The results themselves are written whatever they are. */
  readonly formats?: readonly ReportFormat[] | undefined;
  readonly verbose?: boolean;
}

export interface WrittenReports {
  /** Paths, the results first. */
  readonly files: readonly string[];
  /** The first thing that went wrong; the other formats were tried all the same. */
  readonly error?: Error;
}

/** Every wanted form of the results, each written whole or not at all. Never throws. */
export function writeReports(results: AnyResults, options: WriteOptions): WrittenReports {
  const wanted = options.formats ?? formatsOf(results);
  const formats = new Set<ReportFormat>(['json', ...wanted]);
  const files: string[] = [];
  const errors: Error[] = [];
  for (const format of formats) {
    try {
      for (const { name, content } of renderReport(results, format, renderContext(options.verbose)))
        files.push(writeRunFile(options.directory, name, content));
    } catch (error) {
      errors.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
  return { files, ...(errors[0] !== undefined && { error: errors[0] }) };
}

export function renderContext(verbose = false): RenderContext {
  return { clauseText: (clause) => statement(clause)?.summary, verbose };
}
