import test from 'ava';
import { AssertionError } from '../../src/base/assert.ts';
import { PacketType } from '../../src/protocol/constants.ts';
import {
  placeTitle,
  PROPERTIES,
  propertyAllowedIn,
  propertyBit,
  propertyById,
  propertyByName,
  propertyRepeatableIn,
  repetitionClause,
  valueClause,
  WILL_PROPERTIES,
} from '../../src/protocol/property-table.ts';
import { statement } from '../../src/protocol/statements.ts';

/** Table 2-4 of 5.0: identifier, data type, places, where W is the Will Properties. */
const TABLE = `
01 byte PUBLISH W
02 uint32 PUBLISH W
03 string PUBLISH W
08 string PUBLISH W
09 binary PUBLISH W
0b varint PUBLISH SUBSCRIBE
11 uint32 CONNECT CONNACK DISCONNECT
12 string CONNACK
13 uint16 CONNACK
15 string CONNECT CONNACK AUTH
16 binary CONNECT CONNACK AUTH
17 flag CONNECT
18 uint32 W
19 flag CONNECT
1a string CONNACK
1c string CONNACK DISCONNECT
1f string CONNACK PUBACK PUBREC PUBREL PUBCOMP SUBACK UNSUBACK DISCONNECT AUTH
21 uint16 CONNECT CONNACK
22 uint16 CONNECT CONNACK
23 uint16 PUBLISH
24 byte CONNACK
25 flag CONNACK
26 pair CONNECT CONNACK PUBLISH W PUBACK PUBREC PUBREL PUBCOMP SUBSCRIBE SUBACK UNSUBSCRIBE UNSUBACK DISCONNECT AUTH
27 uint32 CONNECT CONNACK
28 flag CONNACK
29 flag CONNACK
2a flag CONNACK
`;

const ROWS = TABLE.trim()
  .split('\n')
  .map((line) => line.split(' '));
const PLACES = [WILL_PROPERTIES, ...Object.values(PacketType)] as const;

test('the properties are those of table 2-4, with its data types and places', (t) => {
  t.is(PROPERTIES.length, ROWS.length);
  for (const [id = '', type, ...places] of ROWS) {
    const spec = propertyById(Number.parseInt(id, 16));
    if (spec === undefined) return t.fail(id);
    t.is(spec.type, type as 'byte', id);
    const allowed = PLACES.filter((place) => propertyAllowedIn(spec, place)).map((place) =>
      place === WILL_PROPERTIES ? 'W' : placeTitle(place),
    );
    t.deepEqual(allowed.sort(), places.sort(), id);
  }
});

test('identifiers that 5.0 does not have are unknown', (t) => {
  for (const id of [0, 4, 10, 0x14, 0x2b, 127, 268_435_455]) t.is(propertyById(id), undefined);
  t.is(propertyBit(0), 0);
  t.is(propertyBit(0x7f), 0);
});

test('every property has a bit of its own', (t) => {
  const bits = PROPERTIES.map((spec) => propertyBit(spec.id));
  t.is(new Set(bits).size, PROPERTIES.length);
  t.true(bits.every((bit) => bit !== 0));
});

test('a property is found by its name, and a name that is none is a defect of the caller', (t) => {
  for (const spec of PROPERTIES) t.is(propertyByName(spec.name), spec);
  t.throws(() => propertyByName('colour'), { instanceOf: AssertionError });
});

test('User Property may repeat everywhere, the others where 5.0 does not forbid it', (t) => {
  const repeatable = PROPERTIES.filter((spec) => spec.name !== 'userProperties').flatMap((spec) =>
    PLACES.filter((place) => propertyRepeatableIn(spec, place)).map(
      (place) => `${spec.title} in ${placeTitle(place)}`,
    ),
  );
  t.deepEqual(repeatable, [
    'Payload Format Indicator in PUBLISH',
    'Message Expiry Interval in PUBLISH',
    'Subscription Identifier in PUBLISH',
  ]);
  const user = propertyByName('userProperties');
  t.true(PLACES.every((place) => propertyRepeatableIn(user, place) === propertyAllowedIn(user, place)));
});

test('every clause of a property is a statement about its section, or the section', (t) => {
  for (const spec of PROPERTIES) {
    for (const place of PLACES.filter((one) => propertyAllowedIn(spec, one))) {
      for (const clause of [repetitionClause(spec, place), valueClause(spec, place)]) {
        t.true(clause.startsWith('5:§3.') || statement(clause) !== undefined, `${spec.title}: ${clause}`);
      }
    }
  }
  t.is(valueClause(propertyByName('topicAlias'), PacketType.publish), '5:3.3.2-8');
  t.is(repetitionClause(propertyByName('topicAlias'), PacketType.publish), '5:U-3.3.2.3.4-1');
  t.is(repetitionClause(propertyByName('receiveMaximum'), PacketType.connack), '5:§3.2.2.3.3');
});
