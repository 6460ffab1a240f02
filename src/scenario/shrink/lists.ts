/** Fewer steps and faults: delta debugging over every list of the scenario whose items may go. */
import { isMap, isScalar, isSeq, type YAMLSeq } from 'yaml';
import { edited, keyOf, placesIn, type Path } from './edit.ts';
import type { StillFails } from './oracle.ts';

interface ListPlace {
  readonly path: Path;
  readonly node: YAMLSeq;
}

/**
 * Takes items out, first half of a list, then smaller parts, down to one. A `drain` stays, unless another stands before it:
 * without it nothing would wait for what a broker still owes.
 */
export async function fewerItems(text: string, stillFails: StillFails): Promise<string> {
  let best = text;
  for (let at = 0; at < listsIn(best).length; at += 1) best = await fewerOf(at, best, stillFails);
  return best;
}

async function fewerOf(at: number, text: string, stillFails: StillFails): Promise<string> {
  let best = text;
  let size = removable(listsIn(best)[at]).length;
  while (size >= 1) {
    for (let end = removable(listsIn(best)[at]).length; end > 0; end -= size) {
      const list = listsIn(best)[at];
      const part = removable(list).slice(Math.max(0, end - size), end);
      const candidate = list === undefined || part.length === 0 ? undefined : without(best, list, part);
      if (candidate !== undefined && (await stillFails(candidate))) best = candidate;
    }
    size = Math.floor(size / 2);
  }
  return best;
}

/** Without faults there is no word of them. */
function without(text: string, { path, node }: ListPlace, items: readonly number[]): string | undefined {
  if (path[0] === 'faults' && items.length === node.items.length) return edited(text, [{ remove: path }]);
  return edited(
    text,
    items.map((item) => ({ remove: [...path, item] })),
  );
}

function listsIn(text: string): ListPlace[] {
  return placesIn(text).flatMap(({ path, node }) =>
    isSeq(node) && path[0] !== 'access' && LISTS.has(keyOf(path)) ? [{ path, node }] : [],
  );
}

/** Branches of `parallel` may be lists, too, and names of groups. Rules of `access` are no items: they say what is right. */
const LISTS = new Set(['steps', 'parallel', 'background', 'faults', 'filters', 'clients']);

function removable(list: ListPlace | undefined): number[] {
  const items = list?.node.items ?? [];
  return items.flatMap((item, at) => (isDrain(item) && !isDrain(items[at - 1]) ? [] : [at]));
}

function isDrain(item: unknown): boolean {
  if (!isMap(item)) return false;
  const [entry] = item.items;
  return isScalar(entry?.key) && entry.key.value === 'drain';
}
