/** Runs one contender once and reads its figures from outside. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { present } from '../src/base/assert.ts';
import type { BrokerCounters } from './broker-counters.ts';
import type { Command, Contender } from './contender.ts';
import type { Mosquitto } from './mosquitto.ts';
import { CpuMeter, residentBytes } from '../src/cli/capacity/cost/process-figures.ts';
import { steadyWindow, type LoadSample } from '../src/capacity/steady-window.ts';

/** What was read when the broker told its counters. */
export interface Sample extends LoadSample {
  readonly connected: number;
  readonly residentBytes: number | undefined;
}

export interface Measurement {
  readonly samples: readonly Sample[];
  /** The whole process, from its start to its end. */
  readonly wholeCpuMs: number;
  readonly messages: number;
  readonly exitCode: number;
  /** The end of what it printed. */
  readonly output: string;
}

export interface LoadFigures {
  /** CPU time of the generator for one message, in the steady part of the run; a million of them cost as many seconds. */
  readonly cpuUs: number;
  /** The same over the whole life of the process: start-up, connecting and reporting included. */
  readonly wholeCpuUs: number;
  readonly messagesPerSecond: number;
  readonly messages: number;
}

const RUN_MAX_MS = 180_000;
const OUTPUT_MAX = 20_000;
const LINES_A_WRITE = 1_000;

export interface MeasureOptions {
  readonly broker: Mosquitto;
  readonly counters: BrokerCounters;
  /** Which of the broker's counters counts the messages of this workload. */
  readonly counter: 'received' | 'sent';
}

export async function measure(contender: Contender, options: MeasureOptions): Promise<Measurement> {
  const { broker, counters, counter } = options;
  await broker.untilIdle();
  await untilTold(counters);
  const started = counters.counts[counter];
  const child = start(contender.command);
  const pid = present(child.pid, 'the process of a contender');
  const cpu = new CpuMeter(pid);
  const samples: Sample[] = [];
  const sample = (): void => {
    samples.push({
      tMs: performance.now(),
      cpuMs: cpu.readMs(),
      messages: counters.counts[counter] - started,
      connected: counters.counts.connected,
      residentBytes: residentBytes(pid),
    });
  };
  counters.onUpdate = sample;
  const closer = setInterval(() => void cpu.readMs(), 100);
  try {
    const { exitCode, output } = await ended(contender, child);
    await broker.untilIdle();
    await untilTold(counters);
    const messages = counters.counts[counter] - started;
    return { samples, wholeCpuMs: cpu.readMs(), messages, exitCode, output };
  } finally {
    clearInterval(closer);
    counters.onUpdate = undefined;
  }
}

/** The broker also sends its own counters. */
const COUNT_TOLERANCE = 0.01;

/** Throws where the run was too short to say anything, or was another one than was asked for. */
export function loadFigures(measurement: Measurement, expected: number | undefined): LoadFigures {
  const { messages, exitCode, output } = measurement;
  if (expected !== undefined && Math.abs(messages - expected) > COUNT_TOLERANCE * expected)
    throw new Error(`the broker counted ${messages} messages, not ${expected}; exit ${exitCode}\n${output}`);
  const steady = steadyWindow(measurement.samples);
  if (steady === undefined) throw new Error('the run has no steady part');
  return {
    cpuUs: (steady.cpuMs * 1000) / steady.messages,
    wholeCpuUs: (measurement.wholeCpuMs * 1000) / measurement.messages,
    messagesPerSecond: steady.messages / steady.seconds,
    messages: measurement.messages,
  };
}

/** The one that reads the broker's counters. */
const OTHER_CONNECTIONS = 1;

/**
 * Resident bytes for each connection beyond what the process needs without one: the last reading with all connections
 * against the last before the first of them.
 */
export function bytesPerConnection({ samples }: Measurement, connections: number): number {
  const firstUp = samples.findIndex(({ connected }) => connected > OTHER_CONNECTIONS);
  const base = samples[firstUp - 1]?.residentBytes;
  const full = samples
    .filter(({ connected, residentBytes }) => connected >= OTHER_CONNECTIONS + connections && residentBytes)
    .at(-1)?.residentBytes;
  if (base === undefined || full === undefined) throw new Error('the connections were never all there');
  return (full - base) / connections;
}

type Child = ChildProcessByStdio<Writable | null, Readable, Readable>;

function start({ program, args, stdinLine }: Command): Child {
  const child = spawn('sh', ['-c', 'ulimit -n $(ulimit -Hn); exec "$@"', 'sh', program, ...args], {
    stdio: [stdinLine === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  if (stdinLine !== undefined && child.stdin !== null) feed(child.stdin, stdinLine);
  return child as Child;
}

function feed(stdin: Writable, line: string): void {
  const lines = `${line}\n`.repeat(LINES_A_WRITE);
  const more = (): void => {
    while (stdin.writable && stdin.write(lines));
  };
  stdin.on('drain', more);
  // It has ended: that is how it ends.
  stdin.on('error', () => undefined);
  more();
}

/** Throws where its exit code is not one of those that are good. */
async function ended(
  { name, command }: Contender,
  child: Child,
): Promise<{ exitCode: number; output: string }> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-OUTPUT_MAX);
    });
  }
  const timeout = setTimeout(() => child.kill('SIGKILL'), RUN_MAX_MS);
  const { stopAfterMs } = command;
  const stop = stopAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGTERM'), stopAfterMs);
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  clearTimeout(timeout);
  clearTimeout(stop);
  const stopped = stopAfterMs !== undefined && signal === 'SIGTERM';
  if (!stopped && !(command.exitCodes ?? [0]).includes(code ?? -1))
    throw new Error(`${name} ended with ${code ?? signal ?? 'nothing'}:\n${output}`);
  return { exitCode: code ?? 0, output };
}

/** Counters of after the end: two tellings later none is from before. */
function untilTold(counters: BrokerCounters): Promise<void> {
  return new Promise((resolve) => {
    let told = 0;
    const done = (): void => {
      clearTimeout(timeout);
      counters.onUpdate = undefined;
      resolve();
    };
    // Counters that do not change are not told.
    const timeout = setTimeout(done, 2_500);
    counters.onUpdate = () => {
      told += 1;
      if (told === 2) done();
    };
  });
}
