/** `npm run bench`: mqtt-bench beside its peers, in one session against one broker. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { parseBenchArguments, USAGE, type BenchArguments } from './arguments.ts';
import { BrokerCounters } from './broker-counters.ts';
import { benchCodec } from './codec.ts';
import { compare, type Comparison } from './comparison.ts';
import { Mosquitto } from './mosquitto.ts';
import { printComparison } from './print.ts';
import { compareWithBaseline, recordBaseline } from './self/baseline.ts';
import { benchSelf } from './self/self.ts';
import { workloads, type Workload } from './workloads.ts';

const tell = (line: string): void => console.error(line);

async function compareAll(chosen: readonly Workload[], args: BenchArguments): Promise<object> {
  const broker = await Mosquitto.start();
  const counters = await BrokerCounters.connect(broker.url);
  const comparisons: Comparison[] = [];
  const bench = { broker, counters, rounds: args.rounds ?? (args.quick ? 1 : 5), peers: args.peers, tell };
  try {
    for (const workload of chosen) {
      const comparison = await compare(workload, bench);
      comparisons.push(comparison);
      console.log(printComparison(comparison));
    }
  } finally {
    await counters.close();
    await broker.stop();
  }
  return { broker: broker.version, comparisons };
}

function host(): object {
  const [cpu] = cpus();
  return { node: process.version, platform: process.platform, cpus: cpus().length, cpu: cpu?.model };
}

async function runAll(args: BenchArguments, all: readonly Workload[]): Promise<void> {
  const wanted = (name: string): boolean => args.only.length === 0 || args.only.includes(name);
  const started = new Date().toISOString();
  const codec = wanted('codec') ? benchCodec() : undefined;
  const self = wanted('self') ? await benchSelf(args.quick) : undefined;
  if (self !== undefined) console.log(compareWithBaseline(self, args.limit).text);
  const chosen = all.filter(({ name }) => wanted(name));
  const compared = chosen.length > 0 ? await compareAll(chosen, args) : {};
  const out = args.out ?? join('reports', 'bench', `${started.replaceAll(':', '-')}.json`);
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(
    out,
    `${JSON.stringify({ started, host: host(), codec, self, ...compared }, undefined, 2)}\n`,
  );
  console.log(`figures: ${out}`);
}

async function main(): Promise<void> {
  const quick = process.argv.includes('--quick');
  const names = [...workloads({ quick, bin: '' }).map(({ name }) => name), 'codec', 'self'];
  const args = parseBenchArguments(process.argv.slice(2), names);
  if (args.help) {
    console.log(`${USAGE}\n\nworkloads: ${names.join(', ')}`);
    return;
  }
  if (args.record) console.log(recordBaseline(await benchSelf(args.quick)));
  else if (args.compare) {
    const { text, failed } = compareWithBaseline(await benchSelf(args.quick), args.limit);
    console.log(text);
    if (failed) process.exitCode = 1;
  } else await runAll(args, workloads(args));
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
