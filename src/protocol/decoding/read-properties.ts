/** The property section of a 5.0 packet: every property checked against the table, and collected if wanted. */
import { PacketType } from '../constants.ts';
import type { Properties } from '../properties.ts';
import {
  placeTitle,
  propertyAllowedIn,
  propertyBit,
  propertyById,
  propertyRepeatableIn,
  type PropertyPlace,
  type PropertySpec,
  repetitionClause,
  valueClause,
} from '../property-table.ts';
import { copyBytes, decodeText, TextTrait } from '../utf8.ts';
import type { PacketReader } from './packet-reader.ts';
import { ruleOfFive } from './rules.ts';

type Collected = Record<string, unknown>;

const TOPIC_ALIAS = 0x23;
const RESPONSE_TOPIC = 0x08;
const SUBSCRIPTION_IDENTIFIER = 0x0b;
const SESSION_EXPIRY_INTERVAL = 0x11;
const AUTHENTICATION_METHOD = 0x15;
const AUTHENTICATION_DATA = 0x16;

/** Property Length and properties; undefined if there are none. */
export function readProperties(reader: PacketReader, place: PropertyPlace): Properties | undefined {
  const end = propertiesEnd(reader);
  if (end === reader.position) return undefined;
  const properties: Properties = {};
  walkProperties(reader, { end, place, properties });
  return properties;
}

/** Reads the Property Length; where the properties end. */
export function propertiesEnd(reader: PacketReader): number {
  const length = reader.varint();
  if (reader.position + length > reader.end) {
    reader.fail(
      ruleOfFive('malformed-packet', '5:§2.2.2.1', 'the Property Length reaches beyond the packet'),
    );
  }
  return reader.failed ? reader.position : reader.position + length;
}

export interface PropertySection {
  readonly end: number;
  readonly place: PropertyPlace;
  /** Where to collect them; without it they are only checked. */
  readonly properties: Properties | undefined;
}

/** Checks the properties up to `section.end`, which no field may cross. */
export function walkProperties(reader: PacketReader, section: PropertySection): void {
  const packetEnd = reader.end;
  reader.end = section.end;
  reader.propertiesSeen = 0;
  reader.topicAlias = 0;
  while (reader.position < section.end) readProperty(reader, section);
  reader.end = packetEnd;
  checkAuthentication(reader, section.place);
  if (reader.failed) reader.position = packetEnd;
}

function readProperty(reader: PacketReader, section: PropertySection): void {
  const at = reader.position;
  const id = reader.varint();
  if (reader.failed) return;
  const spec = propertyById(id);
  if (spec === undefined || !propertyAllowedIn(spec, section.place)) {
    const message = `property 0x${id.toString(16).padStart(2, '0')} has no place in ${placeTitle(section.place)}`;
    reader.fail(ruleOfFive('malformed-packet', '5:U-2.2.2.2-1', message), at);
    return;
  }
  checkSender(reader, spec, section.place, at);
  checkRepetition(reader, spec, section.place, at);
  readValue(reader, spec, section);
}

function checkSender(reader: PacketReader, spec: PropertySpec, place: PropertyPlace, at: number): void {
  if (spec.id === SUBSCRIPTION_IDENTIFIER && place === PacketType.publish && reader.sender === 'client') {
    reader.fail(ruleOfFive('protocol-error', '5:3.3.4-6', 'a client sent a Subscription Identifier'), at);
  }
  if (spec.id === SESSION_EXPIRY_INTERVAL && place === PacketType.disconnect && reader.sender === 'server') {
    reader.fail(ruleOfFive('protocol-error', '5:3.14.2-2', 'a server sent a Session Expiry Interval'), at);
  }
}

function checkRepetition(reader: PacketReader, spec: PropertySpec, place: PropertyPlace, at: number): void {
  const bit = propertyBit(spec.id);
  if ((reader.propertiesSeen & bit) !== 0 && !propertyRepeatableIn(spec, place)) {
    reader.fail(
      ruleOfFive('protocol-error', repetitionClause(spec, place), `${spec.title} comes more than once`),
      at,
    );
  }
  reader.propertiesSeen |= bit;
}

function checkAuthentication(reader: PacketReader, place: PropertyPlace): void {
  if (reader.failed || (reader.propertiesSeen & propertyBit(AUTHENTICATION_DATA)) === 0) return;
  if ((reader.propertiesSeen & propertyBit(AUTHENTICATION_METHOD)) !== 0) return;
  const clause = place === PacketType.connect ? '5:U-3.1.2.11.10-1' : '5:§4.12';
  reader.fail(ruleOfFive('protocol-error', clause, 'Authentication Data without Authentication Method'));
}

function readValue(reader: PacketReader, spec: PropertySpec, section: PropertySection): void {
  switch (spec.type) {
    case 'byte':
    case 'flag':
    case 'uint16':
    case 'uint32':
    case 'varint':
      readNumber(reader, spec, section);
      break;
    case 'string':
      readText(reader, spec, section);
      break;
    case 'binary':
      reader.skipBinary();
      if (section.properties !== undefined) {
        (section.properties as Collected)[spec.name] = copyBytes(
          reader.bytes,
          reader.fieldStart,
          reader.fieldEnd,
        );
      }
      break;
    case 'pair':
      readPair(reader, section.properties);
      break;
  }
}

function readNumber(reader: PacketReader, spec: PropertySpec, section: PropertySection): void {
  const at = reader.position;
  const value = numberOf(reader, spec);
  const most = spec.type === 'flag' ? 1 : (spec.max ?? Infinity);
  if (!reader.failed && (value < (spec.min ?? 0) || value > most)) {
    const rule = ruleOfFive('protocol-error', valueClause(spec, section.place), `${spec.title} is ${value}`);
    reader.fail({ ...rule, reasonCode: spec.valueReasonCode ?? rule.reasonCode }, at);
  }
  if (spec.id === TOPIC_ALIAS) reader.topicAlias = value;
  if (section.properties !== undefined) collectNumber(section.properties as Collected, spec, value);
}

function numberOf(reader: PacketReader, spec: PropertySpec): number {
  if (spec.type === 'uint16') return reader.u16();
  if (spec.type === 'uint32') return reader.u32();
  return spec.type === 'varint' ? reader.varint() : reader.u8();
}

function collectNumber(collected: Collected, spec: PropertySpec, value: number): void {
  if (spec.id !== SUBSCRIPTION_IDENTIFIER) {
    collected[spec.name] = spec.type === 'flag' ? value === 1 : value;
    return;
  }
  const identifiers = (collected[spec.name] ??= []) as number[];
  identifiers.push(value);
}

function readText(reader: PacketReader, spec: PropertySpec, section: PropertySection): void {
  reader.skipText();
  if (spec.id === RESPONSE_TOPIC && (reader.fieldTraits & TextTrait.wildcard) !== 0) {
    const rule = ruleOfFive('protocol-error', '5:3.3.2-14', 'the Response Topic has a wildcard');
    reader.fail(rule, reader.fieldStart);
  }
  if (section.properties === undefined || reader.failed) return;
  const text = decodeText(reader.bytes, reader.fieldStart, reader.fieldEnd, reader.fieldTraits);
  (section.properties as Collected)[spec.name] = text;
}

function readPair(reader: PacketReader, properties: Properties | undefined): void {
  if (properties === undefined) {
    reader.skipText();
    reader.skipText();
    return;
  }
  const name = reader.text();
  const pairs = (properties.userProperties ??= []) as (readonly [string, string])[];
  pairs.push([name, reader.text()]);
}
