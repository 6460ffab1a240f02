import { clientSpec } from '../../plan/client-spec.ts';
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
    revoke: (clients) => runHook('revoke', revoke, namesOf(plan, clients)),
    restore: () => runHook('restore', restore),
  };
}

function namesOf(plan: Plan, clients: readonly number[]): Record<string, string> {
  const specs = clients.map((client) => clientSpec(plan, client));
  return {
    MQTT_BENCH_CLIENT_IDS: JSON.stringify(specs.map(({ clientId }) => clientId)),
    MQTT_BENCH_USERNAMES: JSON.stringify(specs.map(({ username }) => username ?? null)),
  };
}
