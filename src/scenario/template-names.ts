import type { Expression, Template } from './template.ts';

/** The names that a template reads. */
export function templateNames(template: Template): ReadonlySet<string> {
  const names = new Set<string>();
  for (const part of template.parts) if (typeof part !== 'string') collect(part, names);
  return names;
}

function collect(expression: Expression, names: Set<string>): void {
  switch (expression.kind) {
    case 'number':
      break;
    case 'name':
      names.add(expression.path);
      break;
    case 'negate':
      collect(expression.operand, names);
      break;
    case 'binary':
      collect(expression.left, names);
      collect(expression.right, names);
  }
}
