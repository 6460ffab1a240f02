import test from 'ava';
import type { FlowCatalog } from '../../src/history/flow-catalog.ts';
import { NO_FLOW, PacketLog, type LoggedPacket } from '../../src/history/packet-log.ts';
import { PacketType } from '../../src/protocol/constants.ts';

const CATALOG: FlowCatalog = {
  flowCount: 4,
  publisherOf: () => 0,
  qosOf: () => 2,
  topicOf: (flow) => `topic/${flow}`,
};

function packet(fields: Partial<LoggedPacket>): LoggedPacket {
  return {
    inbound: true,
    client: 1,
    connection: 1,
    type: PacketType.publish,
    packetId: 0,
    code: 0,
    qos: 0,
    dup: false,
    retain: false,
    flow: NO_FLOW,
    seq: 0,
    tUs: 0,
    ...fields,
  };
}

function textOf(fields: Partial<LoggedPacket>): string | undefined {
  const log = new PacketLog(CATALOG, 4);
  log.record(packet(fields));
  return log.packetsBefore(1, Infinity, 1)[0]?.text;
}

test('a packet is told in one line', (t) => {
  t.is(
    textOf({ qos: 2, packetId: 17, dup: true, flow: 3, seq: 41 }),
    'PUBLISH qos 2 id 17 dup topic "topic/3" flow 3 seq 41',
  );
  t.is(textOf({ type: PacketType.pubrec, packetId: 65_535, code: 0x97 }), 'PUBREC id 65535 0x97');
  t.is(textOf({ retain: true }), 'PUBLISH qos 0 retain');
  t.is(textOf({ type: PacketType.pingresp }), 'PINGRESP');
  t.is(textOf({ flow: 99, seq: 0xffff_ffff }), 'PUBLISH qos 0 flow 99 seq 4294967295');
});

test('the newest packets of one client up to a time come, oldest first', (t) => {
  const log = new PacketLog(CATALOG, 16);
  for (let number = 1; number <= 8; number += 1)
    log.record(packet({ client: number % 2, packetId: number, tUs: number, inbound: number !== 5 }));
  const found = log.packetsBefore(1, 6, 2);
  t.deepEqual(
    found.map(({ tUs, direction }) => [tUs, direction]),
    [
      [3, 'in'],
      [5, 'out'],
    ],
  );
});

test('old packets make room for new ones', (t) => {
  const log = new PacketLog(CATALOG, 4);
  for (let number = 1; number <= 9; number += 1) log.record(packet({ tUs: number }));
  t.deepEqual(
    log.packetsBefore(1, Infinity, 100).map(({ tUs }) => tUs),
    [6, 7, 8, 9],
  );
});

test('a snapshot tells the same elsewhere', (t) => {
  const log = new PacketLog(CATALOG, 4);
  for (let number = 1; number <= 9; number += 1) log.record(packet({ tUs: number, flow: 1, seq: number }));
  const restored = PacketLog.restore(CATALOG, structuredClone(log.snapshot()));
  t.deepEqual(restored.packetsBefore(1, 8, 3), log.packetsBefore(1, 8, 3));
});
