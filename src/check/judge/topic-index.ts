/** The flows of a run by topic, so that a filter finds its flows without trying all of them. */
import { parseSharedFilter } from '../../protocol/topics.ts';

class Level {
  readonly children = new Map<string, Level>();
  flows: number[] | undefined;
}

export class TopicIndex {
  readonly #root = new Level();
  readonly #found = new Map<string, readonly number[]>();

  add(topic: string, flow: number): void {
    let level = this.#root;
    for (const name of topic.split('/')) {
      let child = level.children.get(name);
      if (child === undefined) level.children.set(name, (child = new Level()));
      level = child;
    }
    (level.flows ??= []).push(flow);
  }

  /** The flows whose topics match, a `$share/…` filter by the filter in it. Remembered for each filter. */
  flowsFor(filter: string): readonly number[] {
    const known = this.#found.get(filter);
    if (known !== undefined) return known;
    const found: number[] = [];
    const levels = (parseSharedFilter(filter)?.filter ?? filter).split('/');
    collect(this.#root, levels, 0, found);
    this.#found.set(filter, found);
    return found;
  }
}

function collect(level: Level, filter: readonly string[], depth: number, found: number[]): void {
  const name = filter[depth];
  if (name === undefined) found.push(...(level.flows ?? []));
  else if (name === '#') collectAll(level, depth === 0, found);
  else if (name === '+') {
    for (const [child, next] of level.children)
      if (depth > 0 || !child.startsWith('$')) collect(next, filter, depth + 1, found);
  } else {
    const next = level.children.get(name);
    if (next !== undefined) collect(next, filter, depth + 1, found);
  }
}

/** `a/#` matches `a` as well; a leading wildcard matches no topic that starts with `$`. */
function collectAll(level: Level, atRoot: boolean, found: number[]): void {
  for (const flow of level.flows ?? []) found.push(flow);
  for (const [name, child] of level.children)
    if (!atRoot || !name.startsWith('$')) collectAll(child, false, found);
}
