/**
 * Puts the values of vars and environment into a template, so that what is left in it differs from client to client.
 * All that could go wrong while a run evaluates it is found here: unknown names, text in arithmetic, division by zero.
 */
import type { ProblemCode } from './problem.ts';
import { applyOperator, formatValue, type TemplateValue } from './evaluate-template.ts';
import { didYouMean } from './nearest.ts';
import type { Expression, Template, TemplatePart } from './template.ts';

/**
 * Names whose value depends on the client, `topic` on the topic of a publish step, `seq` on the message. `row` stands for
 * `row.column`, whatever the column; `client.id` and `username` are what a client connects with.
 */
export const CLIENT_NAMES = [
  'index',
  'client',
  'group',
  'run',
  'topic',
  'seq',
  'row',
  'client.id',
  'username',
] as const;
export type ClientName = (typeof CLIENT_NAMES)[number];

const TEXT_NAMES: readonly string[] = ['group', 'run', 'client.id', 'username'];

export interface NameSources {
  /** Undefined: declared, but its value is wrong and has been reported. */
  readonly vars: ReadonlyMap<string, TemplateValue | undefined>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type BindResult =
  | { readonly kind: 'bound'; readonly template: Template }
  /** It rests on something that has been reported elsewhere. */
  | { readonly kind: 'spoilt' }
  | { readonly kind: 'wrong'; readonly fault: BindFault };

export interface BindFault {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint?: string | undefined;
  /** The offending name, to be found in the template's source. */
  readonly path?: string;
}

/** Binds `template` where only the names in `allowed` may vary. */
export function bindTemplate(
  template: Template,
  sources: NameSources,
  allowed: readonly ClientName[],
): BindResult {
  const binder = new Binder(sources, allowed);
  try {
    const parts = template.parts.map((part) => (typeof part === 'string' ? part : binder.part(part)));
    return { kind: 'bound', template: { source: template.source, parts: joinTexts(parts) } };
  } catch (error) {
    if (error instanceof BindError) return { kind: 'wrong', fault: error.fault };
    if (error instanceof SpoiltError) return { kind: 'spoilt' };
    throw error;
  }
}

/** The value of text without client names: a number where it is one `${…}` and nothing else. */
export function bindValue(template: Template, sources: NameSources): TemplateValue | BindResult {
  const [only, second] = template.parts;
  const bound = bindTemplate(template, sources, []);
  if (bound.kind !== 'bound') return bound;
  const text = bound.template.parts.map(String).join('');
  const isOneExpression = only !== undefined && typeof only !== 'string' && second === undefined;
  if (!isOneExpression) return text;
  const value = new Binder(sources, []).fold(only);
  return typeof value === 'object' ? text : value;
}

class BindError extends Error {
  readonly fault: BindFault;

  constructor(fault: BindFault) {
    super(fault.message);
    this.fault = fault;
  }
}

class SpoiltError extends Error {}

class Binder {
  readonly #sources: NameSources;
  readonly #allowed: readonly ClientName[];

  constructor(sources: NameSources, allowed: readonly ClientName[]) {
    this.#sources = sources;
    this.#allowed = allowed;
  }

  part(expression: Expression): TemplatePart {
    const folded = this.fold(expression);
    return typeof folded === 'object' ? folded : formatValue(folded);
  }

  /** A value where it is known, else what is left of the expression. */
  fold(expression: Expression): TemplateValue | Expression {
    switch (expression.kind) {
      case 'number':
        return expression.value;
      case 'name':
        return this.#name(expression);
      case 'negate': {
        const operand = this.#operand(expression.operand);
        return typeof operand === 'number' ? -operand : { kind: 'negate', operand };
      }
      case 'binary':
        return this.#binary(expression);
    }
  }

  #name(expression: Expression & { kind: 'name' }): TemplateValue | Expression {
    const { path } = expression;
    if (path !== 'row' && this.#allowed.some((name) => name === path)) return expression;
    if (isColumn(path) && this.#allowed.includes('row')) return expression;
    if (this.#sources.vars.has(path)) {
      const value = this.#sources.vars.get(path);
      if (value === undefined) throw new SpoiltError();
      return value;
    }
    if (path.startsWith('env.')) return this.#environment(path);
    throw new BindError({ ...this.#unknown(path), path });
  }

  #environment(path: string): string {
    const name = path.slice('env.'.length);
    const value = Object.hasOwn(this.#sources.env, name) ? this.#sources.env[name] : undefined;
    if (value !== undefined) return value;
    throw new BindError({
      code: 'missing-environment',
      message: `the environment has no variable ${name}`,
      hint: `set it before the run: ${name}=… mqtt-bench run …`,
      path,
    });
  }

  #unknown(path: string): BindFault {
    if (path === 'row')
      return {
        code: 'unknown-name',
        message: '${row} is all columns of a row',
        hint: 'name one of them: `row.column`',
      };
    if (CLIENT_NAMES.some((name) => name === path)) return notHere(path);
    if (path === 'worker' || isColumn(path)) return outside(path);
    const known = [...this.#sources.vars.keys(), ...this.#allowed];
    const hint = didYouMean(path, known) ?? 'declare it under `vars`';
    return { code: 'unknown-name', message: `\${${path}} is not known`, hint };
  }

  #binary(expression: Expression & { kind: 'binary' }): TemplateValue | Expression {
    const { operator } = expression;
    const left = this.#operand(expression.left);
    const right = this.#operand(expression.right);
    if (operator === '/' || operator === '%') checkDivisor(operator, right);
    if (typeof left !== 'number' || typeof right !== 'number')
      return { kind: 'binary', operator, left: asExpression(left), right: asExpression(right) };
    const value = applyOperator(operator, left, right);
    if (Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
    throw new BindError({ code: 'out-of-range', message: `\`${operator}\` gives a number beyond 2^53` });
  }

  /** Text counts as a number only where it is one: environment variables are text. */
  #operand(expression: Expression): number | Expression {
    const folded = this.fold(expression);
    if (typeof folded === 'string') return numberOf(folded, expression);
    if (typeof folded === 'object' && folded.kind === 'name' && isText(folded.path))
      throw new BindError({
        code: 'text-in-arithmetic',
        message: `\${${folded.path}} is text: it has no arithmetic`,
        path: folded.path,
      });
    return folded;
  }
}

/** Whether a name stands for a column of the client's row. */
export function isColumn(path: string): boolean {
  return path.startsWith('row.');
}

function isText(path: string): boolean {
  return TEXT_NAMES.includes(path) || isColumn(path);
}

function asExpression(value: number | Expression): Expression {
  return typeof value === 'number' ? { kind: 'number', value } : value;
}

function numberOf(text: string, expression: Expression): number {
  if (/^-?\d{1,15}(?:\.\d{1,15})?$/u.test(text)) return Number(text);
  const path = expression.kind === 'name' ? expression.path : '';
  throw new BindError({
    code: 'text-in-arithmetic',
    message: `\${${path}} is text: it has no arithmetic`,
    path,
  });
}

function checkDivisor(operator: '/' | '%', divisor: number | Expression): void {
  if (typeof divisor === 'number' && divisor !== 0) return;
  const message =
    divisor === 0
      ? `\`${operator}\` by zero`
      : `the right side of \`${operator}\` must be the same for all clients, so that it is never zero`;
  throw new BindError({ code: 'division-by-zero', message });
}

const WHERE: Readonly<Record<string, string>> = {
  topic: '`topic` numbers the topics of a publish step with `topics: N`',
  seq: '`seq` numbers messages, so it has a value only in the `payload` of a publish step',
  'client.id': '`client.id` has a value only in the filters of `access`',
  username: '`username` has a value only in the filters of `access`',
};

function notHere(path: string): BindFault {
  return {
    code: 'name-not-here',
    message: `\${${path}} has no value here`,
    hint: WHERE[path] ?? `\`${path}\` differs from client to client; this is one value for all`,
  };
}

function outside(path: string): BindFault {
  return {
    code: 'name-not-here',
    message: `\${${path}} has no value here`,
    hint:
      path === 'worker'
        ? 'what clients do never depends on the number of workers: use `index` or `client`'
        : 'a row belongs to one client; this is one value for all',
  };
}

function joinTexts(parts: readonly TemplatePart[]): TemplatePart[] {
  const joined: TemplatePart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part === '') continue;
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else joined.push(part);
  }
  return joined;
}
