import type { Span } from './problem.ts';

/** Offsets to lines and columns, and lines to their text. A line ends with LF or CRLF. */
export class TextLines {
  readonly #text: string;
  readonly #starts: number[] = [0];

  constructor(text: string) {
    this.#text = text;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  /** Where a span stands; what lies outside the text is moved to its end. */
  locate(span: Span): { line: number; column: number; length: number } {
    const start = Math.min(Math.max(0, span.start), this.#text.length);
    const line = this.#lineAt(start);
    const lineStart = this.#starts[line - 1] ?? 0;
    const lineText = this.lineText(line);
    const column = Math.min(start - lineStart, lineText.length);
    const length = Math.max(1, Math.min(span.end - start, lineText.length - column));
    return { line, column: column + 1, length };
  }

  /** The text of a line, counted from 1, without its line end. */
  lineText(line: number): string {
    const start = this.#starts[line - 1] ?? this.#text.length;
    const end = this.#starts[line] ?? this.#text.length + 1;
    return this.#text.slice(start, end - 1).replace(/\r$/u, '');
  }

  #lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }
}
