import { CLIENT_NAMES } from '../bind-template.ts';
import type { TemplateValue } from '../evaluate-template.ts';
import type { Kind } from '../kinds/kind.ts';
import { record } from '../kinds/collections.ts';
import { wrongType } from '../kinds/scalars.ts';
import { didYouMean } from '../nearest.ts';
import { parseTemplate } from '../parse-template.ts';
import type { Reader } from '../reader.ts';
import { shorten, type SourceEntry } from '../source-tree.ts';
import { templateNames } from '../template-names.ts';
import { VARS_MAX } from './limits.ts';

const VAR_NAME = /^[A-Za-z][A-Za-z0-9_]*$/u;
const NAME_RULE = 'a letter, then letters, digits and `_`: `-` would be a minus';
const RESERVED: readonly string[] = [...CLIENT_NAMES, 'worker', 'env'];

const value: Kind<TemplateValue> = {
  expects: 'a number or text',
  read: (node, reader) => {
    if (node.kind !== 'scalar' || node.value === null || typeof node.value === 'boolean') {
      wrongType(node, 'a number or text', reader);
      return undefined;
    }
    if (typeof node.value === 'number' && !Number.isFinite(node.value)) {
      wrongType(node, 'a finite number', reader);
      return undefined;
    }
    const constant = reader.constant(node);
    return typeof constant?.value === 'boolean' ? undefined : (constant?.value ?? undefined);
  },
  schema: () => ({ type: ['string', 'number'] }),
};

/** Only its schema is used: `readVars` reads in order, so that each var may use those before it. */
export const varsKind = record(value, {
  what: 'vars',
  max: VARS_MAX,
  namePattern: VAR_NAME,
  nameRule: NAME_RULE,
});

/** Reads `vars` into the reader. `overrides` come from the command line and must name declared vars. */
export function readVars(
  entry: SourceEntry | undefined,
  overrides: Readonly<Record<string, TemplateValue>>,
  reader: Reader,
): void {
  const node = entry?.value;
  if (node !== undefined && node.kind !== 'map') wrongType(node, varsKind.expects, reader);
  const entries = node?.kind === 'map' ? node.entries : [];
  for (const each of entries.slice(0, VARS_MAX)) readVar(each, overrides, reader);
  if (entries.length > VARS_MAX && node !== undefined)
    reader.report('out-of-range', node.span, `needs ${VARS_MAX} vars at most, not ${entries.length}`);
  for (const name of Object.keys(overrides)) {
    if (!reader.vars.has(name)) reportUndeclared(name, entry, reader);
  }
}

function readVar(
  entry: SourceEntry,
  overrides: Readonly<Record<string, TemplateValue>>,
  reader: Reader,
): void {
  const { key, keySpan } = entry;
  if (RESERVED.includes(key)) reader.report('reserved-name', keySpan, `\${${key}} has a meaning already`);
  else if (VAR_NAME.test(key)) {
    reader.vars.set(key, settledValue(entry, overrides, reader));
    if (!Object.hasOwn(overrides, key)) hideFromEnvironment(entry, reader);
  } else
    reader.report(
      'bad-name',
      keySpan,
      `\`${shorten(key)}\` cannot be a var: a name is ${NAME_RULE}`,
      nameHint(key),
    );
}

/** What comes from the environment may be a secret, also by way of another var. */
function hideFromEnvironment({ key, value: node }: SourceEntry, reader: Reader): void {
  if (node.kind !== 'scalar') return;
  const parsed = parseTemplate(node.text);
  const names = parsed.ok ? [...templateNames(parsed.template)] : [];
  if (names.some((name) => name.startsWith('env.') || reader.hiddenVars.has(name)))
    reader.hiddenVars.set(key, node.text);
}

function nameHint(key: string): string | undefined {
  const plain = key.replaceAll('-', '_');
  return VAR_NAME.test(plain) ? `\`${plain}\`` : undefined;
}

function settledValue(
  entry: SourceEntry,
  overrides: Readonly<Record<string, TemplateValue>>,
  reader: Reader,
): TemplateValue | undefined {
  const declared = reader.under(entry.key, () => value.read(entry.value, reader));
  const override = Object.hasOwn(overrides, entry.key) ? overrides[entry.key] : undefined;
  if (override === undefined || declared === undefined) return declared;
  if (typeof declared === 'string') return String(override);
  const number =
    typeof override === 'number' || /^-?\d{1,15}(\.\d{1,15})?$/u.test(override)
      ? Number(override)
      : Number.NaN;
  if (Number.isFinite(number)) return number;
  reader.report(
    'bad-var',
    entry.keySpan,
    `\`${entry.key}\` is a number, and was given as \`${shorten(String(override))}\``,
  );
  return undefined;
}

function reportUndeclared(name: string, entry: SourceEntry | undefined, reader: Reader): void {
  const place = entry?.keySpan ?? { start: 0, end: 1 };
  const known = [...reader.vars.keys()];
  const listed =
    known.length === 0 ? 'the scenario declares none' : `declared: ${known.slice(0, 20).join(', ')}`;
  reader.report(
    'unknown-var',
    place,
    `there is no var \`${shorten(name)}\` to override`,
    didYouMean(name, known) ?? listed,
  );
}
