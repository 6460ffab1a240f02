/**
 * Real brokers that others wrote, started for a test and stopped after it. Where one is not installed, tests are skipped,
 * except in CI: there a missing broker is a failure, or the proof would vanish without a word.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Aedes } from 'aedes';
import { Aedes as AedesNext } from 'aedes-mqtt5';

export interface ForeignBroker {
  readonly name: string;
  readonly url: string;
  /** Of a process of its own. */
  readonly pid?: number;
  stop(): Promise<void>;
}

const MOSQUITTO_PATHS = [
  '/usr/sbin/mosquitto',
  '/usr/bin/mosquitto',
  '/usr/local/sbin/mosquitto',
  '/opt/homebrew/sbin/mosquitto',
];

/** Where Mosquitto is, or undefined; with CI=true its absence is an error. */
export function mosquittoPath(): string | undefined {
  const found = MOSQUITTO_PATHS.find((path) => existsSync(path));
  if (found === undefined && process.env['CI'] === 'true')
    throw new Error('CI needs Mosquitto, and it is not installed');
  return found;
}

/** `2.0.11`; empty where it does not say. */
export function mosquittoVersion(): string {
  const path = mosquittoPath();
  if (path === undefined) return '';
  const { stdout } = spawnSync(path, ['-h'], { encoding: 'utf8', timeout: 10_000 });
  return /version (\S+)/u.exec(stdout)?.[1] ?? '';
}

/** `head` comes before the listener: what is global, or belongs to the listener that Mosquitto makes up. */
export async function startMosquitto(
  lines: readonly string[] = [],
  head: readonly string[] = [],
): Promise<ForeignBroker> {
  const path = mosquittoPath();
  if (path === undefined) throw new Error('Mosquitto is not installed');
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'mqtt-bench-mosquitto-'));
  const config = join(folder, 'mosquitto.conf');
  const own = [
    ...head,
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence false',
    'max_queued_messages 0',
  ];
  writeFileSync(config, [...own, ...lines, ''].join('\n'));
  const child = spawn(path, ['-c', config], { stdio: 'ignore' });
  await untilListening(port, child);
  return {
    name: 'Mosquitto',
    url: `mqtt://127.0.0.1:${port}`,
    ...(child.pid === undefined ? {} : { pid: child.pid }),
    stop: async () => {
      await stopProcess(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** aedes 1.2 (3.1.1 only) or the 2.0 beta (5.0 too), in this process. */
export async function startAedes(version: 1 | 2): Promise<ForeignBroker> {
  const broker = version === 1 ? await Aedes.createBroker() : await AedesNext.createBroker();
  const server = createServer((socket) => {
    broker.handle(socket);
  });
  const port = await listenOn(server);
  return {
    name: `aedes ${version}`,
    url: `mqtt://127.0.0.1:${port}`,
    stop: async () => {
      await new Promise<void>((resolve) => {
        broker.close(() => resolve());
      });
      server.close();
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listenOn(server);
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

function listenOn(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** Resolves when it takes connections; rejects where its process ends instead. */
export async function untilListening(port: number, child?: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (typeof child?.exitCode === 'number') throw new Error(`the broker ended with code ${child.exitCode}`);
    if (await canConnect(port)) return;
    await sleep(25);
  }
  throw new Error(`the broker does not listen on port ${port}`);
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
