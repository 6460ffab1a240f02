/** What a conformance case is, and how one is written down. See README.md beside this file. */
import { assert } from '../base/assert.ts';
import type { Clause } from '../protocol/clause.ts';
import type { ProtocolVersion, QoS } from '../protocol/constants.ts';
import { statement } from '../protocol/statements.ts';
import type { CaseContext } from './context.ts';
import type { PrincipalNeed } from './principals.ts';

/** What a target must have for a case to mean anything. Absent: nothing beyond the protocol's MUSTs. */
export interface Needs {
  readonly qos?: QoS;
  readonly retain?: true;
  readonly wildcards?: true;
  readonly sharedSubscriptions?: true;
  readonly subscriptionIdentifiers?: true;
  /** The target accepts Topic Aliases (Topic Alias Maximum above 0). */
  readonly topicAlias?: true;
  /** Sessions outlive their connection for at least so many seconds. */
  readonly sessionS?: number;
  /** The target accepts clients without credentials, so that a refusal is for the reason the case has in mind. */
  readonly anonymous?: true;
  /** The target has said in CONNACK, or its profile declares, that it lacks this. */
  readonly without?:
    'qos-1' | 'qos-2' | 'retain' | 'wildcards' | 'shared-subscriptions' | 'subscription-identifiers';
  /** What the profile has to supply. */
  readonly profile?: PrincipalNeed | 'enhanced-authentication' | 'websocket';
}

/** MUST fails, SHOULD warns, MAY informs. */
export type Level = 'MUST' | 'SHOULD' | 'MAY';

export interface ConformanceCase {
  /** `5:3.1.2-24`, with `/part` where a statement has several cases. Stable. */
  readonly id: string;
  readonly statement: Clause;
  readonly version: ProtocolVersion;
  /** A sentence of what the broker does. */
  readonly title: string;
  readonly level: Level;
  readonly needs: Needs;
  /** Milliseconds it takes by its nature; 0 for a case that only waits for answers. The longest start first. */
  readonly lastsMs: number;
  /** Feeds the broker bytes that could break it: it is probed for life afterwards. */
  readonly isDestructive: boolean;
  /** Subscribes to topics of others: run apart, since a message for several clients may take other ways in a broker. */
  readonly hearsAll: boolean;
  /** What it asks is whether content is altered: altered messages are its answer, not a reason to distrust it. */
  readonly isAboutContent: boolean;
  readonly run: (context: CaseContext) => Promise<void>;
}

type Ids<Prefix extends string> = `${Prefix}:${string}` | readonly `${Prefix}:${string}`[];

export interface CaseText {
  /** The statements it judges, by version: one case comes of each. The text of `run` serves them all. */
  readonly ids: { readonly 4?: Ids<'311'>; readonly 5?: Ids<'5'> };
  /** Tells the cases of one statement apart. */
  readonly part?: string;
  readonly title: string;
  /** The statement's own where absent. */
  readonly level?: Level;
  readonly needs?: Needs;
  readonly lastsMs?: number;
  readonly destructive?: true;
  readonly hearsAll?: true;
  readonly aboutContent?: true;
  readonly run: (context: CaseContext) => Promise<void>;
}

/** The cases of a text: one for each statement it names. */
export function defineCase(text: CaseText): ConformanceCase[] {
  return ([4, 5] as const).flatMap((version) => idsOf(text, version).map((id) => caseOf(text, version, id)));
}

/** The cases of several texts, in order. */
export function defineCases(...texts: readonly CaseText[]): ConformanceCase[] {
  return texts.flatMap(defineCase);
}

function idsOf({ ids }: CaseText, version: ProtocolVersion): readonly Clause[] {
  const given: Clause | readonly Clause[] | undefined = ids[version];
  if (given === undefined) return [];
  return typeof given === 'string' ? [given] : given;
}

function caseOf(text: CaseText, version: ProtocolVersion, clause: Clause): ConformanceCase {
  const { part, title, needs = {}, lastsMs = 0, destructive, hearsAll, aboutContent, run } = text;
  return {
    id: part === undefined ? clause : `${clause}/${part}`,
    statement: clause,
    version,
    title,
    level: text.level ?? levelOf(clause),
    needs,
    lastsMs,
    isDestructive: destructive === true,
    hearsAll: hearsAll === true,
    isAboutContent: aboutContent === true,
    run,
  };
}

/** Our own rules (`5:U-integrity`) are no statements of the catalogue, and none of them is optional. */
function levelOf(clause: Clause): Level {
  const level = statement(clause)?.level ?? 'MUST';
  if (level === 'MAY') return 'MAY';
  return level.startsWith('SHOULD') ? 'SHOULD' : 'MUST';
}

/** Section of a statement id, for order and selection: `3.1.2` of `5:3.1.2-24`, `4.8.2` of `5:U-4.8.2-1`. */
export function sectionOf(clause: Clause): string {
  const rest = clause.slice(clause.indexOf(':') + 1).replace(/^U-|^§/u, '');
  const section = /^[\d.]+/u.exec(rest)?.[0] ?? '';
  assert(section !== '' || /^[a-z]/iu.test(rest), `${clause} has no section`);
  return section;
}
