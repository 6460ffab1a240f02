import test from 'ava';
import fc from 'fast-check';
import { otherSide, type ProtocolVersion, type Side, versionName } from '../../src/protocol/constants.ts';
import { describePacket } from '../../src/protocol/describe.ts';
import { encodePacket } from '../../src/protocol/encode.ts';
import { anyPacket } from './arbitraries.ts';
import { bytewise, cutAt, decodeBytes, decodeChunks } from './decoding-harness.ts';

const CASES: readonly (readonly [ProtocolVersion, Side])[] = [
  [4, 'client'],
  [4, 'server'],
  [5, 'client'],
  [5, 'server'],
];

for (const [version, sender] of CASES) {
  const receiving = { version, receiver: otherSide(sender) };
  const title = `every ${versionName(version)} packet of a ${sender}`;

  test(`${title} survives encoding and decoding unchanged`, (t) => {
    fc.assert(
      fc.property(anyPacket(version, sender), (packet) => {
        const decoded = decodeBytes(encodePacket(packet, version), receiving);
        t.deepEqual(decoded, { packets: [packet], error: undefined, bufferedBytes: 0 });
      }),
      { numRuns: 1000 },
    );
  });

  test(`${title} is decoded the same in one chunk, byte by byte and cut anywhere`, (t) => {
    const stream = fc.array(anyPacket(version, sender), { minLength: 1, maxLength: 6 });
    const cuts = fc.array(fc.nat({ max: 3000 }), { maxLength: 12 });
    fc.assert(
      fc.property(stream, cuts, (packets, positions) => {
        const bytes = Buffer.concat(packets.map((packet) => encodePacket(packet, version)));
        const whole = { packets, error: undefined, bufferedBytes: 0 };
        t.deepEqual(decodeBytes(bytes, receiving), whole);
        t.deepEqual(decodeChunks(bytewise(bytes), receiving), whole);
        t.deepEqual(decodeChunks(cutAt(bytes, positions), receiving), whole);
      }),
      { numRuns: 200 },
    );
  });

  test(`${title} is accepted by a decoder for any direction`, (t) => {
    fc.assert(
      fc.property(anyPacket(version, sender), (packet) => {
        const options = { version, receiver: sender, anyDirection: true };
        t.deepEqual(decodeBytes(encodePacket(packet, version), options).packets, [packet]);
      }),
      { numRuns: 300 },
    );
  });

  test(`${title} has a description of one line`, (t) => {
    fc.assert(
      fc.property(anyPacket(version, sender), (packet) => {
        t.regex(describePacket(packet, version), /^[A-Z]+( [^\n]*)?$/);
      }),
      { numRuns: 300 },
    );
  });
}
