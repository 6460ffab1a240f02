import type { Results, RunResult } from '../model.ts';

/** Intended rates that differ by more are another load. */
const RATE_SHARE = 0.02;
/** Runs that differ more in length may differ for that. */
const LENGTH_SHARE = 0.1;

export interface Obstacles {
  /** What forbids to claim anything of a difference. */
  readonly obstacles: readonly string[];
  /** What may explain one. */
  readonly notes: readonly string[];
}

/** Whether the results are of the same scenario, and from where. */
export function resultObstacles(base: readonly Results[], now: readonly Results[]): Obstacles {
  const all = [...base, ...now];
  const differs = (of: (results: Results) => string | number): boolean => new Set(all.map(of)).size > 1;
  const toolVersions = [...new Set(all.map(({ tool }) => tool.version))];
  return {
    obstacles: differs(({ scenario }) => scenario.hash)
      ? [`these are different scenarios: ${namesOf(base)} and ${namesOf(now)}, by the SHA-256 of their texts`]
      : [],
    notes: [
      ...(toolVersions.length > 1
        ? [`made by different versions of mqtt-bench: ${toolVersions.join(', ')}`]
        : []),
      ...(differs(({ host: { cpu, cpuCount } }) => `${cpuCount} × ${cpu}`)
        ? ['the clients ran on different machines: latencies and rates may differ for that alone']
        : []),
      ...(differs(({ host }) => host.node) ? ['the clients ran on different versions of Node.js'] : []),
    ],
  };
}

function namesOf(results: readonly Results[]): string {
  return [...new Set(results.map(({ scenario }) => `${scenario.name} (${scenario.hash.slice(0, 12)})`))].join(
    ', ',
  );
}

/** Whether the runs of one protocol version took place alike, and are sound by themselves. */
export function runObstacles(base: readonly RunResult[], now: readonly RunResult[]): Obstacles {
  const all = [...base, ...now];
  const count = (of: (run: RunResult) => unknown): number => new Set(all.map(of)).size;
  const targets = [...new Set(all.map(({ target }) => target))];
  return {
    obstacles: [
      ...all.flatMap(unsoundness),
      ...(count(({ clients }) => clients) > 1 ? ['the runs have different numbers of clients'] : []),
      ...(count(({ flows }) => flows) > 1 ? ['the runs have different numbers of flows'] : []),
      ...(count((run) => run.target === EMBEDDED) > 1
        ? ['one side ran on the embedded broker, the other on a target']
        : []),
      ...(isApart(
        all.map(({ metrics }) => metrics.rates?.publishIntended ?? 0),
        RATE_SHARE,
      )
        ? ['the runs have different intended rates']
        : []),
    ],
    notes: [
      ...(targets.length > 1 ? [`different targets: ${targets.join(', ')}`] : []),
      ...(isApart(
        all.map(({ metrics }) => metrics.steadyUs),
        LENGTH_SHARE,
      )
        ? ['the runs differ in length by more than 10 %']
        : []),
    ],
  };
}

const EMBEDDED = 'embedded broker';

/** Why the figures of a run are its generator's, or of a part only. */
function unsoundness({ health, stopReason, startedAt }: RunResult): string[] {
  const names = health.items.filter(({ exceeded }) => exceeded).map(({ name }) => name);
  return [
    ...(health.verdict === 'pass'
      ? []
      : [`the load generator itself was the bottleneck of the run of ${startedAt}: ${names.join(', ')}`]),
    ...(stopReason === 'completed' ? [] : [`the run of ${startedAt} did not end as planned: ${stopReason}`]),
  ];
}

function isApart(values: readonly number[], share: number): boolean {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return most - least > share * most;
}
