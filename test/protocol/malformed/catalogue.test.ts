import test from 'ava';
import mqttPacket from 'mqtt-packet';
import { otherSide, PacketType, type ProtocolVersion } from '../../../src/protocol/constants.ts';
import {
  cutShort,
  type Malformation,
  MALFORMATIONS,
  malformation,
  malformationsOf,
  oversizedPublish,
} from '../../../src/protocol/malformed/catalogue.ts';
import { statement } from '../../../src/protocol/statements.ts';
import { topicFilterFault } from '../../../src/protocol/topics.ts';
import { REFUSED_BY_MQTT_PACKET } from './mqtt-packet-refuses.ts';
import { bytewise, decodeBytes, decodeChunks, type DecodingOptions } from '../decoding-harness.ts';

const VERSIONS: readonly ProtocolVersion[] = [4, 5];

function applicable(): [Malformation, ProtocolVersion][] {
  return MALFORMATIONS.flatMap((entry) =>
    VERSIONS.filter((version) => entry.clauses[version] !== undefined).map(
      (version): [Malformation, ProtocolVersion] => [entry, version],
    ),
  );
}

/** CONNECT comes to a server that does not know the version yet. */
function receiverOf(entry: Malformation, version: ProtocolVersion): DecodingOptions {
  const receiver = otherSide(entry.sender);
  const first = entry.packetType === PacketType.connect && receiver === 'server';
  return { version: first ? undefined : version, receiver };
}

test('every malformation has an id of its own, by which it is found', (t) => {
  t.is(new Set(MALFORMATIONS.map((entry) => entry.id)).size, MALFORMATIONS.length);
  for (const entry of MALFORMATIONS) t.is(malformation(entry.id), entry);
  t.true(MALFORMATIONS.length > 150, `${MALFORMATIONS.length} malformations`);
});

test('every clause a malformation breaks is a known statement or a section', (t) => {
  for (const [entry, version] of applicable()) {
    const clause = entry.clauses[version] ?? '';
    t.true(clause.includes('§') || statement(clause) !== undefined, `${entry.id}: ${clause}`);
    t.true(clause.startsWith(version === 5 ? '5:' : '311:'), `${entry.id}: ${clause}`);
  }
});

for (const version of VERSIONS) {
  test(`the decoder refuses each malformed ${version === 5 ? '5.0' : '3.1.1'} packet by the clause it breaks`, (t) => {
    for (const [entry, madeFor] of applicable()) {
      if (madeFor !== version || entry.shownBy !== 'packet') continue;
      const { error, packets } = decodeBytes(entry.build(version), receiverOf(entry, version));
      t.is(error?.clause, entry.clauses[version], `${entry.id}: ${error?.message ?? 'accepted'}`);
      t.deepEqual(packets, [], entry.id);
    }
  });
}

test('the decoder refuses byte by byte exactly as it does in one piece', (t) => {
  for (const [entry, version] of applicable()) {
    const bytes = entry.build(version);
    const options = receiverOf(entry, version);
    t.deepEqual(decodeChunks(bytewise(bytes), options), decodeBytes(bytes, options), entry.id);
  }
});

test('what only its meaning shows is decoded, and judged by the receiver', (t) => {
  for (const [entry, version] of applicable()) {
    if (entry.shownBy !== 'meaning') continue;
    const { error, packets } = decodeBytes(entry.build(version), receiverOf(entry, version));
    t.is(error, undefined, entry.id);
    for (const packet of packets) {
      if (packet.type !== PacketType.subscribe) continue;
      for (const { filter } of packet.subscriptions) {
        t.is(topicFilterFault(filter, version)?.clause, entry.clauses[version], entry.id);
      }
    }
  }
});

test('malformations are listed by version and sender', (t) => {
  const ids = malformationsOf(4, 'server').map((entry) => entry.id);
  t.true(ids.includes('connack-reserved-flags'));
  t.false(ids.includes('connack-maximum-qos-2'), '3.1.1 has no properties');
  t.false(ids.includes('publish-qos-3'), 'sent by a client');
});

test('an oversized PUBLISH is refused by its length alone', (t) => {
  const { error } = decodeBytes(oversizedPublish(5), {
    version: 5,
    receiver: 'server',
    maximumPacketSize: 1000,
  });
  t.is(error?.kind, 'packet-too-large');
  t.is(error?.reasonCode, 0x95);
  t.is(error?.clause, '5:3.2.2-15');
});

test('a packet cut short is neither decoded nor refused', (t) => {
  const whole = Uint8Array.of(0x30, 5, 0, 3, 0x61, 0x2f, 0x62);
  const decoded = decodeBytes(cutShort(whole, 6), { version: 4, receiver: 'server' });
  t.deepEqual(decoded, { packets: [], error: undefined, bufferedBytes: 6 });
});

/** What mqtt-packet 9 does with it: an independent reading of the same rules. */
function acceptedByMqttPacket(bytes: Uint8Array, version: ProtocolVersion): boolean {
  const parser = mqttPacket.parser({ protocolVersion: version });
  let packets = 0;
  let failed = false;
  parser.on('packet', () => (packets += 1));
  parser.on('error', () => (failed = true));
  try {
    parser.parse(Buffer.from(bytes));
  } catch {
    failed = true;
  }
  return packets > 0 && !failed;
}

test('mqtt-packet refuses a part of them, and is more lenient than the specification about the rest', (t) => {
  for (const [entry, version] of applicable()) {
    if (entry.shownBy !== 'packet') continue;
    const refuses = REFUSED_BY_MQTT_PACKET[entry.id]?.includes(version) ?? false;
    t.is(acceptedByMqttPacket(entry.build(version), version), !refuses, `${entry.id}/${version}`);
  }
});
