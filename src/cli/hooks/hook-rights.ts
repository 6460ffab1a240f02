import { clientSpec } from '../../plan/client-spec.ts';
import type { RightsControl } from '../../conformance/principals.ts';
import type { Plan } from '../../plan/types.ts';
import type { Rights } from '../../run/types.ts';
import type { Hooks } from '../../scenario/profile-types.ts';
import { runHook } from './run-hook.ts';

/**
 * Withdraws rights at a foreign target by the hooks `revoke` and `restore` of its profile. The environment of `revoke` names
 * whom it is about: MQTT_BENCH_CLIENT_IDS and MQTT_BENCH_USERNAMES, JSON lists in one order, null for who has no user name.
 * Undefined: the profile has no such hooks.
 */
export function hookRights({ revoke, restore }: Hooks, plan: Plan): Rights | undefined {
  if (revoke === undefined || restore === undefined) return undefined;
  return {
    revoke: (clients) =>
      runHook('revoke', revoke, namesOf(clients.map((client) => clientSpec(plan, client)))),
    restore: () => runHook('restore', restore),
  };
}

/** The same for clients of the conformance suite, one at a time. */
export function hookRightsOfOne({ revoke, restore }: Hooks): RightsControl | undefined {
  if (revoke === undefined || restore === undefined) return undefined;
  return {
    revoke: (whom) => runHook('revoke', revoke, namesOf([whom])),
    restore: () => runHook('restore', restore),
  };
}

interface Names {
  readonly clientId: string;
  readonly username?: string | undefined;
}

function namesOf(whom: readonly Names[]): Record<string, string> {
  return {
    MQTT_BENCH_CLIENT_IDS: JSON.stringify(whom.map(({ clientId }) => clientId)),
    MQTT_BENCH_USERNAMES: JSON.stringify(whom.map(({ username }) => username ?? null)),
  };
}
