import { spawn } from 'node:child_process';
import { BenchError } from '../../base/errors.ts';
import type { Hook, Hooks } from '../../scenario/profile-types.ts';

/**
 * Runs a hook of a profile. It is a program with arguments, never a line for a shell; what it prints stays unread, and errors
 * name the hook only, so that no secret of a command line gets into a report. `names` are added to its environment.
 */
export function runHook(
  name: keyof Hooks,
  { command, timeout }: Hook,
  names: Readonly<Record<string, string>> = {},
): Promise<void> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...names },
      stdio: 'ignore',
      shell: false,
      timeout: timeout / 1_000,
      killSignal: 'SIGKILL',
    });
    child.once('error', () => reject(hookFailed(name, 'cannot be started')));
    child.once('exit', (code, killed) => {
      if (code === 0) resolve();
      else if (killed !== null)
        reject(hookFailed(name, `was ended by ${killed}; a hook may take ${timeout / 1_000_000} s`));
      else reject(hookFailed(name, `ended with code ${code ?? '?'}`));
    });
  });
}

export function hookFailed(hook: string, what: string): BenchError {
  return new BenchError('environment', 'hook-failed', `the hook \`${hook}\` of the target's profile ${what}`);
}
