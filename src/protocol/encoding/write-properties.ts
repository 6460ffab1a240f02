/** The property section of a 5.0 packet. */
import { assert } from '../../base/assert.ts';
import type { Properties } from '../properties.ts';
import {
  placeTitle,
  propertyAllowedIn,
  propertyByName,
  propertyRepeatableIn,
  type PropertyPlace,
  type PropertySpec,
} from '../property-table.ts';
import type { PacketWriter } from './packet-writer.ts';

/** Whether there is anything to write. */
export function hasProperties(properties: Properties | undefined): properties is Properties {
  if (properties === undefined) return false;
  return Object.values(properties).some(
    (value) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
}

/** Property Length and properties, in the order of the record. A property without a place there is a defect of the caller. */
export function writeProperties(
  writer: PacketWriter,
  properties: Properties | undefined,
  place: PropertyPlace,
): void {
  if (!hasProperties(properties)) {
    writer.u8(0);
    return;
  }
  writer.measured(() => {
    for (const [name, value] of Object.entries(properties)) {
      if (value !== undefined) writeProperty(writer, { spec: propertyByName(name), place, value });
    }
  });
}

interface Placed {
  readonly spec: PropertySpec;
  readonly place: PropertyPlace;
  readonly value: unknown;
}

function writeProperty(writer: PacketWriter, { spec, place, value }: Placed): void {
  assert(propertyAllowedIn(spec, place), `${spec.title} has no place in ${placeTitle(place)}`);
  const values: readonly unknown[] = isList(spec) ? (value as readonly unknown[]) : [value];
  assert(
    values.length <= 1 || propertyRepeatableIn(spec, place),
    `${spec.title} comes once in ${placeTitle(place)}`,
  );
  for (const one of values) {
    writer.varint(spec.id);
    writeValue(writer, spec, one);
  }
}

function isList(spec: PropertySpec): boolean {
  return spec.type === 'pair' || spec.name === 'subscriptionIdentifiers';
}

function writeValue(writer: PacketWriter, spec: PropertySpec, value: unknown): void {
  switch (spec.type) {
    case 'flag':
      writer.u8(value === true ? 1 : 0);
      break;
    case 'byte':
      writer.u8(value as number);
      break;
    case 'uint16':
      writer.u16(value as number);
      break;
    case 'uint32':
      writer.u32(value as number);
      break;
    case 'varint':
      writer.varint(value as number);
      break;
    case 'string':
      writer.text(value as string);
      break;
    case 'binary':
      writer.binary(value as Uint8Array);
      break;
    case 'pair':
      for (const text of value as readonly [string, string]) writer.text(text);
      break;
  }
}
