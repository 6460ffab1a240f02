import type { Template } from './template.ts';

/** A template within a part of a scenario, and what it stands in. */
export interface FoundTemplate {
  readonly template: Template;
  /** The objects and keys that lead to it, outermost first. */
  readonly path: readonly PathPart[];
}

export interface PathPart {
  readonly owner: object;
  readonly key: string | number;
}

/** All templates within `value`. */
export function findTemplates(value: unknown, path: readonly PathPart[] = []): FoundTemplate[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  if (isTemplate(value)) return [{ template: value, path }];
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return entries.flatMap(([key, inner]) => findTemplates(inner, [...path, { owner: value, key }]));
}

function isTemplate(value: object): value is Template {
  return 'source' in value && 'parts' in value && Array.isArray(value.parts);
}
