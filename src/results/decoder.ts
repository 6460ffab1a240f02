import { BenchError } from '../base/errors.ts';

/** Turns something unknown into a T, or throws a BenchError `results-format` that names the place. */
export type Decoder<T> = (value: unknown, place: string) => T;

type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
type Required<T> = { readonly [K in Exclude<keyof T, OptionalKeys<T>>]: Decoder<T[K]> };
type Optional<T> = { readonly [K in OptionalKeys<T>]-?: Decoder<Exclude<T[K], undefined>> };

const TEXT_CHARS_MAX = 2_000_000;
const ITEMS_MAX = 200_000;

export const text: Decoder<string> = (value, place) => {
  if (typeof value !== 'string') throw wrong(place, 'a text', value);
  if (value.length > TEXT_CHARS_MAX)
    throw formatError(place, `text of more than ${TEXT_CHARS_MAX} characters`);
  return value;
};

export const number: Decoder<number> = (value, place) => {
  if (typeof value !== 'number') throw wrong(place, 'a number', value);
  // JSON has no infinity, but 1e999.
  if (!Number.isFinite(value)) throw formatError(place, 'is too large');
  return value;
};

/** A number of things, or of microseconds: never negative. */
export const amount: Decoder<number> = (value, place) => {
  const read = number(value, place);
  if (read < 0) throw formatError(place, `expected 0 or more, found ${read}`);
  return read;
};

export const flag: Decoder<boolean> = (value, place) => {
  if (typeof value !== 'boolean') throw wrong(place, 'true or false', value);
  return value;
};

export function oneOf<const T extends string | number>(values: readonly T[]): Decoder<T> {
  return (value, place) => {
    const found = values.find((known) => known === value);
    if (found === undefined) throw wrong(place, `one of ${values.join(', ')}`, value);
    return found;
  };
}

export function list<T>(item: Decoder<T>): Decoder<T[]> {
  return (value, place) => {
    if (!Array.isArray(value)) throw wrong(place, 'a list', value);
    if (value.length > ITEMS_MAX) throw formatError(place, `more than ${ITEMS_MAX} items`);
    return value.map((one: unknown, index) => item(one, `${place}[${index}]`));
  };
}

/** Reads the named fields and leaves others out: newer writers may have added some. */
export function object<T extends object>(required: Required<T>, optional: Optional<T>): Decoder<T> {
  return (value, place) => {
    const fields = fieldsOf(value, place);
    const read: Record<string, unknown> = {};
    for (const [key, decode] of entriesOf(required)) {
      if (!Object.hasOwn(fields, key)) throw formatError(join(place, key), 'is missing');
      read[key] = decode(fields[key], join(place, key));
    }
    for (const [key, decode] of entriesOf(optional)) {
      if (Object.hasOwn(fields, key)) read[key] = decode(fields[key], join(place, key));
    }
    return read as T;
  };
}

/** Any names, or only known ones, with values of one kind. */
export function record<T>(item: Decoder<T>, names?: readonly string[]): Decoder<Record<string, T>> {
  return (value, place) => {
    const fields = Object.entries(fieldsOf(value, place));
    if (fields.length > ITEMS_MAX) throw formatError(place, `more than ${ITEMS_MAX} names`);
    const known = fields.filter(([key]) => names === undefined || names.includes(key));
    return Object.fromEntries(known.map(([key, one]) => [key, item(one, join(place, key))]));
  };
}

export function formatError(place: string, what: string): BenchError {
  return new BenchError('usage', 'results-format', `${place.replace(/: $/u, '')}: ${what}`, {
    hint: 'Results files are written by mqtt-bench; schema/any-results.schema.json describes them.',
  });
}

function wrong(place: string, expected: string, found: unknown): BenchError {
  return formatError(place, `expected ${expected}, found ${describe(found)}`);
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return value.length > 40 ? 'a long text' : JSON.stringify(value);
  return typeof value === 'object' ? 'an object' : JSON.stringify(value);
}

function fieldsOf(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(place, 'an object', value);
  return value as Readonly<Record<string, unknown>>;
}

function entriesOf(decoders: object): [string, Decoder<unknown>][] {
  return Object.entries(decoders as Readonly<Record<string, Decoder<unknown>>>);
}

function join(place: string, key: string): string {
  const step = /^[\w-]+$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  return place === '' || place.endsWith(' ') ? `${place}${step.replace(/^\./u, '')}` : `${place}${step}`;
}
