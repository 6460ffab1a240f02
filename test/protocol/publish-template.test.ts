import test from 'ava';
import fc from 'fast-check';
import { PacketType } from '../../src/protocol/constants.ts';
import { encodePacket } from '../../src/protocol/encode.ts';
import { PublishTemplate } from '../../src/protocol/publish-template.ts';
import { anyPublish } from './arbitraries.ts';

test('a template with its Packet Identifier patched in is the encoded PUBLISH', (t) => {
  for (const version of [4, 5] as const) {
    fc.assert(
      fc.property(anyPublish(version, 'client'), (generated) => {
        const packet = { ...generated, dup: false };
        const { topic, qos, retain, payload, properties } = packet;
        const template = new PublishTemplate({ topic, qos, retain, payload, properties, version });
        const expected = encodePacket(packet, version);
        const target = new Uint8Array(template.size + 2).fill(0xee);
        t.is(template.copyInto(target, 1), 1 + template.size);
        const patch = [(packet.packetId ?? 0) >> 8, (packet.packetId ?? 0) & 0xff];
        if (qos > 0) target.set(patch, 1 + template.packetIdOffset);
        t.deepEqual([...target], [0xee, ...expected, 0xee]);
        t.is(template.size, expected.length);
        t.deepEqual([...expected.subarray(template.payloadOffset)], [...payload]);
      }),
      { numRuns: 500 },
    );
  }
});

test('a QoS 0 template has no place for a Packet Identifier', (t) => {
  const template = new PublishTemplate({
    topic: 'a',
    qos: 0,
    retain: false,
    payload: Uint8Array.of(1),
    version: 5,
  });
  t.is(template.packetIdOffset, -1);
  t.is(template.payloadOffset, 6);
  t.is(template.size, 7);
});

test('patching a copy leaves the template as it was', (t) => {
  const payload = Buffer.alloc(16);
  const template = new PublishTemplate({ topic: 'a', qos: 1, retain: true, payload, version: 4 });
  const target = new Uint8Array(2 * template.size);
  const second = template.copyInto(target, 0);
  target.fill(0xff, 0, second);
  payload.fill(0xff);
  t.is(template.copyInto(target, second), target.length);
  t.is(target[second], (PacketType.publish << 4) | 3);
  t.deepEqual([...target.subarray(second + template.payloadOffset)], new Array(16).fill(0));
});
