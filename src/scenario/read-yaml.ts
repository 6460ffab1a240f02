/**
 * YAML 1.2 text to a tree with positions, in time and memory proportional to the text: deep nesting is found before
 * anything recursive runs, and aliases share nodes instead of copying them.
 */
import { Composer, isScalar, Parser, type CST, type Document, type YAMLError } from 'yaml';
import type { ProblemCode, Span } from './problem.ts';
import { SourceTreeBuilder } from './source-tree-builder.ts';
import type { SourceNode } from './source-tree.ts';
import { TextLines } from './text-lines.ts';

export const FILE_BYTES_MAX = 1_048_576;
const DEPTH_MAX = 40;

export type Report = (code: ProblemCode, span: Span, message: string, hint?: string) => void;

/** The tree of the only document in `text`, as far as there is one. All problems go to `report`. */
export function readYaml(text: string, report: Report): SourceNode | undefined {
  if (!isReadable(text, report)) return undefined;
  const tokens = [...new Parser().parse(text)];
  const tooDeep = tokens.map((token) => findTooDeep(token, DEPTH_MAX)).find((offset) => offset !== undefined);
  if (tooDeep !== undefined) {
    report('too-deep', at(tooDeep), `nested deeper than ${DEPTH_MAX} levels`);
    return undefined;
  }
  const documents = [...new Composer(COMPOSER_OPTIONS).compose(tokens)];
  const [document, second] = documents;
  if (document === undefined) {
    report(
      'empty-file',
      at(0),
      'the file is empty',
      'a scenario needs at least `name`, `clients` and `steps`',
    );
    return undefined;
  }
  if (second !== undefined) {
    report(
      'yaml-several-documents',
      at(second.range[0]),
      'a scenario file holds one YAML document',
      'remove `---` and what follows',
    );
    return undefined;
  }
  return readDocument(document, text, report);
}

const COMPOSER_OPTIONS = {
  version: '1.2',
  schema: 'core',
  uniqueKeys: false,
  merge: false,
  logLevel: 'silent',
} as const;

function readDocument(document: Document.Parsed, text: string, report: Report): SourceNode | undefined {
  for (const problem of firstOfEachLine([...document.errors, ...document.warnings], text))
    reportYamlError(problem, text, report);
  if (document.errors.length > 0) return undefined;
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) {
    report(
      'empty-file',
      at(0),
      'the file is empty',
      'a scenario needs at least `name`, `clients` and `steps`',
    );
    return undefined;
  }
  return new SourceTreeBuilder(text, report).build(contents);
}

function isReadable(text: string, report: Report): boolean {
  if (Buffer.byteLength(text) > FILE_BYTES_MAX) {
    report('file-too-large', at(0), `the file is larger than ${FILE_BYTES_MAX} bytes`);
    return false;
  }
  const odd = /[^\P{Cc}\t\n\r\u0085]|\uFFFD/u.exec(text);
  if (odd === null) return true;
  const code = (odd[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  report(
    'not-text',
    at(odd.index),
    `the character U+${code} does not belong in a text file`,
    'a scenario is a YAML file in UTF-8',
  );
  return false;
}

function at(offset: number): Span {
  return { start: offset, end: offset + 1 };
}

/** The offset of the first node nested too deep. Recurses no further than the limit. */
function findTooDeep(token: CST.Token | null | undefined, levelsLeft: number): number | undefined {
  if (token === null || token === undefined) return undefined;
  if (levelsLeft === 0) return token.offset;
  if (token.type === 'document') return findTooDeep(token.value, levelsLeft - 1);
  if (!('items' in token)) return undefined;
  for (const item of token.items) {
    const found = findTooDeep(item.key, levelsLeft - 1) ?? findTooDeep(item.value, levelsLeft - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** One slip makes several errors on its line. */
function firstOfEachLine(errors: readonly YAMLError[], text: string): YAMLError[] {
  const lines = new TextLines(text);
  const seen = new Set<number>();
  return errors.filter((error) => {
    const { line } = lines.locate({ start: error.pos[0], end: error.pos[1] });
    return !seen.has(line) && seen.add(line);
  });
}

function reportYamlError(error: YAMLError, text: string, report: Report): void {
  const span = { start: error.pos[0], end: error.pos[1] };
  const message = error.message.replace(/\s+/gu, ' ');
  if (error.code === 'TAB_AS_INDENT')
    report('yaml-tab', span, 'a tab cannot indent YAML', 'indent with spaces');
  else if (error.code === 'TAG_RESOLVE_FAILED')
    report('yaml-tag', span, message, 'remove the `!tag`: scenarios have none');
  else report('yaml-syntax', span, message, braceHint(text, span.start));
}

/** `{ count: ${n} }` is the mistake that this language invites: braces have a meaning of their own there. */
function braceHint(text: string, offset: number): string | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const line = text.slice(start, end < 0 ? undefined : end);
  return line.includes('${') ? 'put text with ${…} in quotes: "${…}"' : undefined;
}
