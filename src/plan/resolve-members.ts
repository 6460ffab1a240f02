import { present } from '../base/assert.ts';
import type { MembersSpec } from '../scenario/types.ts';
import { normalizeMembers } from './members.ts';
import { shareOfGroup } from './share.ts';
import type { ClientRange, Members, PlannedGroup } from './types.ts';

/** Names of groups and shares to clients; each share of a group is chosen once. */
export class MemberResolver {
  readonly #groups: readonly PlannedGroup[];
  readonly #seed: number;
  readonly #shares = new Map<string, Members>();

  constructor(groups: readonly PlannedGroup[], seed: number) {
    this.#groups = groups;
    this.#seed = seed;
  }

  resolve(spec: MembersSpec): Members {
    const { clients } = spec;
    const groups = clients === 'all' ? this.#groups : clients.map((name) => this.#group(name));
    return normalizeMembers(groups.flatMap((group) => this.#share(group, spec.share ?? 1)));
  }

  /** Those of `members` whose sessions may outlive their connections. */
  keepingSessions(members: Members): Members {
    const keeping = this.#groups.filter(
      ({ cleanStart, sessionExpirySeconds = 0 }) => !cleanStart || sessionExpirySeconds > 0,
    );
    return keeping.flatMap((group) => members.flatMap((range) => overlap(range, group)));
  }

  #share(group: PlannedGroup, share: number): Members {
    const key = `${group.name} ${share}`;
    let members = this.#shares.get(key);
    if (members === undefined) this.#shares.set(key, (members = shareOfGroup(group, share, this.#seed)));
    return members;
  }

  #group(name: string): PlannedGroup {
    return present(
      this.#groups.find((group) => group.name === name),
      `the group ${name}`,
    );
  }
}

function overlap(a: ClientRange, b: ClientRange): Members {
  const first = Math.max(a.first, b.first);
  const count = Math.min(a.first + a.count, b.first + b.count) - first;
  return count > 0 ? [{ first, count }] : [];
}
