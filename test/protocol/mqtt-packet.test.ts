/** Our codec against mqtt-packet, which shares no line with it: an error in our reading must not hide on both sides. */
import test from 'ava';
import fc from 'fast-check';
import {
  otherSide,
  PacketType,
  type ProtocolVersion,
  type Side,
  versionName,
} from '../../src/protocol/constants.ts';
import { encodePacket } from '../../src/protocol/encode.ts';
import type { Packet, PublishPacket } from '../../src/protocol/packets.ts';
import type { Properties } from '../../src/protocol/properties.ts';
import { anyPacket } from './arbitraries.ts';
import { decodeBytes } from './decoding-harness.ts';
import { decodeForeign, encodeForeign } from './mqtt-packet-bridge.ts';

const CASES: readonly (readonly [ProtocolVersion, Side])[] = [
  [4, 'client'],
  [4, 'server'],
  [5, 'client'],
  [5, 'server'],
];

/**
 * mqtt-packet keeps User Properties as an object: the order across names, repeated names with empty values, and names
 * that look like integers cannot survive there. So here every name comes once and starts with a letter.
 */
function withPlainUserProperties(packet: Packet): Packet {
  const plain = (properties: Properties | undefined): { properties?: Properties } => {
    if (properties === undefined) return {};
    const { userProperties, ...rest } = properties;
    if (userProperties === undefined) return { properties };
    return {
      properties: { ...rest, userProperties: userProperties.map(([, value], at) => [`k${at}`, value]) },
    };
  };
  const own = 'properties' in packet ? plain(packet.properties) : {};
  if (packet.type !== PacketType.connect || packet.will === undefined) return { ...packet, ...own };
  return { ...packet, ...own, will: { ...packet.will, ...plain(packet.will.properties) } };
}

for (const [version, sender] of CASES) {
  const title = `${versionName(version)} packets of a ${sender}`;
  const packets = anyPacket(version, sender).map(withPlainUserProperties);

  test(`mqtt-packet reads our ${title} as they were meant`, (t) => {
    fc.assert(
      fc.property(packets.filter(readByMqttPacket), (packet) => {
        t.deepEqual(decodeForeign(encodePacket(packet, version), version), [packet]);
      }),
      { numRuns: 1000 },
    );
  });

  test(`we read the ${title} that mqtt-packet writes as they were meant`, (t) => {
    fc.assert(
      fc.property(packets.filter(writtenByMqttPacket), (packet) => {
        const { packets: decoded, error } = decodeBytes(encodeForeign(packet, version), {
          version,
          receiver: otherSide(sender),
        });
        t.is(error, undefined);
        t.deepEqual(decoded, [packet]);
      }),
      { numRuns: 1000 },
    );
  });
}

/** mqtt-packet takes table 3-10 for DISCONNECT 0x8C, we take section 2.4, which lists it: see the test below. */
function readByMqttPacket(packet: Packet): boolean {
  return !(packet.type === PacketType.disconnect && packet.reasonCode === 0x8c);
}

/**
 * mqtt-packet writes no empty client id without Clean Start, and no password without a user name; 5.0 allows both:
 * see the tests below.
 */
function writtenByMqttPacket(packet: Packet): boolean {
  if (packet.type !== PacketType.connect) return true;
  if (packet.clientId === '' && !packet.cleanStart) return false;
  return packet.password === undefined || packet.username !== undefined;
}

const PUBLISH: PublishPacket = {
  type: PacketType.publish,
  dup: false,
  qos: 0,
  retain: false,
  topic: 'a',
  payload: Uint8Array.of(1),
};

test('disagreement: mqtt-packet loses the order of User Properties, which 5:3.3.2-18 demands to keep', (t) => {
  const userProperties = [
    ['b', '1'],
    ['a', '2'],
    ['b', '3'],
  ] as const;
  const bytes = encodePacket({ ...PUBLISH, properties: { userProperties } }, 5);
  const [foreign] = decodeForeign(bytes, 5) as PublishPacket[];
  t.deepEqual(foreign?.properties?.userProperties as unknown, [
    ['b', ['1', '3']],
    ['a', '2'],
  ]);
  const [own] = decodeBytes(bytes, { version: 5, receiver: 'server' }).packets as PublishPacket[];
  t.deepEqual(own?.properties?.userProperties, userProperties);
});

test('disagreement: mqtt-packet refuses DISCONNECT 0x8C, which section 2.4 of 5.0 lists and table 3-10 does not', (t) => {
  const bytes = Uint8Array.of(0xe0, 1, 0x8c);
  t.throws(() => decodeForeign(bytes, 5), { message: /reason code/ });
  t.is(decodeBytes(bytes, { version: 5, receiver: 'client' }).error, undefined);
});

test('disagreement: an empty client id without Clean Start is for the server to refuse (311:3.1.3-8), and legal in 5.0', (t) => {
  for (const protocolVersion of [4, 5] as const) {
    const connect: Packet = {
      type: PacketType.connect,
      protocolName: 'MQTT',
      protocolVersion,
      cleanStart: false,
      keepAlive: 0,
      clientId: '',
    };
    t.throws(() => encodeForeign(connect, protocolVersion), { message: /clientId/ });
    const bytes = encodePacket(connect, protocolVersion);
    t.deepEqual(decodeBytes(bytes, { version: undefined, receiver: 'server' }).packets, [connect]);
    t.deepEqual(decodeForeign(bytes, protocolVersion), [connect]);
  }
});

test('disagreement: mqtt-packet writes no password without a user name, which 5.0 allows (section 3.1.2.9)', (t) => {
  const connect: Packet = {
    type: PacketType.connect,
    protocolName: 'MQTT',
    protocolVersion: 5,
    cleanStart: true,
    keepAlive: 0,
    clientId: 'c',
    password: Uint8Array.of(1),
  };
  t.throws(() => encodeForeign(connect, 5), { message: /[Uu]sername/ });
  const bytes = encodePacket(connect, 5);
  t.deepEqual(decodeBytes(bytes, { version: undefined, receiver: 'server' }).packets, [connect]);
  t.deepEqual(decodeForeign(bytes, 5), [connect]);
});
