import { renderCapacityJson } from '../../report/capacity/json.ts';
import { renderCapacityTerminal } from '../../report/capacity/terminal.ts';
import type { CapacityReport } from '../../results/capacity.ts';
import { colorLevel } from '../color.ts';
import { EXIT, worstExitCode, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { presentError } from '../present-error.ts';
import type { RunRequest } from '../run/request.ts';
import { appendJobSummary } from '../report/job-summary.ts';
import { writeReports, type WrittenReports } from '../report/write-reports.ts';
import { createRunDirectory } from '../run/run-directory.ts';

/** Made before the search, so that a full disk or a missing right does not show after it. */
export function reportDirectory({ out }: RunRequest, scenario: string): string | undefined {
  return out === undefined
    ? undefined
    : createRunDirectory(out, `capacity-${scenario}`, new Date().toISOString());
}

export interface Publication {
  readonly request: RunRequest;
  readonly io: Io;
  readonly directory: string | undefined;
}

/** Files first, so that the report can name them; the report even when they cannot be written. */
export function publishCapacity(report: CapacityReport, { request, io, directory }: Publication): ExitCode {
  const code = capacityExitCode(report);
  const written: WrittenReports =
    directory === undefined
      ? { files: [] }
      : writeReports(report, { directory, formats: request.reportFormats });
  if (directory !== undefined) appendJobSummary(report, io);
  const color = colorLevel('stdout', { wanted: request.color, env: io.env });
  if (request.json) io.out(renderCapacityJson(report));
  else io.out(renderCapacityTerminal(report, { colorLevel: color, width: io.columns, files: written.files }));
  if (written.error === undefined) return code;
  const { text, exitCode } = presentError(written.error, io.env['MQTT_BENCH_DEBUG'] === '1');
  io.err(text);
  return worstExitCode([code, exitCode]);
}

export function capacityExitCode({ verdict, search }: Pick<CapacityReport, 'verdict' | 'search'>): ExitCode {
  if (search.ended === 'interrupted') return EXIT.interrupted;
  if (verdict === 'fail') return EXIT.failed;
  if (search.ended === 'target-gone') return EXIT.unreachable;
  return verdict === 'pass' ? EXIT.pass : EXIT.inconclusive;
}
