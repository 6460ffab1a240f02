import test from 'ava';
import { PacketType } from '../../src/protocol/constants.ts';
import { describePacket } from '../../src/protocol/describe.ts';
import type { ConnectPacket, Packet } from '../../src/protocol/packets.ts';

const CONNECT: ConnectPacket = {
  type: PacketType.connect,
  protocolName: 'MQTT',
  protocolVersion: 5,
  cleanStart: false,
  keepAlive: 60,
  clientId: 'c1',
  username: 'anna',
  password: Buffer.from('hunter2'),
  will: { topic: 'gone', payload: Buffer.from('secret will'), qos: 1, retain: true },
  properties: { sessionExpiryInterval: 30, receiveMaximum: 10, authenticationData: Buffer.from('token') },
};

const payload = new Uint8Array(256);

const LINES: readonly (readonly [Packet, string])[] = [
  [
    { type: PacketType.publish, dup: true, qos: 2, retain: false, topic: 'a/b', packetId: 17, payload },
    'PUBLISH qos 2 id 17 dup topic "a/b" 256 bytes',
  ],
  [
    {
      type: PacketType.publish,
      dup: false,
      qos: 0,
      retain: true,
      topic: '',
      payload,
      properties: { topicAlias: 3, subscriptionIdentifiers: [1, 2] },
    },
    'PUBLISH qos 0 retain topic "" alias 3 subscription 1, 2 256 bytes',
  ],
  [
    CONNECT,
    'CONNECT client "c1" version 5.0 not clean keep-alive 60s session-expiry 30s receive-maximum 10 user "anna" ' +
      'with password will topic "gone" qos 1 retain',
  ],
  [{ type: PacketType.connack, sessionPresent: true, reasonCode: 0 }, 'CONNACK session present 0x00 Success'],
  [{ type: PacketType.puback, packetId: 5, reasonCode: 0 }, 'PUBACK id 5'],
  [
    { type: PacketType.pubrec, packetId: 5, reasonCode: 0x97, properties: { reasonString: 'full' } },
    'PUBREC id 5 0x97 Quota exceeded reason "full"',
  ],
  [
    {
      type: PacketType.subscribe,
      packetId: 1,
      subscriptions: [
        { filter: 'a/#', qos: 1 },
        { filter: '+', qos: 0, noLocal: true, retainAsPublished: true, retainHandling: 2 },
      ],
    },
    'SUBSCRIBE id 1 "a/#" qos 1, "+" qos 0 no-local retain-as-published retain-handling 2',
  ],
  [
    { type: PacketType.suback, packetId: 1, reasonCodes: [1, 0x87] },
    'SUBACK id 1 0x01 Granted QoS 1, 0x87 Not authorized',
  ],
  [{ type: PacketType.unsubscribe, packetId: 2, filters: ['a', 'b'] }, 'UNSUBSCRIBE id 2 "a", "b"'],
  [
    { type: PacketType.unsuback, packetId: 2, reasonCodes: [0x11] },
    'UNSUBACK id 2 0x11 No subscription existed',
  ],
  [{ type: PacketType.pingreq }, 'PINGREQ'],
  [{ type: PacketType.disconnect, reasonCode: 0x8e }, 'DISCONNECT 0x8E Session taken over'],
  [{ type: PacketType.disconnect, reasonCode: 0 }, 'DISCONNECT'],
  [{ type: PacketType.auth, reasonCode: 0x18 }, 'AUTH 0x18 Continue authentication'],
];

test('each packet is told in one line', (t) => {
  for (const [packet, line] of LINES) t.is(describePacket(packet), line);
});

test('passwords, wills and authentication data are never shown', (t) => {
  const line = describePacket(CONNECT);
  for (const secret of ['hunter2', 'secret', 'token']) t.false(line.includes(secret));
});

test('codes of 3.1.1 have the names of 3.1.1', (t) => {
  const connack: Packet = { type: PacketType.connack, sessionPresent: false, reasonCode: 5 };
  t.is(describePacket(connack, 4), 'CONNACK no session 0x05 Not authorized');
});

test('foreign text cannot break the line, nor fill the screen', (t) => {
  const topic = `a\n\u001b[31m${'x'.repeat(500)}`;
  const line = describePacket({
    type: PacketType.publish,
    dup: false,
    qos: 0,
    retain: false,
    topic,
    payload,
  });
  t.false(/[\n\u001b]/.test(line));
  t.true(line.length < 150, line);
  const filters = Array.from({ length: 100 }, (_, at) => `f${at}`);
  t.true(
    describePacket({ type: PacketType.unsubscribe, packetId: 1, filters }).endsWith('"f7", … 100 in all'),
  );
});
