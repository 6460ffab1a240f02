import type { AnyResults } from '../results/kinds.ts';
import { COMPARISON_REPORTS } from './kinds/comparison.ts';
import { CAPACITY_REPORTS } from './kinds/capacity.ts';
import { CONFORMANCE_REPORTS } from './kinds/conformance.ts';
import { MATRIX_REPORTS } from './kinds/matrix.ts';
import { RUN_REPORTS } from './kinds/run.ts';
import { REPORT_FORMATS } from './report-file.ts';
import type { KindReports, RenderContext, ReportFile, ReportFormat, ScreenContext } from './report-file.ts';

/** What is made of each kind of results. A new kind is a line here. */
const REPORTS: { readonly [Kind in AnyResults as Kind['schema']]: KindReports<Kind> } = {
  'mqtt-bench/results': RUN_REPORTS,
  'mqtt-bench/conformance': CONFORMANCE_REPORTS,
  'mqtt-bench/comparison': COMPARISON_REPORTS,
  'mqtt-bench/capacity': CAPACITY_REPORTS,
  'mqtt-bench/matrix': MATRIX_REPORTS,
};

/** The schema of the results chooses what is made of them: it fits, though TypeScript does not see it. */
function reportsOf({ schema }: AnyResults): KindReports<AnyResults> {
  const all: Readonly<Record<string, unknown>> = REPORTS;
  return all[schema] as KindReports<AnyResults>;
}

/** The formats that results of this kind have. */
export function formatsOf(results: AnyResults): readonly ReportFormat[] {
  const { files } = reportsOf(results);
  return REPORT_FORMATS.filter((format) => files[format] !== undefined);
}

/** The files of one format; none where this kind of results does not have it, or holds nothing for it. */
export function renderReport(
  results: AnyResults,
  format: ReportFormat,
  context: RenderContext,
): readonly ReportFile[] {
  return reportsOf(results).files[format]?.(results, context) ?? [];
}

/** For a terminal. */
export function renderScreen(results: AnyResults, context: ScreenContext): string {
  return reportsOf(results).screen(results, context);
}
