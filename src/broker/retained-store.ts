import { isExpired, type Message } from './message.ts';

interface Node {
  readonly children: Map<string, Node>;
  message: Message | undefined;
}

/** The Retained Messages by topic, one node a level, so that a filter finds them without a scan. */
export class RetainedStore {
  readonly #root: Node = { children: new Map(), message: undefined };
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** True when the topic has a Retained Message. */
  has(topic: string): boolean {
    return this.#pathOf(topic.split('/')).at(-1)?.message !== undefined;
  }

  /** Keeps the message in place of the topic's former one; an empty payload only removes (5:3.3.1-5, -6, -7). */
  store(message: Message): void {
    this.#remove(message.topic);
    if (message.payload.length === 0) return;
    let node = this.#root;
    for (const level of message.topic.split('/')) node = childOf(node, level);
    node.message = message;
    this.#size += 1;
  }

  /** The live messages whose topics match; those found expired are thrown away (U-5.0-3.3.1.3-2). */
  match(filter: string, nowUs: number): Message[] {
    const found = collect(this.#root, filter);
    const live = found.filter((message) => !isExpired(message, nowUs));
    if (live.length === found.length) return live;
    for (const message of found) if (isExpired(message, nowUs)) this.#remove(message.topic);
    return live;
  }

  #remove(topic: string): void {
    const levels = topic.split('/');
    const path = this.#pathOf(levels);
    const node = path.at(-1);
    if (node?.message === undefined) return;
    node.message = undefined;
    this.#size -= 1;
    for (let depth = levels.length; depth > 0; depth -= 1) {
      const below = path[depth] as Node;
      if (below.message !== undefined || below.children.size > 0) return;
      path[depth - 1]?.children.delete(levels[depth - 1] as string);
    }
  }

  /** The nodes from the root to the topic's own; empty when it has none. */
  #pathOf(levels: readonly string[]): Node[] {
    const path = [this.#root];
    for (const level of levels) {
      const child = path.at(-1)?.children.get(level);
      if (child === undefined) return [];
      path.push(child);
    }
    return path;
  }
}

function childOf(node: Node, level: string): Node {
  let child = node.children.get(level);
  if (child === undefined) {
    child = { children: new Map(), message: undefined };
    node.children.set(level, child);
  }
  return child;
}

interface Step {
  readonly node: Node;
  readonly depth: number;
}

/** Walks with a stack of its own: a topic may have as many levels as fit into 65,535 bytes. */
function collect(root: Node, filter: string): Message[] {
  const levels = filter.split('/');
  const found: Message[] = [];
  const steps: Step[] = [{ node: root, depth: 0 }];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    const { node, depth } = step;
    const level = levels[depth];
    if ((level === undefined || level === '#') && node.message !== undefined) found.push(node.message);
    if (level === '#') pushAll(steps, node, depth, node === root);
    else if (level === '+') pushAll(steps, node, depth + 1, node === root);
    else if (level !== undefined) {
      const child = node.children.get(level);
      if (child !== undefined) steps.push({ node: child, depth: depth + 1 });
    }
  }
  return found;
}

/** A leading wildcard does not see topics that start with `$` (5:4.7.2-1). */
function pushAll(steps: Step[], parent: Node, depth: number, isRoot: boolean): void {
  for (const [name, node] of parent.children) {
    if (!isRoot || !name.startsWith('$')) steps.push({ node, depth });
  }
}
