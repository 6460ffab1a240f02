import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { BrokerActOptions, BrokerControl } from '../../run/faults/broker-control.ts';
import type { Hooks, DeclaredProfile } from '../../scenario/profile-types.ts';
import type { BrokerDeed } from '../../scenario/types.ts';
import { parseTargetUrl } from '../../transport/parse-address.ts';
import { hookFailed, runHook } from './run-hook.ts';

const LOOK_MS = 100;

/**
 * Restarts a foreign target by the hooks of its profile. A hook is a program with arguments, never a line for a shell; what
 * it prints stays unread, and errors name the hook only, so that no secret of a command line gets into a report.
 */
export function hookControl(
  { durability, hooks = {} }: Pick<DeclaredProfile, 'durability' | 'hooks'>,
  urls: readonly string[],
): BrokerControl {
  return {
    ...(durability === undefined ? {} : { durability }),
    can: (deed) => hooks[deed] !== undefined,
    act: (deed, options) => act(hooks, deed, { urls, ...options }),
  };
}

async function act(
  hooks: Hooks,
  deed: BrokerDeed,
  { urls, forUs, signal }: BrokerActOptions & { readonly urls: readonly string[] },
): Promise<void> {
  const hook = hooks[deed];
  if (hook === undefined) throw hookFailed(deed, 'is not declared');
  const deadlineMs = performance.now() + hook.timeout / 1_000;
  await runHook(deed, hook);
  if (deed === 'pause') {
    // Whatever happens, the broker must not stay held.
    await pause(forUs / 1_000, undefined, { signal }).catch(() => undefined);
    if (hooks.continue !== undefined) await runHook('continue', hooks.continue);
  }
  for (const url of urls)
    await untilListening(deed, url, deadlineMs + (deed === 'pause' ? forUs / 1_000 : 0));
}

async function untilListening(deed: BrokerDeed, url: string, deadlineMs: number): Promise<void> {
  while (!(await takesConnections(url))) {
    if (performance.now() > deadlineMs)
      throw hookFailed(deed, 'is done, but the target takes no connections');
    await pause(LOOK_MS);
  }
}

function takesConnections(url: string): Promise<boolean> {
  const parsed = parseTargetUrl(url);
  if (!parsed.ok) return Promise.resolve(false);
  const { address } = parsed;
  return new Promise((resolve) => {
    const socket = connect(
      address.protocol === 'unix' ? { path: address.socketPath } : { host: address.host, port: address.port },
    );
    socket.setTimeout(1_000, () => socket.destroy());
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => undefined);
    socket.once('close', () => resolve(false));
  });
}
