import { matchesFilter } from '../protocol/topics.ts';
import type { AccessControl } from './access.ts';
import type { Identity } from './session.ts';
import { filterCovers } from './filter-covers.ts';

/** One line of access control. The first rule that fits decides. */
export interface AclRule {
  readonly effect: 'allow' | 'deny';
  readonly action: 'publish' | 'subscribe' | 'both';
  /** A Topic Filter, in which `%c` stands for the Client Identifier and `%u` for the user name. */
  readonly filter: string;
  /** The rule holds for this user only; for everyone where absent. */
  readonly username?: string | undefined;
}

export interface AclOptions {
  readonly rules: readonly AclRule[];
  /** What holds where no rule fits. */
  readonly otherwise: 'allow' | 'deny';
}

/** A rule with the names of one client filled in. */
interface OwnRule {
  readonly allows: boolean;
  readonly filter: string;
}

type Verdicts = Map<string, boolean>;

interface OwnRules {
  readonly publish: readonly OwnRule[];
  readonly subscribe: readonly OwnRule[];
  readonly mayPublish: Verdicts;
  readonly mayReceive: Verdicts;
}

const CACHED_TOPICS_MAX = 1_024;

/** Access control by rules. Verdicts on topics are kept for each client: load asks the same question many times. */
export function aclAccess(options: AclOptions): AccessControl {
  const known = new WeakMap<Identity, OwnRules>();
  const otherwise = options.otherwise === 'allow';
  const of = (identity: Identity): OwnRules => {
    let own = known.get(identity);
    if (own === undefined) known.set(identity, (own = ownRules(options.rules, identity)));
    return own;
  };
  const judge = (rules: readonly OwnRule[], verdicts: Verdicts, topic: string): boolean => {
    const verdict = verdicts.get(topic);
    if (verdict !== undefined) return verdict;
    const found = rules.find(({ filter }) => matchesFilter(filter, topic))?.allows ?? otherwise;
    if (verdicts.size >= CACHED_TOPICS_MAX) verdicts.clear();
    verdicts.set(topic, found);
    return found;
  };
  return {
    mayPublish: (identity, topic) => judge(of(identity).publish, of(identity).mayPublish, topic),
    mayReceive: (identity, topic) => judge(of(identity).subscribe, of(identity).mayReceive, topic),
    maySubscribe: (identity, filter) =>
      of(identity).subscribe.find((rule) => filterCovers(rule.filter, filter))?.allows ?? otherwise,
    unsafeName: (identity) => unsafeName(options.rules, identity),
  };
}

function ownRules(rules: readonly AclRule[], identity: Identity): OwnRules {
  const own = (action: 'publish' | 'subscribe'): OwnRule[] =>
    rules
      .filter((rule) => rule.action === action || rule.action === 'both')
      .flatMap((rule) => ownRule(rule, identity));
  return {
    publish: own('publish'),
    subscribe: own('subscribe'),
    mayPublish: new Map(),
    mayReceive: new Map(),
  };
}

/** The rule with names filled in; nothing where it is another user's, or names a user and there is none. */
function ownRule({ effect, filter, username }: AclRule, identity: Identity): OwnRule[] {
  if (username !== undefined && username !== identity.username) return [];
  const user = identity.username ?? '';
  if (filter.includes('%u') && user === '') return [];
  // One pass, so that a name which itself has `%c` or `%u` in it stays as it is.
  const own = filter.replace(/%[cu]/gu, (name) => (name === '%c' ? identity.clientId : user));
  return [{ allows: effect === 'allow', filter: own }];
}

/** A name with a wildcard or a separator in it would turn its own rule into a rule for other clients' topics. */
function unsafeName(
  rules: readonly AclRule[],
  { clientId, username }: Identity,
): 'client-id' | 'username' | undefined {
  if (UNSAFE.test(clientId) && rules.some(({ filter }) => filter.includes('%c'))) return 'client-id';
  if (UNSAFE.test(username ?? '') && rules.some(({ filter }) => filter.includes('%u'))) return 'username';
  return undefined;
}

const UNSAFE = /[+#/]|^\$/u;
