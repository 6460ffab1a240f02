/** Topic Names and Topic Filters (section 4.7) and the filters of Shared Subscriptions (5.0 section 4.8.2). */
import type { Clause } from './clause.ts';
import type { ProtocolVersion } from './constants.ts';
import { isWellFormed } from './utf8.ts';

const TOPIC_BYTES_MAX = 65_535;
const SLASH = 0x2f;
const PLUS = 0x2b;
const HASH = 0x23;
const DOLLAR = 0x24;

export interface TopicFault {
  /** Half a sentence, for behind the topic. */
  readonly reason: string;
  readonly clause: Clause;
}

type Clauses = Readonly<Record<ProtocolVersion, Clause>>;

const CLAUSES = {
  wildcardInName: { 4: '311:4.7.1-1', 5: '5:4.7.0-1' },
  hash: { 4: '311:4.7.1-2', 5: '5:4.7.1-1' },
  plus: { 4: '311:4.7.1-3', 5: '5:4.7.1-2' },
  empty: { 4: '311:4.7.3-1', 5: '5:4.7.3-1' },
  nul: { 4: '311:4.7.3-2', 5: '5:4.7.3-2' },
  long: { 4: '311:4.7.3-3', 5: '5:4.7.3-3' },
  text: { 4: '311:1.5.3-1', 5: '5:1.5.4-1' },
} satisfies Record<string, Clauses>;

/** What keeps `topic` from being a Topic Name; undefined if nothing does. */
export function topicNameFault(topic: string, version: ProtocolVersion): TopicFault | undefined {
  const fault = textFault(topic, version);
  if (fault !== undefined) return fault;
  if (!topic.includes('+') && !topic.includes('#')) return undefined;
  return { reason: 'has a wildcard, which only a filter may have', clause: CLAUSES.wildcardInName[version] };
}

/** What keeps `filter` from being a Topic Filter, by 5.0 a shared one too; undefined if nothing does. */
export function topicFilterFault(filter: string, version: ProtocolVersion): TopicFault | undefined {
  const fault = textFault(filter, version);
  if (fault !== undefined) return fault;
  if (version === 5 && isShared(filter)) return sharedFault(filter);
  return wildcardFault(filter, version);
}

function textFault(text: string, version: ProtocolVersion): TopicFault | undefined {
  if (text === '') return { reason: 'is empty', clause: CLAUSES.empty[version] };
  if (text.includes('\0')) return { reason: 'has the character U+0000', clause: CLAUSES.nul[version] };
  if (!isWellFormed(text)) return { reason: 'has a lone surrogate', clause: CLAUSES.text[version] };
  if (Buffer.byteLength(text) <= TOPIC_BYTES_MAX) return undefined;
  return { reason: 'takes more than 65,535 bytes', clause: CLAUSES.long[version] };
}

function wildcardFault(filter: string, version: ProtocolVersion): TopicFault | undefined {
  for (let at = 0; at < filter.length; at += 1) {
    const char = filter.charCodeAt(at);
    if (char !== PLUS && char !== HASH) continue;
    const levelStart = at === 0 || filter.charCodeAt(at - 1) === SLASH;
    const last = at === filter.length - 1;
    if (char === HASH && !(levelStart && last)) {
      return { reason: 'has a # that is not the whole last level', clause: CLAUSES.hash[version] };
    }
    if (!levelStart || !(last || filter.charCodeAt(at + 1) === SLASH)) {
      return { reason: 'has a + that is not a whole level', clause: CLAUSES.plus[version] };
    }
  }
  return undefined;
}

/** `$share/{ShareName}/{filter}` of 5.0. */
export interface SharedFilter {
  readonly group: string;
  readonly filter: string;
}

const SHARE_PREFIX = '$share/';

/** `$share` alone, without a separator, is an ordinary filter. */
function isShared(filter: string): boolean {
  return filter.startsWith(SHARE_PREFIX);
}

/** The parts of a well-formed shared filter; undefined for any other filter. */
export function parseSharedFilter(filter: string): SharedFilter | undefined {
  if (!isShared(filter) || sharedFault(filter) !== undefined) return undefined;
  const groupEnd = filter.indexOf('/', SHARE_PREFIX.length);
  return { group: filter.slice(SHARE_PREFIX.length, groupEnd), filter: filter.slice(groupEnd + 1) };
}

function sharedFault(filter: string): TopicFault | undefined {
  const groupEnd = filter.indexOf('/', SHARE_PREFIX.length);
  const group = filter.slice(SHARE_PREFIX.length, groupEnd === -1 ? undefined : groupEnd);
  if (group === '') return { reason: 'has an empty share name', clause: '5:4.8.2-1' };
  if (group.includes('+') || group.includes('#'))
    return { reason: 'has a wildcard in its share name', clause: '5:4.8.2-2' };
  if (groupEnd === -1 || groupEnd === filter.length - 1) {
    return { reason: 'has no filter behind its share name', clause: '5:4.8.2-2' };
  }
  return wildcardFault(filter.slice(groupEnd + 1), 5);
}

/**
 * Whether a valid, not shared filter matches a valid Topic Name. A filter that starts with a wildcard matches no
 * topic that starts with `$` (`5:4.7.2-1`, `311:4.7.2-1`), and `a/#` matches `a` (section 4.7.1.2).
 */
export function matchesFilter(filter: string, topic: string): boolean {
  const first = filter.charCodeAt(0);
  if (topic.charCodeAt(0) === DOLLAR && (first === PLUS || first === HASH)) return false;
  let at = 0;
  let topicAt = 0;
  while (at < filter.length) {
    const char = filter.charCodeAt(at);
    if (char === HASH) return true;
    if (char === PLUS) {
      topicAt = levelEnd(topic, topicAt);
    } else if (topicAt < topic.length && char === topic.charCodeAt(topicAt)) {
      topicAt += 1;
    } else {
      return topicAt === topic.length && at === filter.length - 2 && filter.endsWith('/#');
    }
    at += 1;
  }
  return topicAt === topic.length;
}

function levelEnd(topic: string, from: number): number {
  const slash = topic.indexOf('/', from);
  return slash === -1 ? topic.length : slash;
}
