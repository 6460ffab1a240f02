/** Application properties as they were published and as they arrived (5.0): a broker passes them on unaltered, in order. */
import type { MessageProperties } from '../../history/message-properties.ts';
import { STAMP_PROPERTY } from '../../history/stamp.ts';

export type PropertyName =
  | 'Payload Format Indicator'
  | 'Content Type'
  | 'Response Topic'
  | 'Correlation Data'
  | 'User Property'
  /** All there, in another order. */
  | 'order of User Properties';

export interface PropertyDifference {
  readonly name: PropertyName;
  readonly expected: string;
  readonly actual: string;
}

type UserProperties = NonNullable<MessageProperties['userProperties']>;

const NONE: MessageProperties = {};
const NO_PROPERTIES: UserProperties = [];
const TEXT_MAX = 200;

/** What differs; undefined where nothing does. A broker may add User Properties of its own. */
export function propertyDifferences(
  published: MessageProperties = NONE,
  arrived: MessageProperties = NONE,
): PropertyDifference[] | undefined {
  const found: PropertyDifference[] = [];
  const compare = (name: PropertyName, expected: unknown, actual: unknown): void => {
    if (expected !== actual) found.push(difference(name, expected, actual));
  };
  compare(
    'Payload Format Indicator',
    published.payloadFormatIndicator ?? 0,
    arrived.payloadFormatIndicator ?? 0,
  );
  compare('Content Type', published.contentType, arrived.contentType);
  compare('Response Topic', published.responseTopic, arrived.responseTopic);
  compare('Correlation Data', published.correlationData, arrived.correlationData);
  const lost = userPropertyFault(published.userProperties, arrived.userProperties);
  if (lost !== undefined)
    found.push(difference(lost, published.userProperties, withoutStamp(arrived.userProperties)));
  return found.length === 0 ? undefined : found;
}

function difference(name: PropertyName, expected: unknown, actual: unknown): PropertyDifference {
  return { name, expected: textOf(expected), actual: textOf(actual) };
}

function textOf(value: unknown): string {
  if (value === undefined) return 'none';
  return JSON.stringify(value).slice(0, TEXT_MAX);
}

function userPropertyFault(
  published: UserProperties = NO_PROPERTIES,
  arrived: UserProperties = NO_PROPERTIES,
): PropertyName | undefined {
  if (published.length === 0 || holdsInOrder(published, arrived)) return undefined;
  const left = arrived.map(keyOf);
  for (const one of published) {
    const at = left.indexOf(keyOf(one));
    if (at === -1) return 'User Property';
    left.splice(at, 1);
  }
  return 'order of User Properties';
}

/** Whether all of `published` stand in `arrived`, one behind the other. */
function holdsInOrder(published: UserProperties, arrived: UserProperties): boolean {
  let next = 0;
  for (const [name, value] of arrived) {
    const wanted = published[next];
    if (wanted?.[0] === name && wanted[1] === value) next += 1;
  }
  return next === published.length;
}

function withoutStamp(properties: UserProperties | undefined): UserProperties | undefined {
  return properties?.filter(([name]) => name !== STAMP_PROPERTY);
}

function keyOf([name, value]: readonly [string, string]): string {
  return JSON.stringify([name, value]);
}
