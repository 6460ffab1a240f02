import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface CliResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A command of the shell that lowers a limit first. */
  readonly limit?: string;
  /** Called whenever more has come out. */
  readonly watch?: (result: CliResult, child: ChildProcess) => void;
}

const PROGRAM = fileURLToPath(new URL('./main-process.js', import.meta.url));

/** Runs the command line as a process of its own, stdout and stderr kept apart. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const command = [process.execPath, PROGRAM, ...args];
  const [program = '', ...rest] =
    options.limit === undefined ? command : ['sh', '-c', `${options.limit}; exec "$@"`, 'sh', ...command];
  const child = spawn(program, rest, {
    cwd: options.cwd ?? process.cwd(),
    env: { PATH: process.env['PATH'] ?? '', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  const seen = (): void => options.watch?.({ code: null, out, err }, child);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    seen();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    seen();
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

const STARVED = 'the load generator itself was the bottleneck';
const ATTEMPTS_MAX = 5;

/** {@link runCli}, once more where this machine was so busy that the run says so: that verdict is right, but not the one wanted. */
export async function runFed(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await runCli(args, options);
    if (result.code !== 4 || !result.out.includes(STARVED) || attempt === ATTEMPTS_MAX) return result;
  }
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'mqtt-bench-test-'));
}

/** Writes a scenario into a folder of its own. */
export function scenarioFile(text: string, name = 'scenario.yaml'): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
}

/** Two clients, ten messages; `more` are further top-level keys. */
export function smallScenario(more = '', publish = 'count: 10, rate: 100/s'): string {
  return `name: small
description: Ten messages arrive.
protocol: "5.0"
vars: { secret_word: none }
clients:
  subscriber: { count: 1 }
  publisher: { count: 1 }
steps:
  - connect: subscriber
  - subscribe: { clients: subscriber, filter: "small/#", qos: 1 }
  - connect: publisher
  - publish: { clients: publisher, topic: small/data, qos: 1, payload: 32B, ${publish} }
  - drain: 5s
  - disconnect: all
${more}`;
}
