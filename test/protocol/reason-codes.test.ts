import test from 'ava';
import { PacketType } from '../../src/protocol/constants.ts';
import {
  CONNECT_RETURN_CODES,
  hexCode,
  REASON_CODES,
  reasonCodeAllowed,
  reasonCodesOf,
  reasonName,
} from '../../src/protocol/reason-codes.ts';

function codes(...ranges: readonly (number | readonly [number, number])[]): number[] {
  return ranges.flatMap((range) =>
    typeof range === 'number'
      ? [range]
      : Array.from({ length: range[1] - range[0] + 1 }, (_, at) => range[0] + at),
  );
}

test('CONNACK carries the codes of table 3-1 (5:3.2.2-8)', (t) => {
  const expected = codes(0, [0x80, 0x8a], 0x8c, 0x90, 0x95, 0x97, [0x99, 0x9d], 0x9f);
  t.deepEqual(reasonCodesOf(PacketType.connack), expected);
  t.deepEqual(reasonCodesOf(PacketType.connack, 'client'), []);
});

test('PUBACK and PUBREC carry the codes of their tables (5:3.4.2-1, 5:3.5.2-1)', (t) => {
  for (const type of [PacketType.puback, PacketType.pubrec]) {
    const all = codes(0, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99);
    t.deepEqual(reasonCodesOf(type, 'server'), all);
    t.deepEqual(
      reasonCodesOf(type, 'client'),
      all.filter((code) => code !== 0x10),
      'only a server knows that nobody subscribed',
    );
  }
});

test('PUBREL and PUBCOMP carry two codes (5:3.6.2-1, 5:3.7.2-1)', (t) => {
  for (const type of [PacketType.pubrel, PacketType.pubcomp]) {
    t.deepEqual(reasonCodesOf(type, 'client'), [0, 0x92]);
    t.deepEqual(reasonCodesOf(type, 'server'), [0, 0x92]);
  }
});

test('SUBACK and UNSUBACK carry the codes of their tables (5:3.9.3-2, 5:3.11.3-2)', (t) => {
  const suback = codes(0, 1, 2, 0x80, 0x83, 0x87, 0x8f, 0x91, 0x97, 0x9e, 0xa1, 0xa2);
  t.deepEqual(reasonCodesOf(PacketType.suback, 'server'), suback);
  t.deepEqual(reasonCodesOf(PacketType.unsuback, 'server'), codes(0, 0x11, 0x80, 0x83, 0x87, 0x8f, 0x91));
});

test('DISCONNECT carries the codes of table 3-10, by sender (5:3.14.2-1)', (t) => {
  const server = codes(0, [0x80, 0x83], 0x87, 0x89, 0x8b, 0x8c, [0x8d, 0x90], [0x93, 0xa2]);
  t.deepEqual(reasonCodesOf(PacketType.disconnect, 'server'), server);
  const client = codes(0, 4, [0x80, 0x83], 0x90, [0x93, 0x99]);
  t.deepEqual(reasonCodesOf(PacketType.disconnect, 'client'), client);
  t.true(reasonCodeAllowed(PacketType.disconnect, 4));
});

test('AUTH carries one code from the server and another from the client (5:3.15.2-1)', (t) => {
  t.deepEqual(reasonCodesOf(PacketType.auth, 'server'), [0, 0x18]);
  t.deepEqual(reasonCodesOf(PacketType.auth, 'client'), [0x18, 0x19]);
});

test('packets without Reason Codes carry none', (t) => {
  for (const type of [PacketType.connect, PacketType.publish, PacketType.subscribe, PacketType.pingreq]) {
    t.deepEqual(reasonCodesOf(type), []);
  }
});

test('a code is called what it means in that packet and version', (t) => {
  t.is(reasonName(0, PacketType.puback, 5), 'Success');
  t.is(reasonName(0, PacketType.disconnect, 5), 'Normal disconnection');
  t.is(reasonName(0, PacketType.suback, 5), 'Granted QoS 0');
  t.is(reasonName(0x8e, PacketType.disconnect, 5), 'Session taken over');
  t.is(reasonName(5, PacketType.connack, 4), 'Not authorized');
  t.is(reasonName(2, PacketType.suback, 4), 'Maximum QoS 2');
  t.is(reasonName(0x80, PacketType.suback, 4), 'Failure');
});

test('a code that means nothing there is shown as a number', (t) => {
  t.is(reasonName(0x8e, PacketType.puback, 5), '0x8E');
  t.is(reasonName(6, PacketType.connack, 4), '0x06');
  t.is(hexCode(0), '0x00');
});

test('3.1.1 has six Connect Return Codes, and no code of 5.0 has two names in one packet', (t) => {
  t.is(CONNECT_RETURN_CODES.length, 6);
  const places = REASON_CODES.flatMap(({ code, senders }) =>
    Object.keys(senders).map((packet) => `${packet} ${code}`),
  );
  t.is(new Set(places).size, places.length);
});
