import test from 'ava';
import { AssertionError } from '../../src/base/assert.ts';
import { PacketType } from '../../src/protocol/constants.ts';
import {
  type DecoderHandler,
  PacketDecoder,
  publishPayload,
  publishProperties,
  publishTopic,
  type PublishView,
  toPublishPacket,
} from '../../src/protocol/decode.ts';
import { encodePacket } from '../../src/protocol/encode.ts';
import type { ConnectPacket, Packet, PublishPacket } from '../../src/protocol/packets.ts';
import { bytewise, decodeBytes, decodeChunks } from './decoding-harness.ts';

const PUBLISH: PublishPacket = {
  type: PacketType.publish,
  dup: false,
  qos: 1,
  retain: true,
  topic: 'a/b',
  packetId: 17,
  payload: Uint8Array.of(1, 2, 3),
  properties: { contentType: 'text', topicAlias: 9 },
};

const PLAIN: PublishPacket = {
  type: PacketType.publish,
  dup: false,
  qos: 0,
  retain: false,
  topic: 'a/b',
  payload: Uint8Array.of(1, 2, 3),
};

const CONNECT: ConnectPacket = {
  type: PacketType.connect,
  protocolName: 'MQTT',
  protocolVersion: 5,
  cleanStart: true,
  keepAlive: 60,
  clientId: 'c',
};

const PINGREQ = Uint8Array.of(0xc0, 0);

function server(handler: Partial<DecoderHandler>, maximumPacketSize = 1000): PacketDecoder {
  const onPacket = (): void => undefined;
  return new PacketDecoder({
    version: 5,
    receiver: 'server',
    maximumPacketSize,
    handler: { onPacket, ...handler },
  });
}

test('PUBLISH goes to onPublish as ranges of the pushed chunk itself', (t) => {
  const bytes = Buffer.concat([PINGREQ, encodePacket(PUBLISH, 5)]);
  const packets: Packet[] = [];
  let views = 0;
  const decoder = server({
    onPacket: (packet) => packets.push(packet),
    onPublish: (view) => {
      views += 1;
      t.is(view.bytes, bytes);
      t.like(view, { dup: false, qos: 1, retain: true, packetId: 17, topicAlias: 9 });
      t.is(publishTopic(view), 'a/b');
      t.deepEqual([...publishPayload(view)], [1, 2, 3]);
      t.is(publishPayload(view).buffer, bytes.buffer, 'not copied');
      t.deepEqual(publishProperties(view), PUBLISH.properties);
      t.deepEqual(toPublishPacket(view), PUBLISH);
    },
  });
  t.is(decoder.push(bytes), undefined);
  t.is(views, 1);
  t.deepEqual(packets, [{ type: PacketType.pingreq }]);
});

test('one view serves all packets, and lets go of the chunk after the push', (t) => {
  const seen: PublishView[] = [];
  const decoder = server({ onPublish: (view) => seen.push(view) });
  decoder.push(Buffer.concat([encodePacket(PUBLISH, 5), encodePacket(PLAIN, 5)]));
  t.is(seen.length, 2);
  t.is(seen[0], seen[1]);
  t.like(seen[0], { qos: 0, packetId: 0, topicAlias: 0, bytes: { length: 0 } });
});

test('a view without properties has an empty range and no properties', (t) => {
  t.plan(2);
  const decoder = server({
    onPublish: (view) => {
      t.is(view.propertiesStart, view.propertiesEnd);
      t.is(publishProperties(view), undefined);
    },
  });
  decoder.push(encodePacket(PLAIN, 5));
});

test('onRaw has the bytes of each complete packet before it is read, also of one that turns out malformed', (t) => {
  const fit = encodePacket(PUBLISH, 5);
  const unfit = Uint8Array.of(0x30, 4, 0, 1, 0x23, 0);
  const stream = Buffer.concat([fit, unfit, PINGREQ]);
  for (const chunks of [[stream], bytewise(stream)]) {
    const events: string[] = [];
    const decoder = server({
      onRaw: (bytes, start, end) => events.push(Buffer.from(bytes.subarray(start, end)).toString('hex')),
      onPublish: () => events.push('publish'),
    });
    for (const chunk of chunks) decoder.push(chunk);
    t.deepEqual(events, [Buffer.from(fit).toString('hex'), 'publish', Buffer.from(unfit).toString('hex')]);
  }
});

test('a handler that stops the decoder hears of nothing behind it', (t) => {
  let heard = 0;
  const decoder = server({
    onPacket: () => {
      heard += 1;
      decoder.stop();
    },
  });
  t.is(decoder.push(Buffer.concat([PINGREQ, PINGREQ, Uint8Array.of(0)])), undefined);
  t.is(decoder.push(PINGREQ), undefined);
  t.is(heard, 1);
  t.is(decoder.bufferedBytes, 0);
});

test('stopping in onRaw keeps the packet itself from being handed over', (t) => {
  const decoder = server({ onPacket: () => t.fail(), onRaw: () => decoder.stop() });
  decoder.push(PINGREQ);
  t.pass();
});

test('after its first error the decoder repeats it and reads nothing more', (t) => {
  const decoder = server({ onPacket: () => t.fail() });
  const error = decoder.push(Uint8Array.of(0xc1, 0));
  t.is(error?.clause, '5:2.1.3-1');
  t.is(decoder.push(PINGREQ), error);
  t.is(decoder.error, error);
});

test('an error tells its place in the stream, wherever the stream was cut', (t) => {
  const topic = [0, 3, 0x61, 0x2f, 0x23];
  const stream = Buffer.concat([PINGREQ, PINGREQ, Uint8Array.of(0x30, 6, ...topic, 0)]);
  const options = { version: 5, receiver: 'server' } as const;
  const { error } = decodeBytes(stream, options);
  t.like(error, { offset: 8, packetType: 3, version: 5, reasonCode: 0x81, kind: 'malformed-packet' });
  t.deepEqual(decodeChunks(bytewise(stream), options).error, error);
});

test('the version comes from CONNECT (5:3.1.2-2), and nothing else may come first (5:3.1.0-1)', (t) => {
  const server = { version: undefined, receiver: 'server' } as const;
  const early = decodeBytes(PINGREQ, server);
  t.like(early.error, { clause: '5:3.1.0-1', kind: 'protocol-error', reasonCode: 0x82, version: undefined });
  const stream = Buffer.concat([encodePacket(CONNECT, 5), encodePacket(PUBLISH, 5)]);
  t.deepEqual(decodeBytes(stream, server).packets, [CONNECT, PUBLISH]);
});

test('a CONNECT of 3.1.1 puts the rules of 3.1.1 in force', (t) => {
  const connect = { ...CONNECT, protocolVersion: 4 as const };
  const auth = Uint8Array.of(0xf0, 0);
  const { packets, error } = decodeBytes(Buffer.concat([encodePacket(connect, 4), auth]), {
    version: undefined,
    receiver: 'server',
  });
  t.deepEqual(packets, [connect]);
  t.is(error?.clause, '311:U-2.2.1-1');
});

test('a second CONNECT, for the receiver to refuse (5:3.1.0-2), does not change the version in force', (t) => {
  const second = encodePacket({ ...CONNECT, protocolVersion: 4 }, 4);
  const stream = Buffer.concat([encodePacket(CONNECT, 5), second, encodePacket(PUBLISH, 5)]);
  const { packets, error } = decodeBytes(stream, { version: undefined, receiver: 'server' });
  t.is(error, undefined);
  t.deepEqual(packets, [CONNECT, { ...CONNECT, protocolVersion: 4 }, PUBLISH]);
});

test('an unsupported version is told apart, with the version in which to answer (311:3.1.2-2, 5:3.1.2-2)', (t) => {
  const levels = [
    [3, 4, '311:3.1.2-2'],
    [6, 5, '5:3.1.2-2'],
    [0x84, 5, '5:3.1.2-2'],
  ] as const;
  for (const [level, version, clause] of levels) {
    const bytes = Uint8Array.from(encodePacket(CONNECT, 5));
    bytes[8] = level;
    const { error } = decodeBytes(bytes, { version: undefined, receiver: 'server' });
    t.like(error, { clause, version, reasonCode: 0x84, kind: 'protocol-error', packetType: 1 });
  }
});

test('MQTT 3.1 is refused by its protocol name, with return code 1 to answer', (t) => {
  const bytes = Buffer.from('\x10\x13\x00\x06MQIsdp\x03\x02\x00\x3c\x00\x05hello', 'latin1');
  const { error } = decodeBytes(bytes, { version: undefined, receiver: 'server' });
  t.like(error, { clause: '311:3.1.2-1', version: 4, reasonCode: 0x84 });
});

test('the same bytes break rules of different numbers in different directions', (t) => {
  const idZero = Uint8Array.of(0x32, 7, 0, 1, 0x61, 0, 0, 0, 1);
  t.is(decodeBytes(idZero, { version: 5, receiver: 'server' }).error?.clause, '5:2.2.1-3');
  t.is(decodeBytes(idZero, { version: 5, receiver: 'client' }).error?.clause, '5:2.2.1-4');
  const large = { version: 5, maximumPacketSize: 8 } as const;
  t.is(decodeBytes(idZero, { ...large, receiver: 'server' }).error?.clause, '5:3.2.2-15');
  t.is(decodeBytes(idZero, { ...large, receiver: 'client' }).error?.clause, '5:3.1.2-24');
});

test('a decoder for any direction takes both CONNECT and CONNACK, once it knows the version', (t) => {
  const connack = encodePacket({ type: PacketType.connack, sessionPresent: false, reasonCode: 0 }, 5);
  const options = { version: undefined, receiver: 'client', anyDirection: true } as const;
  t.is(decodeBytes(Buffer.concat([encodePacket(CONNECT, 5), connack]), options).packets.length, 2);
  t.is(decodeBytes(connack, options).error?.clause, '5:3.1.0-1');
});

test('a proxy tells the decoder of the other direction the version that CONNECT brought', (t) => {
  const packets: Packet[] = [];
  const handler = { onPacket: (packet: Packet): void => void packets.push(packet) };
  const decoder = new PacketDecoder({
    version: undefined,
    receiver: 'client',
    anyDirection: true,
    maximumPacketSize: 100,
    handler,
  });
  decoder.setVersion(5);
  t.is(decoder.version, 5);
  decoder.push(Uint8Array.of(0x20, 3, 0, 0, 0));
  t.deepEqual(packets, [{ type: PacketType.connack, sessionPresent: false, reasonCode: 0 }]);
});

test('a client without a version is a defect of the caller', (t) => {
  const handler = { onPacket: (): void => undefined };
  const make = (): unknown =>
    new PacketDecoder({ version: undefined, receiver: 'client', maximumPacketSize: 10, handler });
  t.throws(make, { instanceOf: AssertionError });
});

test('pushing from a handler of the same decoder is a defect of the caller', (t) => {
  const decoder = server({ onPacket: () => void decoder.push(PINGREQ) });
  t.throws(() => decoder.push(PINGREQ), { instanceOf: AssertionError });
});

test('a packet of exactly the maximum size passes, one byte more does not', (t) => {
  const size = encodePacket(PUBLISH, 5).length;
  const bytes = encodePacket(PUBLISH, 5);
  const options = { version: 5, receiver: 'server' } as const;
  t.is(decodeBytes(bytes, { ...options, maximumPacketSize: size }).error, undefined);
  const { error } = decodeBytes(bytes, { ...options, maximumPacketSize: size - 1 });
  t.like(error, { kind: 'packet-too-large', reasonCode: 0x95, offset: 1 });
});

test('too large a packet is refused as soon as its length is known', (t) => {
  const decoder = server({}, 1000);
  t.is(decoder.push(Uint8Array.of(0x30, 0xff, 0xff)), undefined);
  t.is(decoder.push(Uint8Array.of(0x7f))?.kind, 'packet-too-large');
});

test('a promised length costs no memory, and a whole packet gives its memory back', (t) => {
  const maximumPacketSize = 100_000_000;
  let views = 0;
  const decoder = server({ onPublish: () => (views += 1) }, maximumPacketSize);
  const payload = Buffer.alloc(1_000_000);
  const bytes = encodePacket({ ...PUBLISH, payload }, 5);
  decoder.push(bytes.subarray(0, 100));
  t.true(decoder.retainedBytes <= 1024, `${decoder.retainedBytes} bytes for 100`);
  let most = 0;
  for (let at = 100; at < bytes.length; at += 1000) {
    decoder.push(bytes.subarray(at, at + 1000));
    most = Math.max(most, decoder.retainedBytes);
  }
  t.is(views, 1);
  t.true(most <= bytes.length, `${most} bytes at most`);
  t.is(decoder.retainedBytes, 0);
});

test('packets share no memory with the chunk', (t) => {
  const chunk = Uint8Array.from(encodePacket(PUBLISH, 5));
  const packets: Packet[] = [];
  server({ onPacket: (packet) => packets.push(packet) }).push(chunk);
  chunk.fill(0);
  t.deepEqual(packets, [PUBLISH]);
});

test('a chunk may start anywhere in its memory', (t) => {
  const memory = new Uint8Array(100);
  const bytes = encodePacket(PUBLISH, 5);
  memory.set(bytes, 10);
  const { packets } = decodeBytes(memory.subarray(10, 10 + bytes.length), { version: 5, receiver: 'server' });
  t.deepEqual(packets, [PUBLISH]);
});

test('an empty chunk changes nothing', (t) => {
  t.deepEqual(decodeBytes(new Uint8Array(0), { version: 5, receiver: 'server' }), {
    packets: [],
    error: undefined,
    bufferedBytes: 0,
  });
});

test('3.1.1 does not demand the shortest Remaining Length, 5.0 does (5:1.5.5-1)', (t) => {
  const long = Uint8Array.of(0xc0, 0x80, 0x80, 0x00);
  t.deepEqual(decodeBytes(long, { version: 4, receiver: 'server' }).packets, [{ type: PacketType.pingreq }]);
  t.is(decodeBytes(long, { version: 5, receiver: 'server' }).error?.clause, '5:1.5.5-1');
});

test('the length of a CONNECT is judged by the version that CONNECT names (5:1.5.5-1)', (t) => {
  const options = { version: undefined, receiver: 'server' } as const;
  for (const version of [4, 5] as const) {
    const [first = 0, length = 0, ...body] = encodePacket({ ...CONNECT, protocolVersion: version }, version);
    const long = Uint8Array.of(first, length | 0x80, 0, ...body);
    t.is(decodeBytes(long, options).error?.clause, version === 5 ? '5:1.5.5-1' : undefined);
    t.deepEqual(decodeChunks(bytewise(long), options), decodeBytes(long, options));
  }
});

test('acknowledgements of 5.0 come in every length that section 3.4.2.1 allows', (t) => {
  const options = { version: 5, receiver: 'client' } as const;
  const forms: [number[], object][] = [
    [[0x40, 2, 0, 1], { reasonCode: 0 }],
    [[0x40, 3, 0, 1, 0x10], { reasonCode: 0x10 }],
    [[0x40, 4, 0, 1, 0x10, 0], { reasonCode: 0x10 }],
    [[0x40, 8, 0, 1, 0x80, 4, 0x1f, 0, 1, 0x78], { reasonCode: 0x80, properties: { reasonString: 'x' } }],
  ];
  for (const [bytes, fields] of forms) {
    t.deepEqual(decodeBytes(Uint8Array.from(bytes), options).packets as readonly object[], [
      { type: PacketType.puback, packetId: 1, ...fields },
    ]);
  }
});

test('DISCONNECT of 5.0 comes with both fields, one or none (section 3.14.2.1)', (t) => {
  const options = { version: 5, receiver: 'server' } as const;
  for (const bytes of [
    [0xe0, 0],
    [0xe0, 1, 0],
    [0xe0, 2, 0, 0],
  ]) {
    t.deepEqual(decodeBytes(Uint8Array.from(bytes), options).packets, [
      { type: PacketType.disconnect, reasonCode: 0 },
    ]);
  }
});

test('what the specification does not forbid to repeat may repeat: the last one counts', (t) => {
  const twice = Uint8Array.of(0x30, 8, 0, 1, 0x61, 4, 0x01, 0, 0x01, 1);
  const [packet] = decodeBytes(twice, { version: 5, receiver: 'server' }).packets as PublishPacket[];
  t.deepEqual(packet?.properties, { payloadFormatIndicator: 1 });
});

test('U+FEFF at the start of a topic is kept (5:1.5.4-3, 311:1.5.3-3)', (t) => {
  const packet: PublishPacket = { ...PUBLISH, topic: '\uFEFFa' };
  t.deepEqual(decodeBytes(encodePacket(packet, 5), { version: 5, receiver: 'server' }).packets, [packet]);
});
