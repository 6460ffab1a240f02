import { BenchError } from '../../base/errors.ts';
import { formatMetric } from '../../report/format.ts';
import { compareConformance } from '../../results/compare/compare-conformance.ts';
import { compareRuns } from '../../results/compare/compare-runs.ts';
import type { CompareInput, Named } from '../../results/compare/compare-runs.ts';
import type { Comparison } from '../../results/comparison.ts';
import type { ConformanceReport } from '../../results/conformance.ts';
import type { AnyResults } from '../../results/kinds.ts';
import type { Results } from '../../results/model.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { packageVersion } from '../package-root.ts';
import { redactedCommand } from '../redact.ts';
import { expandPaths } from '../report/expand-paths.ts';
import { appendJobSummary } from '../report/job-summary.ts';
import { loadResults } from '../report/load-results.ts';
import { showResults } from '../report/show-results.ts';
import { parseFailOn } from './fail-on.ts';

/** Options of `compare` as yargs hands them over. */
export interface CompareArguments {
  readonly results?: readonly string[] | undefined;
  readonly base?: readonly string[] | undefined;
  readonly new?: readonly string[] | undefined;
  readonly failOn?: readonly string[] | undefined;
  readonly format?: string | undefined;
  readonly out?: string | undefined;
  readonly color: boolean;
}

/** Holds results of now against results of before; the exit code is that of the gates, 0 where there is none. */
export function compare(given: CompareArguments, { io, argv }: CommandContext): ExitCode {
  const gates = (given.failOn ?? []).map(parseFailOn);
  const { base, now } = sidesOf(given);
  const comparison = compareAny({
    base: base.map(load),
    new: now.map(load),
    gates,
    tool: { name: 'mqtt-bench', version: packageVersion() },
    command: redactedCommand(argv),
    startedAt: new Date().toISOString(),
    format: formatMetric,
  });
  const shown = showResults(comparison, { ...given, verbose: false }, io);
  appendJobSummary(comparison, io);
  return shown === EXIT.pass ? exitCode(comparison) : shown;
}

function exitCode({ verdict }: Comparison): ExitCode {
  return { pass: EXIT.pass, skipped: EXIT.pass, fail: EXIT.failed, inconclusive: EXIT.inconclusive }[verdict];
}

/** `compare BASE NEW…`, or `--base` and `--new` for repeats of both. */
function sidesOf({ results = [], base = [], new: now = [] }: CompareArguments) {
  const isNamed = base.length > 0 && now.length > 0 && results.length === 0;
  const [first, ...others] = results;
  const isListed = base.length + now.length === 0 && first !== undefined && others.length > 0;
  if (!isNamed && !isListed)
    throw new BenchError('usage', 'bad-option', 'what is compared with what is not clear', {
      hint: 'write `mqtt-bench compare BASE NEW…`, or `--base A,B --new C,D` with several runs of both',
    });
  const sides = isNamed ? { base, now } : { base: first === undefined ? [] : [first], now: others };
  return { base: sides.base.flatMap(expandPaths), now: sides.now.flatMap(expandPaths) };
}

function load(argument: string): Named<AnyResults> {
  const { path, results } = loadResults(argument);
  return { file: path, results };
}

function compareAny(input: CompareInput<AnyResults>): Comparison {
  const runs = withSides(input, isRun);
  if (runs !== undefined) return compareRuns(runs);
  const suites = withSides(input, isConformance);
  if (suites !== undefined) return compareConformance(suites);
  const kinds = [...new Set([...input.base, ...input.new].map(({ results }) => results.schema))];
  throw new BenchError('usage', 'bad-option', `these cannot be compared: ${kinds.join(', ')}`, {
    hint: 'give results of runs on both sides, or conformance results on both',
  });
}

type AnyNamed = Named<AnyResults>;

const isRun = (one: AnyNamed): one is Named<Results> => one.results.schema === 'mqtt-bench/results';
const isConformance = (one: AnyNamed): one is Named<ConformanceReport> =>
  one.results.schema === 'mqtt-bench/conformance';

/** The same input where all results are of one kind. */
function withSides<T>(
  input: CompareInput<AnyResults>,
  is: (one: AnyNamed) => one is AnyNamed & Named<T>,
): CompareInput<T> | undefined {
  const [base, now] = [input.base.filter(is), input.new.filter(is)];
  const isAll = base.length === input.base.length && now.length === input.new.length;
  return isAll ? { ...input, base, new: now } : undefined;
}
