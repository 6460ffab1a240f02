/** A whole run against the embedded broker, from the scenario to the verdict. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runScenario } from '../../src/index.ts';
import { BENCH_FOLDER } from '../peers.ts';

const CLIENTS = 20;
const RATE = 5_000;

/** Nanoseconds of CPU time of the whole process, broker included, for each message sent and received. */
export async function measureWholeRun(qos: 0 | 1 | 2, seconds: number): Promise<number> {
  const text = readFileSync(join(BENCH_FOLDER, 'scenarios', 'pairs.yaml'), 'utf8');
  const vars = { clients: `${CLIENTS}`, rate: `${RATE}`, hold: `${seconds}s`, qos: `${qos}` };
  const started = process.cpuUsage();
  const results = await runScenario(text, { vars, seed: 1 });
  const { user, system } = process.cpuUsage(started);
  if (results.verdict === 'fail') throw new Error(`the run at QoS ${qos} failed`);
  return ((user + system) * 1000) / (RATE * seconds);
}
