import { mkdirSync } from 'node:fs';
import { BenchError, messageOf } from '../../base/errors.ts';
import { formatsOf, renderReport, renderScreen } from '../../report/render-report.ts';
import type { ReportFormat } from '../../report/report-file.ts';
import type { AnyResults } from '../../results/kinds.ts';
import { colorLevel } from '../color.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { parseFormats } from './formats.ts';
import { renderContext, writeReports } from './write-reports.ts';

export interface ShowOptions {
  /** As typed; absent: for a terminal, or with `out` every format. */
  readonly format?: string | undefined;
  /** Folder to write into; absent: one format is printed. */
  readonly out?: string | undefined;
  readonly verbose: boolean;
  readonly color: boolean;
}

/** Prints results, or writes their reports. The exit code is about that alone. */
export function showResults(results: AnyResults, given: ShowOptions, io: Io): ExitCode {
  const formats = given.format === undefined ? undefined : parseFormats(given.format, '--format');
  for (const format of formats ?? []) assertHas(results, format);
  if (given.out !== undefined) return write(results, { out: given.out, formats, verbose: given.verbose }, io);
  print(results, formats ?? ['terminal'], given, io);
  return EXIT.pass;
}

function assertHas(results: AnyResults, format: ReportFormat): void {
  const formats = formatsOf(results);
  if (formats.includes(format)) return;
  throw new BenchError('usage', 'bad-option', `--format: ${results.schema} has no ${format}`, {
    hint: `there are ${formats.join(', ')}`,
  });
}

function print(results: AnyResults, formats: readonly ReportFormat[], given: ShowOptions, io: Io): void {
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
