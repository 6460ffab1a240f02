/** The policy of a scenario as the embedded broker enforces it. */
import type { AccessControl } from '../../broker/access.ts';
import { filterCovers } from '../../broker/filter-covers.ts';
import { AccessPolicy } from '../../plan/access-policy.ts';
import type { OwnAccessRule, OwnAccessRules } from '../../plan/access-policy.ts';
import { clientSpec } from '../../plan/client-spec.ts';
import type { Plan } from '../../plan/types.ts';
import { matchesFilter } from '../../protocol/topics.ts';
import { templateNames } from '../../scenario/template-names.ts';

/** Plain data, for the thread of the broker. */
export interface EmbeddedAccess {
  readonly principals: readonly EmbeddedPrincipal[];
  /** What holds where no rule fits. */
  readonly otherwise: boolean;
  /** Names that filters are made of, so that one with a wildcard in it must stay outside. */
  readonly names: readonly ('client-id' | 'username')[];
}

export interface EmbeddedPrincipal extends OwnAccessRules {
  readonly clientId: string;
  readonly username?: string;
}

export function embeddedAccess(plan: Plan): EmbeddedAccess {
  const policy = new AccessPolicy(plan);
  const principals = Array.from({ length: plan.clientCount }, (_, client) => {
    const { clientId, username } = clientSpec(plan, client);
    return { clientId, ...(username === undefined ? {} : { username }), ...policy.rulesOf(client) };
  });
  const rules = plan.access?.rules ?? [];
  const used = new Set(
    rules
      .flatMap(({ publish, subscribe }) => [...publish, ...subscribe])
      .flatMap((each) => [...templateNames(each)]),
  );
  return {
    principals,
    otherwise: policy.otherwise !== 'denied',
    names: [
      ...(used.has('client.id') ? (['client-id'] as const) : []),
      ...(used.has('username') ? (['username'] as const) : []),
    ],
  };
}

const NOTHING: OwnAccessRules = { publish: [], subscribe: [] };

/** A user name, where there is one, tells who somebody is: whoever uses a foreign Client Identifier stays himself. */
export function policyAccess({ principals, otherwise, names }: EmbeddedAccess): AccessControl {
  const byName = new Map<string, EmbeddedPrincipal[]>();
  for (const principal of principals) {
    const key = principal.username ?? '';
    const known = byName.get(key);
    if (known === undefined) byName.set(key, [principal]);
    else known.push(principal);
  }
  const rulesOf = (identity: Parameters<AccessControl['mayPublish']>[0]): OwnAccessRules => {
    const known = byName.get(identity.username ?? '') ?? [];
    const exact = known.find(({ clientId }) => clientId === identity.clientId);
    if (exact !== undefined) return exact;
    return identity.username !== undefined && areAlike(known) ? (known[0] ?? NOTHING) : NOTHING;
  };
  const judge = (rules: readonly OwnAccessRule[], fits: (filter: string) => boolean): boolean => {
    const found = rules.find(({ filter }) => fits(filter));
    return found === undefined ? otherwise : found.effect === 'allow';
  };
  return {
    mayPublish: (identity, topic) =>
      judge(rulesOf(identity).publish, (filter) => matchesFilter(filter, topic)),
    mayReceive: (identity, topic) =>
      judge(rulesOf(identity).subscribe, (filter) => matchesFilter(filter, topic)),
    maySubscribe: (identity, wanted) =>
      judge(rulesOf(identity).subscribe, (filter) => filterCovers(filter, wanted)),
    unsafeName: ({ clientId, username = '' }) => {
      if (names.includes('client-id') && UNSAFE.test(clientId)) return 'client-id';
      return names.includes('username') && UNSAFE.test(username) ? 'username' : undefined;
    },
  };
}

const UNSAFE = /[+#/]|^\$/u;

/** Whether one user name means the same rights under any Client Identifier. */
function areAlike(principals: readonly EmbeddedPrincipal[]): boolean {
  const texts = principals.map(({ publish, subscribe }) => JSON.stringify([publish, subscribe]));
  return new Set(texts).size === 1;
}

/** The same policy without any rights for some clients, by their global indexes. */
export function withoutRights(access: EmbeddedAccess, clients: readonly number[]): EmbeddedAccess {
  const revoked = new Set(clients);
  const principals = access.principals.map((principal, client) =>
    revoked.has(client) ? { ...principal, ...NOTHING } : principal,
  );
  return { ...access, principals };
}
