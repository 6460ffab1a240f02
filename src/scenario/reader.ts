import {
  bindTemplate,
  bindValue,
  type BindResult,
  type ClientName,
  type NameSources,
} from './bind-template.ts';
import type { TemplateValue } from './evaluate-template.ts';
import { hasInterpolation, literalTemplate, parseTemplate } from './parse-template.ts';
import type { Problem, ProblemCode, Span } from './problem.ts';
import { entryOf, type SourceNode, type SourceScalar } from './source-tree.ts';
import type { Rows } from './rows.ts';
import type { Template } from './template.ts';
import { TextLines } from './text-lines.ts';

const PROBLEMS_MAX = 100;

/** What reading one file needs and leaves behind: problems, the values of names, and where each object stood. */
export class Reader implements NameSources {
  readonly #file: string;
  readonly #lines: TextLines;
  readonly #problems: Problem[] = [];
  readonly #places = new WeakMap<object, SourceNode>();
  /** Filled while `vars` is read, before anything else. */
  readonly vars = new Map<string, TemplateValue | undefined>();
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Vars that come from the environment, as they are written: their values may be secrets and stand in no report. */
  readonly hiddenVars = new Map<string, string>();
  /** Rows by group, of those groups that have enough of them. */
  readonly rows = new Map<string, Rows>();
  /** Names under `clients`, also of groups with problems of their own. */
  groupNames: readonly string[] = [];
  stepCount = 0;
  /** The key whose value is being read: messages that say what is needed begin with it. */
  #subject = '';

  constructor(file: string, text: string, env: Readonly<Record<string, string | undefined>>) {
    this.#file = file;
    this.#lines = new TextLines(text);
    this.env = env;
  }

  /** All problems, in the order of the file. */
  get problems(): readonly Problem[] {
    return this.#problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
  }

  /** Reads the value of `key`. */
  under<T>(key: string, read: () => T): T {
    const outer = this.#subject;
    this.#subject = key;
    try {
      return read();
    } finally {
      this.#subject = outer;
    }
  }

  /** A message that begins with `needs` gets the current key for a subject. */
  report(code: ProblemCode, span: Span, message: string, hint?: string): void {
    if (this.#problems.length > PROBLEMS_MAX) return;
    const place = { file: this.#file, ...this.#lines.locate(span) };
    if (
      this.#problems.some(
        (known) => known.code === code && known.line === place.line && known.column === place.column,
      )
    )
      return undefined;
    if (this.#problems.length === PROBLEMS_MAX)
      this.#problems.push({
        code: 'too-many-problems',
        ...place,
        message: `more than ${PROBLEMS_MAX} problems: the rest is not shown`,
      });
    else
      this.#problems.push({
        code,
        ...place,
        message: this.#sentence(message),
        ...(hint === undefined ? {} : { hint }),
      });
  }

  /** Remembers where an object or list was read, for later checks. */
  remember(value: object, node: SourceNode): void {
    this.#places.set(value, node);
  }

  /** Says that `value` stood where `other` was read. */
  rememberLike(value: object, other: object): void {
    const node = this.#places.get(other);
    if (node !== undefined) this.#places.set(value, node);
  }

  /** Whether it is known where `value` stands. */
  isPlaced(value: object): boolean {
    return this.#places.has(value);
  }

  /** Where `value`, or its entry `key`, stands in the file. */
  spanOf(value: object, key?: string | number): Span {
    const node = this.#places.get(value);
    const inner =
      typeof key === 'number' && node?.kind === 'list' ? node.items[key] : entryOf(node, String(key))?.value;
    return inner?.span ?? node?.span ?? { start: 0, end: 1 };
  }

  /** Where the word `key` of an entry stands; the whole object where there is none. */
  keySpanOf(value: object, key: string): Span {
    return entryOf(this.#places.get(value), key)?.keySpan ?? this.spanOf(value);
  }

  /** The beginning of an object: enough to point at, for it may go on for pages. */
  startOf(value: object): Span {
    const node = this.#places.get(value);
    const end = node?.kind === 'map' ? node.entries[0]?.keySpan.end : undefined;
    const { start, end: nodeEnd } = this.spanOf(value);
    return { start, end: end ?? nodeEnd };
  }

  /** Whether the file has one of these keys, even if its value is wrong. */
  hasKey(value: object, ...keys: readonly string[]): boolean {
    return keys.some((key) => entryOf(this.#places.get(value), key) !== undefined);
  }

  /** The value of a scalar after `${…}`; `interpolated` values may be numbers in the form of text. */
  constant(
    node: SourceScalar,
  ): { value: TemplateValue | boolean | null; text: string; interpolated: boolean } | undefined {
    if (typeof node.value !== 'string' || !hasInterpolation(node.value))
      return { value: node.value, text: node.text, interpolated: false };
    const template = this.#parse(node);
    if (template === undefined) return undefined;
    const value = bindValue(template, this);
    if (typeof value === 'object') {
      this.#settle(value, node);
      return undefined;
    }
    return { value, text: String(value), interpolated: true };
  }

  /** A template whose values may differ by the names in `allowed`. */
  template(node: SourceScalar, allowed: readonly ClientName[]): Template | undefined {
    if (typeof node.value !== 'string' || !hasInterpolation(node.value)) return literalTemplate(node.text);
    const template = this.#parse(node);
    if (template === undefined) return undefined;
    const bound = bindTemplate(template, this, allowed);
    if (bound.kind === 'bound') return bound.template;
    this.#settle(bound, node);
    return undefined;
  }

  #sentence(message: string): string {
    return message.startsWith('needs ') && this.#subject !== '' ? `\`${this.#subject}\` ${message}` : message;
  }

  #parse(node: SourceScalar): Template | undefined {
    const parsed = parseTemplate(node.text);
    if (parsed.ok) return parsed.template;
    this.report('bad-template', this.#inside(node, parsed.offset, 1), parsed.problem);
    return undefined;
  }

  #settle(result: BindResult, node: SourceScalar): void {
    if (result.kind !== 'wrong') return;
    const { code, message, hint, path } = result.fault;
    const offset = path === undefined ? -1 : findName(node.text, path);
    this.report(
      code,
      offset < 0 ? node.span : this.#inside(node, offset, (path ?? '').length),
      message,
      hint,
    );
  }

  #inside(node: SourceScalar, offset: number, length: number): Span {
    if (node.textStart === undefined) return node.span;
    return { start: node.textStart + offset, end: node.textStart + offset + length };
  }
}

function findName(text: string, path: string): number {
  const first = text.indexOf('${');
  const escaped = path.replaceAll('.', '\\.');
  const found = new RegExp(`(?<![\\w.])${escaped}(?![\\w.])`, 'u').exec(text.slice(first));
  return found === null ? -1 : first + found.index;
}
