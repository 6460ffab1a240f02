/** A part of a document: whole or not there at all. */
export interface Block {
  /** 0 is always there; of the others the highest go first, and of equal ones the last. */
  readonly rank: number;
  readonly lines: readonly string[];
}

/** A comment on GitHub has 65,536 characters at most; the summary of a CI job has more room. */
export const MARKDOWN_CHARS_MAX = 65_000;

const OMITTED =
  '_Some parts are left out, to stay within what a comment may have: the results have them all._';

/** Blocks in their order, an empty line between them. Those of the highest rank are left out until the rest fits. */
export function fitDocument(blocks: readonly Block[], charsMax = MARKDOWN_CHARS_MAX): string {
  const kept = blocks.filter(({ lines }) => lines.length > 0);
  const texts = new Map(kept.map((block) => [block, block.lines.join('\n')]));
  const sizeOf = (block: Block): number => (texts.get(block)?.length ?? 0) + 2;
  let size = kept.reduce((sum, block) => sum + sizeOf(block), 0);
  const leaving = [...kept.entries()].sort(([a, one], [b, other]) => other.rank - one.rank || b - a);
  const gone = new Set<Block>();
  for (const [, block] of leaving) {
    if (size + OMITTED.length + 2 <= charsMax || block.rank === 0) break;
    gone.add(block);
    size -= sizeOf(block);
  }
  const shown = kept.filter((block) => !gone.has(block)).map((block) => texts.get(block) ?? '');
  return `${[...shown, ...(gone.size > 0 ? [OMITTED] : [])].join('\n\n')}\n`.slice(0, charsMax);
}

/** Folded until somebody wants it. `summary` is Markdown without lines of its own. */
export function details(summary: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return ['<details>', `<summary>${summary}</summary>`, '', ...lines, '', '</details>'];
}
