import { renderCapacityJson } from '../../report/capacity/json.ts';
import { renderCapacityTerminal } from '../../report/capacity/terminal.ts';
import type { CapacityReport } from '../../results/capacity.ts';
import { colorLevel } from '../color.ts';
import { EXIT, worstExitCode, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { presentError } from '../present-error.ts';
import type { RunRequest } from '../run/request.ts';
import { createRunDirectory, writeRunFile } from '../run/run-directory.ts';

/** Columns of report.txt, whatever the terminal has. */
const FILE_COLUMNS = 110;

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
  const written = directory === undefined ? { files: [] } : writeFiles(report, directory);
  const color = colorLevel('stdout', { wanted: request.color, env: io.env });
  if (request.json) io.out(renderCapacityJson(report));
  else io.out(renderCapacityTerminal(report, { colorLevel: color, width: io.columns, files: written.files }));
  if (!('error' in written)) return code;
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

function writeFiles(
  report: CapacityReport,
  directory: string,
): { files: readonly string[]; error?: unknown } {
  const files: string[] = [];
  try {
    files.push(writeRunFile(directory, 'capacity.json', renderCapacityJson(report)));
    const text = renderCapacityTerminal(report, { colorLevel: 0, width: FILE_COLUMNS });
    files.push(writeRunFile(directory, 'report.txt', text));
    return { files };
  } catch (error) {
    return { files, error };
  }
}
