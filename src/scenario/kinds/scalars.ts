import type { ClientName } from '../bind-template.ts';
import { didYouMean } from '../nearest.ts';
import type { Reader } from '../reader.ts';
import { describeNode, type SourceNode, type SourceScalar } from '../source-tree.ts';
import type { Template } from '../template.ts';
import { INTERPOLATED, type Kind } from './kind.ts';

/** Reports `wrong-type` in one voice. */
export function wrongType(node: SourceNode, expects: string, reader: Reader, hint?: string): void {
  reader.report('wrong-type', node.span, `needs ${expects}, not ${describeNode(node)}`, hint);
}

/** The scalar as text: numbers count as they are written, truth values are most likely a mistake. */
function textScalarOf(node: SourceNode, expects: string, reader: Reader): SourceScalar | undefined {
  const scalar = scalarOf(node, expects, reader);
  if (scalar === undefined || typeof scalar.value !== 'boolean') return scalar;
  wrongType(node, expects, reader, `put it in quotes if you mean the text: "${scalar.text}"`);
  return undefined;
}

/** The scalar, unless it is a list, a map or nothing. */
export function scalarOf(node: SourceNode, expects: string, reader: Reader): SourceScalar | undefined {
  if (node.kind === 'scalar' && node.value !== null) return node;
  wrongType(node, expects, reader);
  return undefined;
}

interface TextOptions {
  readonly expects?: string;
  /** False: a number is no such text. */
  readonly numbers?: false;
  readonly lengthMin?: number;
  readonly lengthMax?: number;
}

/** Text with vars filled in; numbers count as they are written. */
export function text(options: TextOptions = {}): Kind<string> {
  const { expects = 'text', lengthMin = 0, lengthMax = 65_535 } = options;
  return {
    expects,
    read: (node, reader) => {
      const scalar = textScalarOf(node, expects, reader);
      const constant = scalar === undefined ? undefined : reader.constant(scalar);
      if (constant === undefined) return undefined;
      if (options.numbers === false && typeof constant.value === 'number') {
        wrongType(node, expects, reader);
        return undefined;
      }
      const { length } = constant.text;
      if (length >= lengthMin && length <= lengthMax) return constant.text;
      reader.report(
        'out-of-range',
        node.span,
        `needs ${lengthMin} to ${lengthMax} characters, not ${length}`,
      );
      return undefined;
    },
    schema: () => ({
      type: options.numbers === false ? 'string' : ['string', 'number'],
      ...(lengthMin > 0 ? { minLength: lengthMin } : {}),
    }),
  };
}

/** Text that may differ from client to client. */
export function template(allowed: readonly ClientName[], expects = 'text'): Kind<Template> {
  return {
    expects,
    read: (node, reader) => {
      const scalar = textScalarOf(node, expects, reader);
      return scalar === undefined ? undefined : reader.template(scalar, allowed);
    },
    schema: () => ({ type: ['string', 'number'] }),
  };
}

export const boolean: Kind<boolean> = {
  expects: '`true` or `false`',
  read: (node, reader) => {
    if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
    const isOldBoolean = node.kind === 'scalar' && /^(?:yes|no|on|off|y|n)$/iu.test(node.text);
    wrongType(
      node,
      '`true` or `false`',
      reader,
      isOldBoolean ? 'YAML 1.2 knows only `true` and `false`' : undefined,
    );
    return undefined;
  },
  schema: () => ({ type: 'boolean' }),
};

interface IntegerOptions {
  readonly min: number;
  readonly max: number;
  readonly expects?: string;
}

/** A whole number in `min … max`. */
export function integer(options: IntegerOptions): Kind<number> {
  const { min, max } = options;
  const expects = options.expects ?? 'a whole number';
  return {
    expects,
    read: (node, reader) => {
      const scalar = scalarOf(node, expects, reader);
      const constant = scalar === undefined ? undefined : reader.constant(scalar);
      if (constant === undefined) return undefined;
      const isNumber =
        typeof constant.value === 'number' || (constant.interpolated && /^-?\d+$/u.test(constant.text));
      const value = isNumber ? Number(constant.value) : Number.NaN;
      if (!isNumber) {
        wrongType(node, expects, reader, quotedNumberHint(constant.text));
        return undefined;
      }
      if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
      reader.report(
        'out-of-range',
        node.span,
        `needs ${expects} from ${min} to ${max}, not ${constant.text}`,
      );
      return undefined;
    },
    schema: () => ({ anyOf: [{ type: 'integer', minimum: min, maximum: max }, INTERPOLATED] }),
  };
}

/** Any number. */
export function number(bounds: { readonly min?: number; readonly max?: number } = {}): Kind<number> {
  const { min = -Number.MAX_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = bounds;
  const expects = 'a number';
  return {
    expects,
    read: (node, reader) => {
      const scalar = scalarOf(node, expects, reader);
      const constant = scalar === undefined ? undefined : reader.constant(scalar);
      if (constant === undefined) return undefined;
      const isNumber =
        typeof constant.value === 'number' ||
        (constant.interpolated && /^-?\d+(?:\.\d+)?$/u.test(constant.text));
      const value = isNumber ? Number(constant.value) : Number.NaN;
      if (!isNumber) wrongType(node, expects, reader, quotedNumberHint(constant.text));
      else if (value >= min && value <= max) return value;
      else
        reader.report(
          'out-of-range',
          node.span,
          `needs ${expects} from ${min} to ${max}, not ${constant.text}`,
        );
      return undefined;
    },
    schema: () => ({ anyOf: [{ type: 'number', minimum: min, maximum: max }, INTERPOLATED] }),
  };
}

function quotedNumberHint(written: string): string | undefined {
  return /^-?\d+$/u.test(written) ? 'write it without quotes' : undefined;
}

/** One of a few words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Kind<Word> {
  const expects = words.map((word) => `\`${word}\``).join(' or ');
  return {
    expects,
    read: (node, reader) => {
      const scalar = scalarOf(node, expects, reader);
      const constant = scalar === undefined ? undefined : reader.constant(scalar);
      if (constant === undefined) return undefined;
      const found = words.find((word) => word === constant.text);
      if (found === undefined)
        reader.report(
          'bad-value',
          node.span,
          `needs ${expects}, not \`${constant.text}\``,
          didYouMean(constant.text, words),
        );
      return found;
    },
    schema: () => ({ anyOf: [{ enum: words }, INTERPOLATED] }),
  };
}
