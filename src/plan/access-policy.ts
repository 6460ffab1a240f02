/** What the policy says of one client: a pure function of the plan. */
import { matchesFilter } from '../protocol/topics.ts';
import { evaluateTemplate, type TemplateValue } from '../scenario/evaluate-template.ts';
import type { Template } from '../scenario/template.ts';
import { templateNames } from '../scenario/template-names.ts';
import { clientSpec, groupOf, scopeOf } from './client-spec.ts';
import type { Plan, PlannedAccessRule } from './types.ts';

export type AccessAction = 'publish' | 'subscribe';
export type AccessWord = 'allowed' | 'denied' | 'unspecified';

/** A rule that is about a certain client, its filters filled in. */
export interface OwnAccessRule {
  readonly effect: 'allow' | 'deny';
  readonly filter: string;
  /** Which rule of the policy it comes from. */
  readonly rule: number;
  /** The filter as it is written. */
  readonly source: string;
}

/** The rules about one client, in order. */
export type OwnAccessRules = Readonly<Record<AccessAction, readonly OwnAccessRule[]>>;

const KNOWN_MAX = 10_000;

/** The policy of a plan. Rules are filled in for a client when it is first asked for. */
export class AccessPolicy {
  readonly #plan: Plan;
  readonly #rules: readonly PlannedAccessRule[];
  readonly #known = new Map<number, OwnAccessRules>();
  readonly #otherwise: AccessWord;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#rules = plan.access?.rules ?? [];
    this.#otherwise = plan.access?.deniesEverythingElse === true ? 'denied' : 'unspecified';
  }

  /** Whether client `client` may publish to, or receive, messages of `topic`. */
  word(client: number, action: AccessAction, topic: string): AccessWord {
    return wordOf(this.rulesOf(client)[action], topic) ?? this.#otherwise;
  }

  /** What holds for somebody whom no rule is about. */
  get otherwise(): AccessWord {
    return this.#otherwise;
  }

  rulesOf(client: number): OwnAccessRules {
    let own = this.#known.get(client);
    if (own === undefined) {
      if (this.#known.size >= KNOWN_MAX) this.#known.clear();
      this.#known.set(client, (own = this.#fill(client)));
    }
    return own;
  }

  #fill(client: number): OwnAccessRules {
    const group = groupOf(this.#plan, client);
    const { clientId, username } = clientSpec(this.#plan, client);
    const scope = { ...scopeOf(this.#plan, group, client), 'client.id': clientId, username: username ?? '' };
    const about = this.#rules.flatMap((rule, at) =>
      isAbout(rule, group.name, clientId, username) ? [{ rule, at }] : [],
    );
    const own = (action: AccessAction): OwnAccessRule[] =>
      about.flatMap(({ rule, at }) =>
        rule[action].flatMap((template) => {
          const filter = fillFilter(template, scope);
          return filter === undefined
            ? []
            : [{ effect: rule.effect, filter, rule: at, source: template.source }];
        }),
      );
    return { publish: own('publish'), subscribe: own('subscribe') };
  }
}

/** What the first rule that fits says; undefined where none does. */
export function wordOf(rules: readonly OwnAccessRule[], topic: string): AccessWord | undefined {
  const found = rules.find(({ filter }) => matchesFilter(filter, topic));
  return found === undefined ? undefined : found.effect === 'allow' ? 'allowed' : 'denied';
}

function isAbout(
  rule: PlannedAccessRule,
  group: string,
  clientId: string,
  username: string | undefined,
): boolean {
  if (!rule.groups.includes(group)) return false;
  if (rule.clientId !== undefined && !looksLike(rule.clientId, clientId)) return false;
  return rule.username === undefined || (username !== undefined && looksLike(rule.username, username));
}

/** `*` stands for any characters, none included. */
export function looksLike(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  const last = rest.at(-1) ?? '';
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest.slice(0, -1)) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

const NAMES = ['client.id', 'username'];

/** A name that is empty, or that would count for more than one level or for a wildcard, has no topics of its own. */
function fillFilter(template: Template, scope: Readonly<Record<string, TemplateValue>>): string | undefined {
  const used = [...templateNames(template)].filter((name) => NAMES.includes(name));
  if (used.some((name) => !isOneLevel(String(scope[name])))) return undefined;
  return evaluateTemplate(template, scope);
}

function isOneLevel(name: string): boolean {
  return name !== '' && !/[+#/]/u.test(name);
}
