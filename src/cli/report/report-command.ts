import { BenchError } from '../../base/errors.ts';
import type { AnyResults } from '../../results/kinds.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { expandPaths } from './expand-paths.ts';
import { loadResults } from './load-results.ts';
import { showResults, type ShowOptions } from './show-results.ts';

/** Options of `report` as yargs hands them over. */
export interface ReportArguments extends ShowOptions {
  readonly results: readonly string[];
}

/** Shows results again. The exit code says whether that worked, not how the run went: that was said when it ran. */
export function report(given: ReportArguments, io: Io): ExitCode {
  const loaded = given.results.flatMap(expandPaths).map((argument) => loadResults(argument).results);
  return showResults(subjectOf(loaded), given, io);
}

function subjectOf(loaded: readonly AnyResults[]): AnyResults {
  const [only, ...others] = loaded;
  if (only !== undefined && others.length === 0) return only;
  throw new BenchError('usage', 'bad-option', 'several results of different kinds are no one report', {
    hint: 'name one run; `mqtt-bench compare` holds several against each other',
  });
}
