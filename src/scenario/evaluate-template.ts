/** Fills in `${…}`: the same text on every thread and machine, from values alone. */
import { assert, present } from '../base/assert.ts';
import type { Expression, Template } from './template.ts';

export type TemplateValue = number | string;

/** Values by name. Every name of the template must be there: the loader has seen to that. */
export type TemplateScope = Readonly<Record<string, TemplateValue>>;

/** The text of `template`, filled in. Whole numbers have no decimals. */
export function evaluateTemplate(template: Template, scope: TemplateScope): string {
  let text = '';
  for (const part of template.parts)
    text += typeof part === 'string' ? part : formatValue(evaluateExpression(part, scope));
  return text;
}

/** True where the template reads no name: it is the same text for every client. */
export function isConstantTemplate(template: Template): boolean {
  return template.parts.every((part) => typeof part === 'string');
}

export function evaluateExpression(expression: Expression, scope: TemplateScope): TemplateValue {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'name':
      return present(scope[expression.path], `the value of \${${expression.path}}`);
    case 'negate':
      return -numberIn(expression.operand, scope);
    case 'binary':
      return applyOperator(
        expression.operator,
        numberIn(expression.left, scope),
        numberIn(expression.right, scope),
      );
  }
}

export function formatValue(value: TemplateValue): string {
  if (typeof value === 'string') return value;
  if (Number.isInteger(value)) return BigInt(value).toString();
  return String(Number(value.toPrecision(12)));
}

function numberIn(expression: Expression, scope: TemplateScope): number {
  const value = evaluateExpression(expression, scope);
  assert(typeof value === 'number', `text in arithmetic: ${value}`);
  return value;
}

/** `%` is the remainder that is never negative for a positive divisor, so that it always is an index. */
export function applyOperator(operator: '+' | '-' | '*' | '/' | '%', left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return ((left % right) + right) % right;
  }
}
