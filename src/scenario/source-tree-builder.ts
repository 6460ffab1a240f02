import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Alias,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Span } from './problem.ts';
import type { Report } from './read-yaml.ts';
import { shorten, type SourceEntry, type SourceNode } from './source-tree.ts';

/** With aliases written out. A scenario of this size is a mistake or an attack. */
const NODES_MAX = 200_000;

/** Turns the nodes of one YAML document into a {@link SourceNode} tree. */
export class SourceTreeBuilder {
  readonly #text: string;
  readonly #report: Report;
  readonly #anchors = new Map<string, SourceNode | 'unfinished'>();

  constructor(text: string, report: Report) {
    this.#text = text;
    this.#report = report;
  }

  build(contents: unknown): SourceNode | undefined {
    const root = this.#node(contents, { start: 0, end: 1 });
    if (root.weight <= NODES_MAX) return root;
    this.#report('too-many-nodes', root.span, `more than ${NODES_MAX} values, aliases written out`);
    return undefined;
  }

  #node(node: unknown, fallback: Span): SourceNode {
    if (isAlias(node)) return this.#alias(node, fallback);
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return nothingAt(fallback);
    const span = spanOf(node, fallback);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, 'unfinished');
    const built = isScalar(node)
      ? this.#scalar(node, span)
      : isMap(node)
        ? this.#map(node, span)
        : this.#list(node, span);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, built);
    return built;
  }

  #alias(alias: Alias, fallback: Span): SourceNode {
    const span = spanOf(alias, fallback);
    const target = this.#anchors.get(alias.source);
    if (target !== undefined && target !== 'unfinished') return target;
    const problem = target === undefined ? 'has no anchor before it' : 'stands inside itself';
    this.#report('yaml-alias', span, `the alias \`*${shorten(alias.source)}\` ${problem}`);
    return nothingAt(span);
  }

  #scalar(node: Scalar, span: Span): SourceNode {
    const value = node.value;
    const plainValue =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
    const text = typeof value === 'string' ? value : (node.source ?? '');
    return {
      kind: 'scalar',
      span,
      value: plainValue,
      text,
      textStart: this.#textStart(text, span),
      weight: 1,
    };
  }

  /** Plain and quoted scalars without escapes or folding show their text as it is. */
  #textStart(text: string, span: Span): number | undefined {
    if (this.#text.startsWith(text, span.start)) return span.start;
    if (span.end - span.start === text.length + 2 && this.#text.startsWith(text, span.start + 1))
      return span.start + 1;
    return undefined;
  }

  #map(node: YAMLMap, span: Span): SourceNode {
    const entries: SourceEntry[] = [];
    const seen = new Set<string>();
    let weight = 1;
    for (const pair of node.items) {
      const entry = this.#entry(pair, span);
      if (entry === undefined) continue;
      if (seen.has(entry.key)) {
        this.#report('duplicate-key', entry.keySpan, `\`${shorten(entry.key)}\` stands here twice`);
        continue;
      }
      seen.add(entry.key);
      entries.push(entry);
      weight += entry.value.weight;
    }
    return { kind: 'map', span, entries, weight };
  }

  #entry(pair: Pair, map: Span): SourceEntry | undefined {
    const key = this.#node(pair.key, map);
    const value = this.#node(pair.value, key.span);
    if (key.kind === 'scalar' && typeof key.value === 'string')
      return { key: key.value, keySpan: key.span, value };
    this.#report('key-not-text', key.span, 'a key must be text', 'put it in quotes');
    return undefined;
  }

  #list(node: YAMLSeq, span: Span): SourceNode {
    const items = node.items.map((item) => this.#node(item, span));
    const weight = items.reduce((sum, item) => sum + item.weight, 1);
    return { kind: 'list', span, items, weight };
  }
}

function nothingAt(span: Span): SourceNode {
  return { kind: 'scalar', span, value: null, text: '', textStart: undefined, weight: 1 };
}

function spanOf(node: { range?: readonly number[] | null | undefined }, fallback: Span): Span {
  const [start, end] = node.range ?? [];
  if (start === undefined || end === undefined) return fallback;
  return { start, end: Math.max(end, start + 1) };
}
