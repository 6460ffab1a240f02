import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { VersionReport } from '../../../src/results/conformance.ts';
import type { MatrixBroker, Protocol } from './broker.ts';

/** What came of one broker at one version. */
export interface Judged {
  readonly broker: MatrixBroker;
  readonly protocol: Protocol;
  /** Absent where it could not be installed, started or judged. */
  readonly report?: VersionReport;
  readonly failure?: string;
}

const RUN_MS_MAX = 10 * 60_000;

/** Runs the command line against `port`, as everybody would. */
export async function judge(broker: MatrixBroker, protocol: Protocol, port: number): Promise<Judged> {
  const profile = existsSync(join('targets', `${broker.id}.yaml`)) ? ['--profile', broker.id] : [];
  const width = broker.concurrency === undefined ? [] : ['--concurrency', String(broker.concurrency)];
  const answer = broker.answer === undefined ? [] : ['--answer', broker.answer];
  const target = ['--target', `mqtt://127.0.0.1:${port}`, '--protocol', protocol];
  const output = await outputOf([
    'bin/mqtt-bench.js',
    'conformance',
    ...target,
    ...profile,
    ...width,
    ...answer,
    ...['--json', '--no-report', '--no-color'],
  ]);
  const report = versionOf(output);
  if (report === undefined) return { broker, protocol, failure: 'no report came of the run' };
  if (report.unsupported !== undefined) return { broker, protocol, failure: report.unsupported };
  return { broker, protocol, report };
}

function versionOf(output: string): VersionReport | undefined {
  try {
    return (JSON.parse(output) as { readonly versions: readonly VersionReport[] }).versions[0];
  } catch {
    return undefined;
  }
}

function outputOf(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: RUN_MS_MAX,
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => void chunks.push(chunk));
  return new Promise((resolve) => {
    child.once('error', () => resolve(''));
    child.once('close', () => resolve(Buffer.concat(chunks).toString()));
  });
}
