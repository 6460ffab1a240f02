/** Command lines of the contenders; a peer that is not installed is skipped with a word. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command, Offer } from './contender.ts';

/** The source folder: compiled code stands two levels deeper. */
export const BENCH_FOLDER = fileURLToPath(new URL('../../bench/', import.meta.url));
const PEERS_FOLDER = join(BENCH_FOLDER, 'peers');

/** Exit 4 is "inconclusive": the machine was too busy for latencies that can be trusted. CPU time is not latency. */
const OUR_EXIT_CODES = [0, 4];

export function mqttBench(
  bin: string,
  options: { scenario: string; url: string; vars: Readonly<Record<string, string | number>> },
): Offer {
  const vars = Object.entries(options.vars).flatMap(([name, value]) => ['--var', `${name}=${value}`]);
  const scenario = join(BENCH_FOLDER, 'scenarios', options.scenario);
  const args = [
    bin,
    'run',
    scenario,
    '--target',
    options.url,
    '--no-report',
    '--quiet',
    '--insecure',
    ...vars,
  ];
  return { name: 'mqtt-bench', command: { program: process.execPath, args, exitCodes: OUR_EXIT_CODES } };
}

export function mqttJs(mode: string, url: string, numbers: readonly number[]): Offer {
  const program = fileURLToPath(new URL('./peers/mqttjs.js', import.meta.url));
  return {
    name: 'MQTT.js',
    command: { program: process.execPath, args: [program, mode, url, ...numbers.map(String)] },
  };
}

let floorProgram: { path: string } | { unavailable: string } | undefined;

export function floor(mode: string, numbers: readonly number[]): Offer {
  floorProgram ??= compileFloor();
  if ('unavailable' in floorProgram) return { name: 'floor', unavailable: floorProgram.unavailable };
  return { name: 'floor', command: { program: floorProgram.path, args: [mode, ...numbers.map(String)] } };
}

function compileFloor(): { path: string } | { unavailable: string } {
  const path = join(mkdtempSync(join(tmpdir(), 'mqtt-bench-floor-')), 'floor');
  const { status, error, stderr } = spawnSync('cc', ['-O2', '-o', path, join(PEERS_FOLDER, 'floor.c')], {
    encoding: 'utf8',
  });
  if (error !== undefined) return { unavailable: 'there is no C compiler (cc)' };
  return status === 0 ? { path } : { unavailable: `cc: ${stderr.slice(0, 200)}` };
}

export function paho(numbers: readonly number[]): Offer {
  const { status } = spawnSync('python3', ['-c', 'import paho.mqtt.enums'], { stdio: 'ignore' });
  if (status !== 0) return { name: 'paho', unavailable: 'pip install "paho-mqtt>=2" installs it' };
  const args = [join(PEERS_FOLDER, 'python_paho.py'), ...numbers.map(String)];
  return { name: 'paho', command: { program: 'python3', args } };
}

/** Reads lines and publishes each: as fast as it goes, until it is stopped. */
export function mosquittoPub(
  port: number,
  options: { qos: number; payloadBytes: number; seconds: number },
): Offer {
  const name = 'mosquitto_pub';
  if (spawnSync(name, ['--help'], { stdio: 'ignore' }).error !== undefined)
    return { name, unavailable: 'the package mosquitto-clients installs it' };
  const command: Command = {
    program: name,
    args: ['-h', '127.0.0.1', '-p', `${port}`, '-t', 'bench/pub', '-q', `${options.qos}`, '-l'],
    stdinLine: 'x'.repeat(options.payloadBytes),
    stopAfterMs: options.seconds * 1000,
  };
  return { name, command };
}
