/** Changes to the text of a scenario that keep everything else of it as its author wrote it. */
import { isMap, isNode, isScalar, isSeq, parseDocument, type Document, type Node } from 'yaml';

export type Path = readonly (string | number)[];

export type Edit =
  { readonly remove: Path } | { readonly path: Path; readonly value: string | number | readonly string[] };

const LINE_WIDTH = 120;

/** The text with the changes; undefined where it cannot be written so, as where an alias would lose its anchor. */
export function edited(text: string, edits: readonly Edit[], head?: string): string | undefined {
  const document = parseDocument(text);
  try {
    for (const edit of inOrder(edits)) {
      if ('remove' in edit) document.deleteIn(edit.remove);
      else document.setIn(edit.path, typeof edit.value === 'object' ? [...edit.value] : edit.value);
    }
    if (head !== undefined) document.commentBefore = head;
    return document.toString({ lineWidth: LINE_WIDTH });
  } catch {
    return undefined;
  }
}

/** Later items of a list first: the others keep their numbers. */
function inOrder(edits: readonly Edit[]): Edit[] {
  return [
    ...edits.filter((edit) => !('remove' in edit)),
    ...edits.filter((edit) => 'remove' in edit).toSorted((a, b) => comparePaths(b.remove, a.remove)),
  ];
}

function comparePaths(a: Path, b: Path): number {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const [left, right] = [a[at], b[at]];
    if (left === right) continue;
    return typeof left === 'number' && typeof right === 'number' ? left - right : 0;
  }
  return a.length - b.length;
}

/** A node and where it stands. Aliases are leaves: what they stand for is changed where its anchor is. */
export interface Place {
  readonly path: Path;
  readonly node: Node;
}

/** Everything in the text, outer things before what is in them; nothing where it is no YAML. */
export function placesIn(text: string): Place[] {
  const document: Document = parseDocument(text);
  return document.errors.length > 0 ? [] : below([], document.contents);
}

function below(path: Path, node: unknown): Place[] {
  if (!isNode(node)) return [];
  const own: Place = { path, node };
  if (isSeq(node)) return [own, ...node.items.flatMap((item, at) => below([...path, at], item))];
  if (!isMap(node)) return [own];
  return [
    own,
    ...node.items.flatMap(({ key, value }) =>
      isScalar(key) && (typeof key.value === 'string' || typeof key.value === 'number')
        ? below([...path, String(key.value)], value)
        : [],
    ),
  ];
}

/** The last name in a path: what a value is the value of, whether alone or in a list. */
export function keyOf(path: Path): string {
  return path.findLast((part) => typeof part === 'string') ?? '';
}
