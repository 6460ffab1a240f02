import { mkdirSync } from 'node:fs';
import { BenchError, messageOf } from '../../base/errors.ts';
import { formatsOf, renderReport, renderScreen } from '../../report/render-report.ts';
import type { ReportFormat } from '../../report/report-file.ts';
import type { AnyResults } from '../../results/kinds.ts';
import { colorLevel } from '../color.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { parseFormats } from './formats.ts';
import { loadResults } from './load-results.ts';
import { renderContext, writeReports } from './write-reports.ts';

/** Options of `report` as yargs hands them over. */
export interface ReportArguments {
  readonly results: readonly string[];
  readonly format?: string | undefined;
  readonly out?: string | undefined;
  readonly verbose: boolean;
  readonly color: boolean;
}

/** Shows results again. The exit code says whether that worked, not how the run went: that was said when it ran. */
export function report(given: ReportArguments, io: Io): ExitCode {
  const formats = given.format === undefined ? undefined : parseFormats(given.format, '--format');
  const loaded = given.results.map((argument) => loadResults(argument).results);
  const subject = subjectOf(loaded);
  for (const format of formats ?? []) assertHas(subject, format);
  if (given.out !== undefined) return write(subject, { out: given.out, formats, verbose: given.verbose }, io);
  print(subject, formats ?? ['terminal'], given, io);
  return EXIT.pass;
}

function subjectOf(loaded: readonly AnyResults[]): AnyResults {
  const [only, ...others] = loaded;
  if (only !== undefined && others.length === 0) return only;
  throw new BenchError('usage', 'bad-option', 'several results of different kinds are no one report', {
    hint: 'name one run; `mqtt-bench compare` holds several against each other',
  });
}

function assertHas(results: AnyResults, format: ReportFormat): void {
  const formats = formatsOf(results);
  if (formats.includes(format)) return;
  throw new BenchError('usage', 'bad-option', `--format: ${results.schema} has no ${format}`, {
    hint: `there are ${formats.join(', ')}`,
  });
}

function print(results: AnyResults, formats: readonly ReportFormat[], given: ReportArguments, io: Io): void {
  const [format, ...others] = formats;
  if (format === undefined || others.length > 0)
    throw new BenchError('usage', 'bad-option', 'one format is printed, several are written', {
      hint: 'say where with --out',
    });
  const context = renderContext(given.verbose);
  if (format === 'terminal') {
    const color = colorLevel('stdout', { wanted: given.color, env: io.env });
    io.out(renderScreen(results, { ...context, color, columns: io.columns }));
    return;
  }
  const files = renderReport(results, format, context);
  for (const { content } of files) {
    if (typeof content !== 'string')
      throw new BenchError('usage', 'bad-option', `${format} is no text`, { hint: 'say where with --out' });
    io.out(content);
  }
}

function write(
  results: AnyResults,
  {
    out,
    ...options
  }: { readonly out: string } & Pick<Parameters<typeof writeReports>[1], 'formats' | 'verbose'>,
  io: Io,
): ExitCode {
  try {
    mkdirSync(out, { recursive: true });
  } catch (cause) {
    throw new BenchError('environment', 'cannot-write', `cannot write ${out}: ${messageOf(cause)}`, {
      cause,
    });
  }
  const written = writeReports(results, { directory: out, ...options });
  for (const file of written.files) io.out(`${file}\n`);
  if (written.error !== undefined) throw written.error;
  return EXIT.pass;
}
