import { BenchError } from '../../base/errors.ts';
import { buildMatrix } from '../../results/build-matrix.ts';
import type { AnyResults } from '../../results/kinds.ts';
import type { CommandContext } from '../command-context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { packageVersion } from '../package-root.ts';
import { redactedCommand } from '../redact.ts';
import { expandPaths } from './expand-paths.ts';
import { loadResults } from './load-results.ts';
import { showResults, type ShowOptions } from './show-results.ts';

/** Options of `report` as yargs hands them over. */
export interface ReportArguments extends ShowOptions {
  readonly results: readonly string[];
}

/** Shows results again. The exit code says whether that worked, not how the run went: that was said when it ran. */
export function report(given: ReportArguments, { io, argv }: CommandContext): ExitCode {
  const loaded = given.results.flatMap(loadNamed);
  return showResults(subjectOf(loaded, argv), given, io);
}

interface NamedResults {
  readonly name: string | undefined;
  readonly results: AnyResults;
}

/** `reports/a`, or `Mosquitto=reports/a`: the name is what a matrix calls it. */
function loadNamed(argument: string): NamedResults[] {
  const [, name, path = argument] = /^([^/=]+)=(.+)$/su.exec(argument) ?? [];
  return expandPaths(path).map((one) => ({ name, results: loadResults(one).results }));
}

/** Several results of the suite are one matrix. */
function subjectOf(loaded: readonly NamedResults[], argv: readonly string[]): AnyResults {
  const [only, ...others] = loaded;
  if (only !== undefined && others.length === 0) return only.results;
  const sources = loaded.flatMap(({ name, results }) =>
    results.schema === 'mqtt-bench/conformance' ? [{ name: name ?? results.target, report: results }] : [],
  );
  if (sources.length === loaded.length)
    return buildMatrix(sources, {
      tool: { name: 'mqtt-bench', version: packageVersion() },
      command: redactedCommand(argv),
      startedAt: new Date().toISOString(),
    });
  throw new BenchError(
    'usage',
    'bad-option',
    'only results of the conformance suite make one report together',
    {
      hint: 'name one run; `mqtt-bench compare` holds several against each other',
    },
  );
}
