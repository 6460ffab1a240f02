/** The 27 properties of MQTT 5.0 (section 2.2.2.2): identifier, data type, places, limits. Pure data and its look-ups. */
import { present } from '../base/assert.ts';
import { PacketType, packetName } from './constants.ts';
import type { Properties } from './properties.ts';

export type PropertyName = keyof Properties;

export type PropertyType = 'byte' | 'flag' | 'uint16' | 'uint32' | 'varint' | 'string' | 'binary' | 'pair';

/** A packet type, or 0 for the Will Properties inside CONNECT. */
export type PropertyPlace = PacketType | typeof WILL_PROPERTIES;
export const WILL_PROPERTIES = 0;

type PlaceName = keyof typeof PacketType | 'will';

export interface PropertySpec {
  readonly id: number;
  readonly name: PropertyName;
  /** As the specification writes it. */
  readonly title: string;
  readonly type: PropertyType;
  /** Section that describes it, by where it may stand. */
  readonly sections: Readonly<Partial<Record<PlaceName, string>>>;
  /** Smallest legal value of a number; 0 unless told. */
  readonly min?: number;
  /** Largest legal value of a number; what the type holds unless told. */
  readonly max?: number;
  /** Where 5.0 does not forbid it to come more than once. */
  readonly repeatable?: readonly PlaceName[];
  /** The clause that forbids a value, a repetition or the sender, where there is a better one than the section. */
  readonly clauses?: Readonly<Partial<Record<PlaceName, string>>>;
  /** The clause that forbids a value, where it is another one than that for repetition. */
  readonly valueClauses?: Readonly<Partial<Record<PlaceName, string>>>;
  /** Reason Code for a forbidden value; 0x82 unless told. */
  readonly valueReasonCode?: number;
}

const EVERYWHERE_USER: PropertySpec['sections'] = {
  connect: '3.1.2.11.8',
  will: '3.1.3.2.8',
  connack: '3.2.2.3.10',
  publish: '3.3.2.3.7',
  puback: '3.4.2.2.3',
  pubrec: '3.5.2.2.3',
  pubrel: '3.6.2.2.3',
  pubcomp: '3.7.2.2.3',
  subscribe: '3.8.2.1.3',
  suback: '3.9.2.1.3',
  unsubscribe: '3.10.2.1.2',
  unsuback: '3.11.2.1.3',
  disconnect: '3.14.2.2.4',
  auth: '3.15.2.2.5',
};

const REASON_STRING: PropertySpec['sections'] = {
  connack: '3.2.2.3.9',
  puback: '3.4.2.2.2',
  pubrec: '3.5.2.2.2',
  pubrel: '3.6.2.2.2',
  pubcomp: '3.7.2.2.2',
  suback: '3.9.2.1.2',
  unsuback: '3.11.2.1.2',
  disconnect: '3.14.2.2.3',
  auth: '3.15.2.2.4',
};

const ONCE_IN_WILL = { will: 'U-3.1.3.2-1' } as const;
const ONCE_IN_PUBLISH_AND_WILL = { publish: 'U-3.3.2.3.5-1', will: 'U-3.1.3.2-1' } as const;

/** In order of identifier. */
export const PROPERTIES: readonly PropertySpec[] = [
  {
    id: 0x01,
    name: 'payloadFormatIndicator',
    title: 'Payload Format Indicator',
    type: 'byte',
    max: 1,
    sections: { publish: '3.3.2.3.2', will: '3.1.3.2.3' },
    // Section 3.3.2.3.2 does not declare a second one a Protocol Error; section 3.1.3.2.3 does. So for the next one.
    repeatable: ['publish'],
    clauses: ONCE_IN_WILL,
    valueClauses: { will: '§3.1.3.2.3' },
  },
  {
    id: 0x02,
    name: 'messageExpiryInterval',
    title: 'Message Expiry Interval',
    type: 'uint32',
    sections: { publish: '3.3.2.3.3', will: '3.1.3.2.4' },
    repeatable: ['publish'],
    clauses: ONCE_IN_WILL,
  },
  {
    id: 0x03,
    name: 'contentType',
    title: 'Content Type',
    type: 'string',
    sections: { publish: '3.3.2.3.9', will: '3.1.3.2.5' },
    clauses: ONCE_IN_PUBLISH_AND_WILL,
  },
  {
    id: 0x08,
    name: 'responseTopic',
    title: 'Response Topic',
    type: 'string',
    sections: { publish: '3.3.2.3.5', will: '3.1.3.2.6' },
    clauses: ONCE_IN_PUBLISH_AND_WILL,
  },
  {
    id: 0x09,
    name: 'correlationData',
    title: 'Correlation Data',
    type: 'binary',
    sections: { publish: '3.3.2.3.6', will: '3.1.3.2.7' },
    clauses: ONCE_IN_PUBLISH_AND_WILL,
  },
  {
    id: 0x0b,
    name: 'subscriptionIdentifiers',
    title: 'Subscription Identifier',
    type: 'varint',
    min: 1,
    sections: { publish: '3.3.2.3.8', subscribe: '3.8.2.1.2' },
    repeatable: ['publish'],
    clauses: { subscribe: 'U-3.8.2.1.2-1' },
  },
  {
    id: 0x11,
    name: 'sessionExpiryInterval',
    title: 'Session Expiry Interval',
    type: 'uint32',
    sections: { connect: '3.1.2.11.2', connack: '3.2.2.3.2', disconnect: '3.14.2.2.2' },
    clauses: { connect: 'U-3.1.2.11.2-1' },
  },
  {
    id: 0x12,
    name: 'assignedClientIdentifier',
    title: 'Assigned Client Identifier',
    type: 'string',
    sections: { connack: '3.2.2.3.7' },
  },
  {
    id: 0x13,
    name: 'serverKeepAlive',
    title: 'Server Keep Alive',
    type: 'uint16',
    sections: { connack: '3.2.2.3.14' },
  },
  {
    id: 0x15,
    name: 'authenticationMethod',
    title: 'Authentication Method',
    type: 'string',
    sections: { connect: '3.1.2.11.9', connack: '3.2.2.3.17', auth: '3.15.2.2.2' },
    clauses: { connect: 'U-3.1.2.11.9-1' },
  },
  {
    id: 0x16,
    name: 'authenticationData',
    title: 'Authentication Data',
    type: 'binary',
    sections: { connect: '3.1.2.11.10', connack: '3.2.2.3.18', auth: '3.15.2.2.3' },
    clauses: { connect: 'U-3.1.2.11.10-1' },
  },
  {
    id: 0x17,
    name: 'requestProblemInformation',
    title: 'Request Problem Information',
    type: 'flag',
    sections: { connect: '3.1.2.11.7' },
    clauses: { connect: 'U-3.1.2.11.7-1' },
  },
  {
    id: 0x18,
    name: 'willDelayInterval',
    title: 'Will Delay Interval',
    type: 'uint32',
    sections: { will: '3.1.3.2.2' },
    clauses: ONCE_IN_WILL,
  },
  {
    id: 0x19,
    name: 'requestResponseInformation',
    title: 'Request Response Information',
    type: 'flag',
    sections: { connect: '3.1.2.11.6' },
    clauses: { connect: 'U-3.1.2.11.6-1' },
  },
  {
    id: 0x1a,
    name: 'responseInformation',
    title: 'Response Information',
    type: 'string',
    sections: { connack: '3.2.2.3.15' },
  },
  {
    id: 0x1c,
    name: 'serverReference',
    title: 'Server Reference',
    type: 'string',
    sections: { connack: '3.2.2.3.16', disconnect: '3.14.2.2.5' },
  },
  { id: 0x1f, name: 'reasonString', title: 'Reason String', type: 'string', sections: REASON_STRING },
  {
    id: 0x21,
    name: 'receiveMaximum',
    title: 'Receive Maximum',
    type: 'uint16',
    min: 1,
    sections: { connect: '3.1.2.11.3', connack: '3.2.2.3.3' },
    clauses: { connect: 'U-3.1.2.11.3-1' },
  },
  {
    id: 0x22,
    name: 'topicAliasMaximum',
    title: 'Topic Alias Maximum',
    type: 'uint16',
    sections: { connect: '3.1.2.11.5', connack: '3.2.2.3.8' },
    clauses: { connect: 'U-3.1.2.11.5-1' },
  },
  {
    id: 0x23,
    name: 'topicAlias',
    title: 'Topic Alias',
    type: 'uint16',
    min: 1,
    sections: { publish: '3.3.2.3.4' },
    clauses: { publish: 'U-3.3.2.3.4-1' },
    valueClauses: { publish: '3.3.2-8' },
    valueReasonCode: 0x94,
  },
  {
    id: 0x24,
    name: 'maximumQoS',
    title: 'Maximum QoS',
    type: 'byte',
    max: 1,
    sections: { connack: '3.2.2.3.4' },
  },
  {
    id: 0x25,
    name: 'retainAvailable',
    title: 'Retain Available',
    type: 'flag',
    sections: { connack: '3.2.2.3.5' },
  },
  {
    id: 0x26,
    name: 'userProperties',
    title: 'User Property',
    type: 'pair',
    sections: EVERYWHERE_USER,
    repeatable: Object.keys(EVERYWHERE_USER) as PlaceName[],
  },
  {
    id: 0x27,
    name: 'maximumPacketSize',
    title: 'Maximum Packet Size',
    type: 'uint32',
    min: 1,
    sections: { connect: '3.1.2.11.4', connack: '3.2.2.3.6' },
    clauses: { connect: 'U-3.1.2.11.4-1' },
  },
  {
    id: 0x28,
    name: 'wildcardSubscriptionAvailable',
    title: 'Wildcard Subscription Available',
    type: 'flag',
    sections: { connack: '3.2.2.3.11' },
  },
  {
    id: 0x29,
    name: 'subscriptionIdentifiersAvailable',
    title: 'Subscription Identifiers Available',
    type: 'flag',
    sections: { connack: '3.2.2.3.12' },
  },
  {
    id: 0x2a,
    name: 'sharedSubscriptionAvailable',
    title: 'Shared Subscription Available',
    type: 'flag',
    sections: { connack: '3.2.2.3.13' },
  },
];

const BY_ID: readonly (PropertySpec | undefined)[] = Array.from({ length: 0x2b }, (_, id) =>
  PROPERTIES.find((spec) => spec.id === id),
);
const BY_NAME: ReadonlyMap<string, PropertySpec> = new Map(PROPERTIES.map((spec) => [spec.name, spec]));

/** By identifier, a bit for each place: bit 0 the Will Properties, bit n packet type n. */
const PLACES = masks((spec) => Object.keys(spec.sections) as PlaceName[]);
const REPEATABLE = masks((spec) => spec.repeatable ?? []);

function masks(places: (spec: PropertySpec) => readonly PlaceName[]): Uint16Array {
  const table = new Uint16Array(0x2b);
  for (const spec of PROPERTIES) {
    table[spec.id] = places(spec).reduce((mask, place) => mask | (1 << placeNumber(place)), 0);
  }
  return table;
}

function placeNumber(place: PlaceName): PropertyPlace {
  return place === 'will' ? WILL_PROPERTIES : PacketType[place];
}

const PLACE_NAMES: readonly PlaceName[] = [
  'will',
  ...(Object.entries(PacketType) as [PlaceName, number][]).sort((a, b) => a[1] - b[1]).map(([name]) => name),
];

/** Undefined for an identifier that 5.0 does not have. */
export function propertyById(id: number): PropertySpec | undefined {
  return BY_ID[id];
}

/** Throws AssertionError for a name that is not in {@link Properties}. */
export function propertyByName(name: string): PropertySpec {
  return present(BY_NAME.get(name), `property ${name}`);
}

export function propertyAllowedIn(spec: PropertySpec, place: PropertyPlace): boolean {
  return (((PLACES[spec.id] as number) >> place) & 1) === 1;
}

export function propertyRepeatableIn(spec: PropertySpec, place: PropertyPlace): boolean {
  return (((REPEATABLE[spec.id] as number) >> place) & 1) === 1;
}

/** The clause that forbids to repeat the property there: an unnumbered rule if there is one, or the section. */
export function repetitionClause(spec: PropertySpec, place: PropertyPlace): `5:${string}` {
  const name = present(PLACE_NAMES[place], 'place');
  return `5:${spec.clauses?.[name] ?? `§${spec.sections[name] ?? '2.2.2.2'}`}`;
}

/** The clause that limits the property's value there. */
export function valueClause(spec: PropertySpec, place: PropertyPlace): `5:${string}` {
  const clause = spec.valueClauses?.[present(PLACE_NAMES[place], 'place')];
  return clause === undefined ? repetitionClause(spec, place) : `5:${clause}`;
}

const ORDINALS: ReadonlyMap<number, number> = new Map(PROPERTIES.map((spec, ordinal) => [spec.id, ordinal]));
const BITS = Int32Array.from({ length: 0x2b }, (_, id) =>
  ORDINALS.has(id) ? 1 << (ORDINALS.get(id) ?? 0) : 0,
);

/** A bit of its own for each property, for sets of them in one integer; 0 for an unknown identifier. */
export function propertyBit(id: number): number {
  return BITS[id] ?? 0;
}

/** `CONNECT`, `Will Properties`: for messages. */
export function placeTitle(place: PropertyPlace): string {
  return place === WILL_PROPERTIES ? 'Will Properties' : packetName(place);
}
