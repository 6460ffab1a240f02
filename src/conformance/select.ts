import type { ProtocolVersion } from '../protocol/constants.ts';
import { sectionOf, type ConformanceCase, type Level } from './case.ts';

/** Which cases are wanted; what is absent does not restrict. */
export interface Selection {
  readonly version?: ProtocolVersion;
  /** Whole ids, ids of statements, or patterns with `*`; with or without the version in front. */
  readonly ids?: readonly string[];
  /** `3.1` stands for 3.1.2 and 3.1.3.5 as well. */
  readonly sections?: readonly string[];
  readonly levels?: readonly Level[];
  /** Words of which each occurs in title or id: `shared`, `will`. */
  readonly features?: readonly string[];
}

export function selectCases(cases: readonly ConformanceCase[], selection: Selection): ConformanceCase[] {
  return cases.filter((one) => isSelected(one, selection));
}

type Selectable = Pick<ConformanceCase, 'id' | 'statement' | 'version' | 'title' | 'level'>;

export function isSelected(one: Selectable, selection: Selection): boolean {
  const { version, ids, sections, levels, features } = selection;
  if (version !== undefined && one.version !== version) return false;
  if (levels !== undefined && !levels.includes(one.level)) return false;
  if (sections !== undefined && !sections.some((section) => isWithin(sectionOf(one.statement), section)))
    return false;
  const text = `${one.id} ${one.title}`.toLowerCase();
  if (features !== undefined && !features.every((word) => text.includes(word.toLowerCase()))) return false;
  return ids === undefined || ids.some((pattern) => fitsId(one, pattern));
}

function isWithin(section: string, wanted: string): boolean {
  return section === wanted || section.startsWith(`${wanted}.`);
}

function fitsId({ id, statement }: Selectable, pattern: string): boolean {
  const expression = new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`, 'u');
  return [id, statement].some(
    (text) => expression.test(text) || expression.test(text.slice(text.indexOf(':') + 1)),
  );
}

function escaped(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\/]/gu, String.raw`\$&`);
}
