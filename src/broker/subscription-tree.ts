import type { ShareKey } from './delivery.ts';
import type { Session } from './session.ts';
import { SharedGroup } from './shared-group.ts';
import type { Subscription } from './subscription.ts';

/** Everything that subscribes to one topic. */
export interface TopicMatch {
  readonly subscriptions: readonly Subscription[];
  readonly groups: readonly SharedGroup[];
}

interface Found {
  readonly subscriptions: Subscription[];
  readonly groups: SharedGroup[];
}

interface Node {
  readonly children: Map<string, Node>;
  readonly subscriptions: Set<Subscription>;
  readonly groups: Map<string, SharedGroup>;
}

const CACHED_TOPICS_MAX = 8_192;

/**
 * All Subscriptions by Topic Filter, one node a level; `+` and `#` are levels like others on the way in
 * and taken at every step on the way of a topic. Levels are compared as they are (5:4.7.3-4).
 * The answer for a topic is kept until the next change: load goes to few topics many times.
 */
export class SubscriptionTree {
  readonly #root: Node = newNode();
  readonly #bySession = new Map<Session, Map<string, Subscription>>();
  readonly #matches = new Map<string, TopicMatch>();
  #size = 0;

  /** How many Subscriptions there are. */
  get size(): number {
    return this.#size;
  }

  /** The session's Subscription with exactly this filter. */
  find(session: Session, filter: string): Subscription | undefined {
    return this.#bySession.get(session)?.get(filter);
  }

  /** How many Subscriptions the session has. */
  countOf(session: Session): number {
    return this.#bySession.get(session)?.size ?? 0;
  }

  /** Adds a Subscription that `find` does not know. */
  add(subscription: Subscription): void {
    const share = subscription.share;
    const node = this.#makeNode(share?.filter ?? subscription.filter);
    if (share === undefined) node.subscriptions.add(subscription);
    else groupIn(node, share).add(subscription);
    const own = this.#bySession.get(subscription.session);
    if (own === undefined)
      this.#bySession.set(subscription.session, new Map([[subscription.filter, subscription]]));
    else own.set(subscription.filter, subscription);
    this.#size += 1;
    this.#matches.clear();
  }

  remove(subscription: Subscription): void {
    const own = this.#bySession.get(subscription.session);
    if (own?.delete(subscription.filter) !== true) return;
    if (own.size === 0) this.#bySession.delete(subscription.session);
    this.#unhang(subscription);
    this.#size -= 1;
    this.#matches.clear();
  }

  /** Removes every Subscription of an ended session. */
  removeAll(session: Session): void {
    for (const subscription of [...(this.#bySession.get(session)?.values() ?? [])]) this.remove(subscription);
  }

  /** The group a key names, while it has members. */
  group(key: ShareKey): SharedGroup | undefined {
    return this.#pathOf(key.filter.split('/')).at(-1)?.groups.get(key.name);
  }

  match(topic: string): TopicMatch {
    const known = this.#matches.get(topic);
    if (known !== undefined) return known;
    const found = collect(this.#root, topic);
    if (this.#matches.size >= CACHED_TOPICS_MAX) this.#matches.clear();
    this.#matches.set(topic, found);
    return found;
  }

  #unhang(subscription: Subscription): void {
    const levels = (subscription.share?.filter ?? subscription.filter).split('/');
    const path = this.#pathOf(levels);
    const node = path.at(-1);
    if (node === undefined) return;
    removeFrom(node, subscription);
    prune(path, levels);
  }

  #makeNode(filter: string): Node {
    let node = this.#root;
    for (const level of filter.split('/')) {
      let child = node.children.get(level);
      if (child === undefined) {
        child = newNode();
        node.children.set(level, child);
      }
      node = child;
    }
    return node;
  }

  /** The nodes from the root to the end of the filter; empty when there is no such filter. */
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

function newNode(): Node {
  return { children: new Map(), subscriptions: new Set(), groups: new Map() };
}

function groupIn(node: Node, key: ShareKey): SharedGroup {
  let group = node.groups.get(key.name);
  if (group === undefined) {
    group = new SharedGroup(key);
    node.groups.set(key.name, group);
  }
  return group;
}

/**
 * Walks with a stack of its own: a filter may have as many levels as fit into 65,535 bytes.
 * A wildcard at the first level does not match a topic that starts with `$` (5:4.7.2-1).
 */
function collect(root: Node, topic: string): Found {
  const levels = topic.split('/');
  const found: Found = { subscriptions: [], groups: [] };
  const nodes = [root];
  const depths = [0];
  const hidden = topic.startsWith('$');
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    const depth = depths.pop() as number;
    const wildcards = depth > 0 || !hidden;
    const rest = wildcards ? node.children.get('#') : undefined;
    if (rest !== undefined) take(rest, found);
    if (depth === levels.length) {
      take(node, found);
      continue;
    }
    push(nodes, depths, node.children.get(levels[depth] as string), depth + 1);
    if (wildcards) push(nodes, depths, node.children.get('+'), depth + 1);
  }
  return found;
}

function push(nodes: Node[], depths: number[], node: Node | undefined, depth: number): void {
  if (node === undefined) return;
  nodes.push(node);
  depths.push(depth);
}

function take(node: Node, found: Found): void {
  for (const subscription of node.subscriptions) found.subscriptions.push(subscription);
  for (const group of node.groups.values()) found.groups.push(group);
}

function removeFrom(node: Node, subscription: Subscription): void {
  const share = subscription.share;
  if (share === undefined) {
    node.subscriptions.delete(subscription);
    return;
  }
  const group = node.groups.get(share.name);
  group?.remove(subscription);
  if (group?.size === 0) node.groups.delete(share.name);
}

/** Takes away the nodes at the end of the path that hold nothing any more. */
function prune(path: readonly Node[], levels: readonly string[]): void {
  for (let depth = levels.length; depth > 0; depth -= 1) {
    const node = path[depth] as Node;
    if (node.children.size + node.subscriptions.size + node.groups.size > 0) return;
    path[depth - 1]?.children.delete(levels[depth - 1] as string);
  }
}
