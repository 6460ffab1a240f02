/** The command line of `npm run bench`. */
import { parseArgs } from 'node:util';

export interface BenchArguments {
  /** Fewer and shorter runs: to see that everything works, not to quote. */
  readonly quick: boolean;
  /** Workloads to run; all where empty. */
  readonly only: readonly string[];
  /** Peers to run beside mqtt-bench; all where empty. */
  readonly peers: readonly string[];
  readonly rounds: number | undefined;
  /** The self-benchmark alone, held against the recorded baseline. */
  readonly compare: boolean;
  /** The self-benchmark alone, to become the baseline. */
  readonly record: boolean;
  /** Regression beyond which `--compare` fails; 0.25 allows a quarter more. */
  readonly limit: number;
  /** File of all figures. */
  readonly out: string | undefined;
  /** The mqtt-bench to measure. */
  readonly bin: string;
  readonly help: boolean;
}

export const USAGE = `npm run bench -- [options]

  --quick             fewer and shorter runs
  --only <workload>   may be repeated; also codec, self
  --peer <name>       may be repeated
  --rounds <n>        runs of each contender
  --compare           the self-benchmark against bench/baseline.json; exit 1 beyond the limit
  --record            the self-benchmark into bench/baseline.json
  --limit <percent>   of --compare, 25 where absent
  --out <file>        all figures as JSON; reports/bench/<time>.json where absent
  --bin <file>        the mqtt-bench to measure, bin/mqtt-bench.js where absent`;

/** Throws an Error with a sentence for the user. */
export function parseBenchArguments(args: readonly string[], workloads: readonly string[]): BenchArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      peer: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string' },
      compare: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      limit: { type: 'string', default: '25' },
      out: { type: 'string' },
      bin: { type: 'string', default: 'bin/mqtt-bench.js' },
      help: { type: 'boolean', default: false },
    },
  });
  const unknown = values.only.find((name) => !workloads.includes(name));
  if (unknown !== undefined) throw new Error(`no workload "${unknown}": ${workloads.join(', ')}`);
  if (values.compare && values.record) throw new Error('--compare and --record exclude each other');
  const limitPercent = positive('--limit', values.limit);
  const rounds = values.rounds === undefined ? undefined : positive('--rounds', values.rounds);
  if (rounds !== undefined && !Number.isInteger(rounds)) throw new Error('--rounds needs a whole number');
  const { quick, only, compare, record, out, bin, help } = values;
  return {
    quick,
    only,
    peers: values.peer,
    rounds,
    compare,
    record,
    limit: limitPercent / 100,
    out,
    bin,
    help,
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new Error(`${name} needs a number above 0, not "${text}"`);
  return value;
}
