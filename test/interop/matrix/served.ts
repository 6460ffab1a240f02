import { spawn, type ChildProcess } from 'node:child_process';
import { createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from './broker.ts';

const START_MS_MAX = 90_000;
const LOOK_MS = 200;
/** A broker that dies again and again is given up. */
const STARTS_MAX = 300;

/** A broker that is started again whenever it dies, until it is stopped. */
export class Served {
  readonly #command: Command;
  #child: ChildProcess | undefined;
  #isStopped = false;
  /** How often it has died. */
  deaths = 0;

  constructor(command: Command) {
    this.#command = command;
    this.#start();
  }

  #start(): void {
    const { program, args, env } = this.#command;
    const child = spawn(program, args, { stdio: 'ignore', env: { ...process.env, ...env } });
    this.#child = child;
    child.once('error', () => undefined);
    child.once('exit', () => {
      if (this.#isStopped || this.deaths >= STARTS_MAX) return;
      this.deaths += 1;
      setTimeout(() => this.#start(), LOOK_MS);
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const over = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await Promise.race([over, pause(5_000)]);
    child.kill('SIGKILL');
  }
}

/** Waits until something listens on the port of this host. */
export async function untilListening(port: number): Promise<void> {
  const endMs = performance.now() + START_MS_MAX;
  while (!(await accepts(port))) {
    if (performance.now() > endMs) throw new Error(`it does not listen within ${START_MS_MAX / 1_000} s`);
    await pause(LOOK_MS);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
