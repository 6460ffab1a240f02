/**
 * Reads `${…}` in text.
 *
 *   template   = { text | "${" sum "}" }            "$${" stands for a literal "${"
 *   sum        = product { ("+" | "-") product }
 *   product    = unary { ("*" | "/" | "%") unary }
 *   unary      = "-" unary | number | name | "(" sum ")"
 *   name       = word { "." word }
 */
import type { Expression, Template, TemplatePart } from './template.ts';

export const TEMPLATE_LENGTH_MAX = 4_096;
const NESTING_MAX = 32;

export type TemplateResult =
  | { readonly ok: true; readonly template: Template }
  /** `offset` counts from the start of the text. */
  | { readonly ok: false; readonly problem: string; readonly offset: number };

/** Parses `text`; never throws. */
export function parseTemplate(text: string): TemplateResult {
  if (text.length > TEMPLATE_LENGTH_MAX)
    return {
      ok: false,
      problem: `text with \${…} may have ${TEMPLATE_LENGTH_MAX} characters at most`,
      offset: 0,
    };
  try {
    return { ok: true, template: { source: text, parts: parseParts(text) } };
  } catch (error) {
    if (error instanceof TemplateError) return { ok: false, problem: error.message, offset: error.offset };
    throw error;
  }
}

/** Text that stands for itself, whatever is in it. */
export function literalTemplate(text: string): Template {
  return { source: text, parts: text === '' ? [] : [text] };
}

/** True where text needs {@link parseTemplate}. */
export function hasInterpolation(text: string): boolean {
  return text.includes('${');
}

class TemplateError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

function parseParts(text: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let literal = '';
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('${', at);
    if (open < 0) break;
    if (open > at && text[open - 1] === '$') {
      literal += `${text.slice(at, open - 1)}\${`;
      at = open + 2;
      continue;
    }
    literal += text.slice(at, open);
    if (literal !== '') parts.push(literal);
    literal = '';
    const parser = new ExpressionParser(text, open + 2);
    parts.push(parser.parseUntilBrace(open));
    at = parser.at;
  }
  literal += text.slice(at);
  if (literal !== '') parts.push(literal);
  return parts;
}

const NUMBER = /\d+(?:\.\d+)?/uy;
const NAME = /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)*/uy;

class ExpressionParser {
  readonly #text: string;
  #nesting = 0;
  at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  parseUntilBrace(open: number): Expression {
    this.#skipSpace();
    if (this.#text[this.at] === '}')
      throw new TemplateError('${} is empty: a name or a number belongs inside', open);
    const expression = this.#sum();
    if (this.at >= this.#text.length) throw new TemplateError('`${` is never closed with `}`', open);
    if (this.#text[this.at] !== '}') throw this.#unexpected();
    this.at += 1;
    return expression;
  }

  #sum(): Expression {
    let left = this.#product();
    for (;;) {
      const operator = this.#take('+', '-');
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: this.#product() };
    }
  }

  #product(): Expression {
    let left = this.#unary();
    for (;;) {
      const operator = this.#take('*', '/', '%');
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: this.#unary() };
    }
  }

  #unary(): Expression {
    this.#nesting += 1;
    if (this.#nesting > NESTING_MAX)
      throw new TemplateError(`nested deeper than ${NESTING_MAX} levels`, this.at);
    const expression = this.#operand();
    this.#nesting -= 1;
    this.#skipSpace();
    return expression;
  }

  #operand(): Expression {
    if (this.#take('-') !== undefined) return { kind: 'negate', operand: this.#unary() };
    if (this.#take('(') !== undefined) return this.#parenthesised();
    this.#skipSpace();
    const number = this.#match(NUMBER);
    if (number !== undefined) return { kind: 'number', value: Number(number) };
    const name = this.#match(NAME);
    if (name !== undefined) return { kind: 'name', path: name };
    throw this.#unexpected();
  }

  #parenthesised(): Expression {
    const open = this.at - 1;
    const inner = this.#sum();
    if (this.#take(')') === undefined) throw new TemplateError('`(` is never closed with `)`', open);
    return inner;
  }

  #take<const Symbol extends string>(...symbols: readonly Symbol[]): Symbol | undefined {
    this.#skipSpace();
    const found = symbols.find((symbol) => symbol === this.#text[this.at]);
    if (found !== undefined) this.at += 1;
    return found;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  #skipSpace(): void {
    while (this.#text[this.at] === ' ') this.at += 1;
  }

  #unexpected(): TemplateError {
    const char = this.#text.codePointAt(this.at);
    if (char === undefined) return new TemplateError('`${` is never closed with `}`', this.at);
    const shown = String.fromCodePoint(char);
    return new TemplateError(
      `unexpected \`${shown}\`: only names, numbers, + - * / % and parentheses belong in \${…}`,
      this.at,
    );
  }
}
