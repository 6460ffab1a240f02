/** Who connects to a target, and what its profile says that they may do: what cases about access make their attempts of. */
import { matchesFilter } from '../protocol/topics.ts';
import type { Dial } from './context.ts';

/** Who a client says it is. */
export interface Principal {
  readonly username?: string;
  readonly password?: Uint8Array;
  /** Its Client Identifiers; `*` stands for what the suite puts in. Absent: any. */
  readonly clientIds?: string;
  /** How it connects, where it has a certificate of its own. */
  readonly dial?: Dial;
}

export type Action = 'publish' | 'subscribe';

/** Topic Filters; `%c` in them stands for the Client Identifier. */
export type DeclaredRights = Readonly<Record<Action, readonly string[]>>;

/** A principal with what the profile declares of it. What is neither denied nor allowed is left open. */
export interface DeclaredPrincipal extends Principal {
  /** What reports call it. */
  readonly name: string;
  /** The target does not let it connect. */
  readonly isRefused: boolean;
  readonly denied: DeclaredRights;
  readonly allowed: DeclaredRights;
}

/** Takes all rights from somebody, and gives them back. */
export interface RightsControl {
  revoke(whom: { readonly clientId: string; readonly username: string | undefined }): Promise<void>;
  restore(): Promise<void>;
}

/** What a case wants of the principals of a profile. */
export type PrincipalNeed = 'refused' | 'denied-publish' | 'denied-subscribe' | 'own-topics' | 'revocable';

interface Profile {
  readonly principal?: DeclaredPrincipal;
  readonly principals?: readonly DeclaredPrincipal[];
  readonly rights?: RightsControl;
}

const NO_RIGHTS: DeclaredRights = { publish: [], subscribe: [] };

/** Clients that show nothing of themselves. */
export const ANONYMOUS: DeclaredPrincipal = {
  name: 'anonymous clients',
  isRefused: false,
  denied: NO_RIGHTS,
  allowed: NO_RIGHTS,
};

/** Everybody who is let in, whom clients usually are first. */
export function letIn({ principal = ANONYMOUS, principals = [] }: Profile): readonly DeclaredPrincipal[] {
  return [principal, ...principals].filter(({ isRefused }) => !isRefused);
}

/** Whether clients usually show nothing of themselves. */
export function isAnonymous({ principal = ANONYMOUS }: Profile): boolean {
  const { username, password } = principal;
  return username === undefined && password === undefined;
}

export function refusedOnes({ principals = [] }: Profile): readonly DeclaredPrincipal[] {
  return principals.filter(({ isRefused }) => isRefused);
}

/** Somebody who may do that on that topic: whoever is declared to, or else whom clients usually are unless that is denied. */
export function whoMay(profile: Profile, action: Action, topic: string): DeclaredPrincipal | undefined {
  const fits = (filter: string): boolean => matchesFilter(filter, topic);
  const declared = letIn(profile).find(({ allowed }) => allowed[action].some(fits));
  if (declared !== undefined) return declared;
  const { principal = ANONYMOUS } = profile;
  return principal.denied[action].some(fits) ? undefined : principal;
}

/** Something that is denied to one principal: a filter, as declared. */
export interface DeclaredDenial {
  readonly filter: string;
  readonly stranger: DeclaredPrincipal;
}

export function declaredDenials(profile: Profile, action: Action): readonly DeclaredDenial[] {
  return letIn(profile).flatMap((stranger) =>
    stranger.denied[action].map((filter) => ({ filter, stranger })),
  );
}

/** A principal, and a filter of its own topics with `%c` for the Client Identifier. */
export function ownTopics(profile: Profile): readonly DeclaredDenial[] {
  return letIn(profile).flatMap((stranger) =>
    stranger.allowed.subscribe
      .filter((filter) => filter.includes('%c'))
      .map((filter) => ({ filter, stranger })),
  );
}

/** What a profile lacks for a case, and the key that would supply it. */
export function lackOfPrincipals(need: PrincipalNeed, profile: Profile): string | undefined {
  switch (need) {
    case 'refused':
      return refusedOnes(profile).length > 0
        ? undefined
        : 'no principal of the profile is `refused: true`, with credentials that the target does not accept';
    case 'denied-publish':
    case 'denied-subscribe':
      return lackOfDenials(need === 'denied-publish' ? 'publish' : 'subscribe', profile);
    case 'own-topics':
      return ownTopics(profile).length > 0
        ? undefined
        : 'no principal of the profile has `allowed: { subscribe: … }` with `%c` for its Client Identifier';
    case 'revocable':
      return profile.rights === undefined
        ? 'the profile has no hooks `revoke` and `restore`'
        : lackOfRevocable(profile);
  }
}

function lackOfDenials(action: Action, profile: Profile): string | undefined {
  return declaredDenials(profile, action).length > 0
    ? undefined
    : `no principal of the profile has \`denied: { ${action}: … }\`, and there is nothing to try`;
}

/** Somebody other than whom all clients usually are: those would lose their rights as well. */
export function revocable({ principal, principals = [] }: Profile): DeclaredPrincipal | undefined {
  return principals.find(
    ({ isRefused, allowed, username }) =>
      !isRefused &&
      username !== principal?.username &&
      allowed.subscribe.some((filter) => !filter.includes('%c')),
  );
}

function lackOfRevocable(profile: Profile): string | undefined {
  return revocable(profile) === undefined
    ? 'no principal of the profile besides `principal` has `allowed: { subscribe: … }`'
    : undefined;
}

/** Passwords of everybody there is. */
export function secretsOf({ principal, principals = [] }: Profile): readonly Uint8Array[] {
  const all = principal === undefined ? principals : [principal, ...principals];
  return all.flatMap(({ password }) => (password === undefined ? [] : [password]));
}
