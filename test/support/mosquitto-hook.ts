/** A hook program for a Mosquitto of the tests: `mosquitto-hook <folder> start|restart|kill9|pause|continue|reload|stop`. */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const [, , folder = '', deed = ''] = process.argv;
const pidFile = join(folder, 'pid');

const SIGNALS: Readonly<Record<string, NodeJS.Signals>> = {
  restart: 'SIGTERM',
  stop: 'SIGTERM',
  kill9: 'SIGKILL',
  pause: 'SIGSTOP',
  continue: 'SIGCONT',
  reload: 'SIGHUP',
};

const signal = SIGNALS[deed];
if (signal !== undefined) process.kill(Number(readFileSync(pidFile, 'utf8')), signal);
if (deed === 'restart' || deed === 'kill9' || deed === 'stop') await untilGone();
if (deed === 'start' || deed === 'restart' || deed === 'kill9') start();

function start(): void {
  const program = readFileSync(join(folder, 'program'), 'utf8');
  const child = spawn(program, ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore', detached: true });
  child.unref();
  writeFileSync(pidFile, String(child.pid));
}

async function untilGone(): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    try {
      process.kill(Number(readFileSync(pidFile, 'utf8')), 0);
    } catch {
      return;
    }
    await pause(10);
  }
  throw new Error('the broker does not end');
}
