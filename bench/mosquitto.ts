/** The broker that all contenders are measured against. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { generate } from 'selfsigned';
import { present } from '../src/base/assert.ts';
import { CpuMeter } from '../src/cli/capacity/cost/process-figures.ts';

const STARTUP_TRIES = 50;
const IDLE_TRIES = 150;
const IDLE_WINDOW_MS = 200;
/** Below this share of a core the broker is idle. */
const IDLE_SHARE = 0.02;

export class Mosquitto {
  readonly port: number;
  readonly tlsPort: number;
  readonly version: string;
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #cpu: CpuMeter;

  private constructor(parts: {
    port: number;
    tlsPort: number;
    version: string;
    process: ChildProcess;
    folder: string;
  }) {
    this.port = parts.port;
    this.tlsPort = parts.tlsPort;
    this.version = parts.version;
    this.#process = parts.process;
    this.#folder = parts.folder;
    this.#cpu = new CpuMeter(present(parts.process.pid, 'the process of mosquitto'));
  }

  static async start(): Promise<Mosquitto> {
    const program = findMosquitto();
    const folder = mkdtempSync(join(tmpdir(), 'mqtt-bench-'));
    const [port, tlsPort] = [await freePort(), await freePort()];
    await writeFiles(folder, port, tlsPort);
    const command = 'ulimit -n $(ulimit -Hn); exec "$@"';
    const process = spawn('sh', ['-c', command, 'sh', program.path, '-c', join(folder, 'mosquitto.conf')], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const broker = new Mosquitto({ port, tlsPort, version: program.version, process, folder });
    await broker.#untilListening();
    return broker;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`;
  }

  get tlsUrl(): string {
    return `mqtts://127.0.0.1:${this.tlsPort}`;
  }

  /** Until the work of the last run is done, the next one has not begun. */
  async untilIdle(): Promise<void> {
    for (let tries = 0; tries < IDLE_TRIES; tries += 1) {
      const before = this.#cpu.readMs();
      await sleep(IDLE_WINDOW_MS);
      if (this.#cpu.readMs() - before < IDLE_SHARE * IDLE_WINDOW_MS) return;
    }
    throw new Error('the broker does not become idle');
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null) {
      this.#process.kill();
      await once(this.#process, 'exit');
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #untilListening(): Promise<void> {
    for (let tries = 0; tries < STARTUP_TRIES; tries += 1) {
      if (this.#process.exitCode !== null) break;
      try {
        const client = await connectAsync(this.url, { reconnectPeriod: 0 });
        await client.endAsync();
        return;
      } catch {
        await sleep(100);
      }
    }
    throw new Error('mosquitto does not start');
  }
}

/** It often stands where only root's path leads. */
function findMosquitto(): { path: string; version: string } {
  for (const path of [
    'mosquitto',
    '/usr/sbin/mosquitto',
    '/usr/local/sbin/mosquitto',
    '/opt/homebrew/sbin/mosquitto',
  ]) {
    const { stdout, error } = spawnSync(path, ['-h'], { encoding: 'utf8' });
    if (error === undefined) return { path, version: stdout.split('\n')[0] ?? '' };
  }
  throw new Error('mosquitto is not installed: it is what all contenders are measured against');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function writeFiles(folder: string, port: number, tlsPort: number): Promise<void> {
  const pems = await generate([{ name: 'commonName', value: '127.0.0.1' }], { keySize: 2048 });
  writeFileSync(join(folder, 'cert.pem'), pems.cert, { mode: 0o644 });
  writeFileSync(join(folder, 'key.pem'), pems.private, { mode: 0o600 });
  writeFileSync(
    join(folder, 'mosquitto.conf'),
    [
      // First of all: else a broker that root starts becomes another user, who cannot read the key.
      `user ${process.getuid?.() === 0 ? 'root' : 'mosquitto'}`,
      'persistence false',
      'max_queued_messages 0',
      'set_tcp_nodelay true',
      'sys_interval 1',
      'log_type error',
      'allow_anonymous true',
      `listener ${port} 127.0.0.1`,
      `listener ${tlsPort} 127.0.0.1`,
      `certfile ${join(folder, 'cert.pem')}`,
      `keyfile ${join(folder, 'key.pem')}`,
      '',
    ].join('\n'),
  );
}
