/** Steps within `parallel`, `background` and `repeat` become steps of the list that they stand in. */
import { isMap, isNode, isSeq, parseDocument, type Node } from 'yaml';
import { edited, placesIn, type Path } from './edit.ts';
import type { StillFails } from './oracle.ts';

export async function flatter(text: string, stillFails: StillFails): Promise<string> {
  let best = text;
  for (let at = 0; at < nestsIn(best).length;) {
    const candidate = flattened(best, nestsIn(best)[at]);
    if (candidate !== undefined && (await stillFails(candidate))) best = candidate;
    else at += 1;
  }
  return best;
}

/** Places of the steps that are made of others. */
function nestsIn(text: string): Path[] {
  return placesIn(text).flatMap(({ path, node }) =>
    typeof path.at(-1) === 'number' && innerSteps(node).length > 0 ? [path] : [],
  );
}

function flattened(text: string, path: Path | undefined): string | undefined {
  const document = parseDocument(text);
  const list = path === undefined ? undefined : document.getIn(path.slice(0, -1));
  const at = path?.at(-1);
  if (!isSeq(list) || typeof at !== 'number') return undefined;
  list.items.splice(at, 1, ...innerSteps(list.items[at]));
  return edited(document.toString(), []);
}

function innerSteps(step: unknown): Node[] {
  if (!isMap(step)) return [];
  const inner = step.get('parallel') ?? step.get('background') ?? step.getIn(['repeat', 'steps']);
  if (isMap(inner)) return [inner];
  if (!isSeq(inner)) return [];
  return inner.items.flatMap((item) => (isSeq(item) ? item.items : [item])).filter(isNode);
}
