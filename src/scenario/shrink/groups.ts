/** Fewer groups of clients: one goes with every step that is about nobody else. */
import { isScalar } from 'yaml';
import { edited, keyOf, placesIn, type Edit, type Path, type Place } from './edit.ts';
import type { StillFails } from './oracle.ts';

export async function fewerGroups(text: string, stillFails: StillFails): Promise<string> {
  let best = text;
  for (const group of groupsIn(text)) {
    const candidate = withoutGroup(best, group);
    if (candidate !== undefined && (await stillFails(candidate))) best = candidate;
  }
  return best;
}

function groupsIn(text: string): string[] {
  return placesIn(text).flatMap(({ path }) =>
    path.length === 2 && path[0] === 'clients' ? [String(path[1])] : [],
  );
}

function withoutGroup(text: string, group: string): string | undefined {
  const places = placesIn(text);
  const named = places.filter((place) => names(place, group));
  const removed = named.map(({ path }) => removal(path, places));
  const edits: Edit[] = [{ remove: ['clients', group] }, ...unique(removed).map((remove) => ({ remove }))];
  return edited(text, edits);
}

/** `clients: group` in whatever, and the short `connect: group`. */
function names({ path, node }: Place, group: string): boolean {
  if (path.length < 2 || !isScalar(node) || node.value !== group) return false;
  const key = keyOf(path);
  return key === 'clients' || key === 'accepts' || (path[0] === 'steps' && SHORT.has(key));
}

const SHORT = new Set(['connect', 'disconnect', 'drop', 'resume', 'takeover', 'probe-access']);

/** The name alone where there are others beside it, else the step, fault or rule. */
function removal(path: Path, places: readonly Place[]): Path {
  const list = path.slice(0, -1);
  const others = places.filter(
    (place) => place.path.length === path.length && list.every((part, at) => place.path[at] === part),
  );
  if (typeof path.at(-1) === 'number' && others.length > 1) return path;
  const outer = typeof path.at(-1) === 'number' ? list : path;
  const item = outer.findLastIndex((part) => typeof part === 'number');
  return outer.slice(0, item + 1);
}

function unique(paths: readonly Path[]): Path[] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}
