import test from 'ava';
import { AssertionError } from '../../src/base/assert.ts';
import { PacketType } from '../../src/protocol/constants.ts';
import { encodeAck, encodePacket, writeAckInto } from '../../src/protocol/encode.ts';
import type { Packet, PublishPacket } from '../../src/protocol/packets.ts';

function hex(packet: Packet, version: 4 | 5): string {
  return Buffer.from(encodePacket(packet, version)).toString('hex');
}

const PUBLISH: PublishPacket = {
  type: PacketType.publish,
  dup: false,
  qos: 1,
  retain: false,
  topic: 'a/b',
  packetId: 10,
  payload: Buffer.from('hi'),
};

test('the PUBLISH of figure 3-9 comes out byte for byte', (t) => {
  t.is(hex(PUBLISH, 5), '320a' + '0003612f62' + '000a' + '00' + '6869');
  t.is(hex(PUBLISH, 4), '3209' + '0003612f62' + '000a' + '6869');
});

test('the CONNECT of the examples in section 3.1.2 comes out byte for byte', (t) => {
  const connect: Packet = {
    type: PacketType.connect,
    protocolName: 'MQTT',
    protocolVersion: 5,
    cleanStart: true,
    keepAlive: 10,
    clientId: 'x',
    will: { topic: 'w', payload: Uint8Array.of(1), qos: 1, retain: false },
    username: 'u',
    password: Uint8Array.of(2),
    properties: { sessionExpiryInterval: 10 },
  };
  const head = '00044d515454' + '05' + 'ce' + '000a' + '05110000000a';
  t.is(hex(connect, 5), '1020' + head + '000178' + '00' + '000177' + '000101' + '000175' + '000102');
});

test('acknowledgements leave out what is 0 and empty (5.0 section 3.4.2.1)', (t) => {
  const ack = { type: PacketType.pubrel, packetId: 0x1234 } as const;
  t.is(hex({ ...ack, reasonCode: 0 }, 5), '62021234');
  t.is(hex({ ...ack, reasonCode: 0, properties: {} }, 5), '62021234');
  t.is(hex({ ...ack, reasonCode: 0x92 }, 5), '6203123492');
  t.is(hex({ ...ack, reasonCode: 0, properties: { reasonString: 'x' } }, 5), '6208123400041f000178');
  t.is(
    hex({ ...ack, reasonCode: 0x92, properties: { reasonString: 'x' } }, 4),
    '62021234',
    '3.1.1 has neither',
  );
});

test('the quick acknowledgements are the same four bytes', (t) => {
  for (const type of [PacketType.puback, PacketType.pubrec, PacketType.pubrel, PacketType.pubcomp] as const) {
    const slow = encodePacket({ type, packetId: 0xfffe, reasonCode: 0 }, 5);
    t.deepEqual(encodeAck(type, 0xfffe), slow);
    const target = new Uint8Array(6);
    t.is(writeAckInto(target, 1, type, 0xfffe), 5);
    t.deepEqual([...target], [0, ...slow, 0]);
  }
});

test('PINGREQ, PINGRESP and DISCONNECT are two bytes', (t) => {
  t.is(hex({ type: PacketType.pingreq }, 5), 'c000');
  t.is(hex({ type: PacketType.pingresp }, 4), 'd000');
  t.is(hex({ type: PacketType.disconnect, reasonCode: 0 }, 5), 'e000');
  t.is(hex({ type: PacketType.disconnect, reasonCode: 4 }, 5), 'e00104');
  t.is(hex({ type: PacketType.disconnect, reasonCode: 4 }, 4), 'e000');
});

test('UNSUBACK of 3.1.1 has no codes', (t) => {
  t.is(hex({ type: PacketType.unsuback, packetId: 1, reasonCodes: [0] }, 4), 'b0020001');
  t.is(hex({ type: PacketType.unsuback, packetId: 1, reasonCodes: [0] }, 5), 'b00400010000');
});

test('properties longer than 127 bytes have a longer length before them', (t) => {
  for (const size of [100, 124, 125, 200, 16_377, 16_381, 20_000]) {
    const bytes = encodePacket({ ...PUBLISH, properties: { contentType: 'x'.repeat(size) } }, 5);
    const length = 3 + size;
    const expected =
      length < 128
        ? [length]
        : length < 16_384
          ? [(length & 127) | 128, length >> 7]
          : [(length & 127) | 128, ((length >> 7) & 127) | 128, length >> 14];
    const start = bytes.indexOf(10) + 1;
    t.deepEqual([...bytes.subarray(start, start + expected.length)], expected, `${size}`);
    t.deepEqual([...bytes.subarray(-2)], [0x68, 0x69]);
  }
});

test('what no packet can hold is a defect of the caller', (t) => {
  const impossible: readonly (readonly [string, Partial<PublishPacket>])[] = [
    ['a topic of 65,536 bytes', { topic: 'x'.repeat(65_536) }],
    ['a topic of 65,536 bytes in fewer characters', { topic: 'ü'.repeat(32_768) }],
    ['a lone surrogate', { topic: '\uD800' }],
    ['no whole Packet Identifier', { packetId: 1.5 }],
    ['too large a Packet Identifier', { packetId: 65_536 }],
    ['a Packet Identifier at QoS 0', { qos: 0 }],
    ['a property of CONNECT', { properties: { receiveMaximum: 1 } }],
    ['too large a property', { properties: { topicAlias: 65_536 } }],
  ];
  for (const [what, fields] of impossible) {
    t.throws(() => encodePacket({ ...PUBLISH, ...fields }, 5), { instanceOf: AssertionError }, what);
  }
  t.throws(() => encodePacket({ type: PacketType.auth, reasonCode: 0 }, 4), { instanceOf: AssertionError });
  const subscriptionIdentifiers = [1, 2];
  const twice: Packet = {
    type: PacketType.subscribe,
    packetId: 1,
    subscriptions: [],
    properties: { subscriptionIdentifiers },
  };
  t.throws(() => encodePacket(twice, 5), { instanceOf: AssertionError });
});

test('a packet that failed leaves nothing behind for the next', (t) => {
  t.throws(() => encodePacket({ ...PUBLISH, topic: '\uD800' }, 5));
  t.is(hex(PUBLISH, 4), '32090003612f62000a6869');
});

test('packets keep their bytes when more are encoded', (t) => {
  const first = encodePacket(PUBLISH, 4);
  const before = Buffer.from(first).toString('hex');
  for (let size = 0; size < 200_000; size += 19_999)
    encodePacket({ ...PUBLISH, payload: Buffer.alloc(size, 0xff) }, 4);
  t.is(Buffer.from(first).toString('hex'), before);
});
