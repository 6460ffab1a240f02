import type { Span } from './problem.ts';

/** YAML as this language sees it: scalars, maps and lists that know where they stand. */
export type SourceNode = SourceScalar | SourceMap | SourceList;

export interface SourceScalar {
  readonly kind: 'scalar';
  readonly span: Span;
  readonly value: string | number | boolean | null;
  /** As written, for quantities and for numbers that are meant as text: `007` stays `007`. */
  readonly text: string;
  /** Where `text` begins, when its characters stand one for one in the file; else undefined. */
  readonly textStart: number | undefined;
  /** Nodes in the tree below, itself included, with aliases written out. */
  readonly weight: number;
}

export interface SourceMap {
  readonly kind: 'map';
  readonly span: Span;
  readonly entries: readonly SourceEntry[];
  readonly weight: number;
}

export interface SourceEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: SourceNode;
}

export interface SourceList {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly SourceNode[];
  readonly weight: number;
}

/** The value under `key`, or undefined. */
export function entryOf(node: SourceNode | undefined, key: string): SourceEntry | undefined {
  return node?.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** What people call it: `a list`, `the number 5`, `text`. */
export function describeNode(node: SourceNode): string {
  if (node.kind === 'map') return 'a map';
  if (node.kind === 'list') return 'a list';
  if (node.value === null) return 'nothing';
  if (typeof node.value === 'string') return `the text \`${shorten(node.value)}\``;
  return `the ${typeof node.value === 'number' ? 'number' : 'truth value'} ${shorten(node.text)}`;
}

/** At most 40 characters of what the file says, on one line. */
export function shorten(text: string): string {
  const line = text.replace(/\s+/gu, ' ');
  return line.length <= 40 ? line : `${line.slice(0, 39)}…`;
}
