/** Two connections of one device: what the older one still does, and where its session goes. */
import test, { type ExecutionContext } from 'ava';
import { PacketType, type ProtocolVersion } from '../../src/protocol/constants.ts';
import type { PublishPacket } from '../../src/protocol/packets.ts';
import { fillerChecksum, StampCodec } from '../../src/history/stamp.ts';
import { connectTo, makeHarness, outboundFlow, RUN_ID, type Harness } from '../support/client-harness.ts';
import { ScriptedBroker, type ScriptedConnection } from '../support/scripted-broker.ts';

const LASTING = { cleanStart: false, sessionExpirySeconds: 100 };

interface World extends Harness {
  readonly broker: ScriptedBroker;
  readonly version: ProtocolVersion;
  /** The broker's ends of the connections, in order. */
  readonly ends: ScriptedConnection[];
}

/** A broker that answers nothing but CONNECT, with Session Present 1 from the second connection on. */
function both(title: string, body: (t: ExecutionContext, world: World) => Promise<void>): void {
  for (const version of [4, 5] as const) {
    test(`${version === 4 ? '3.1.1' : '5.0'}: ${title}`, async (t) => {
      const broker = await ScriptedBroker.start(version);
      const harness = makeHarness();
      const ends: ScriptedConnection[] = [];
      broker.onPacket = (packet, connection) => {
        if (packet.type !== PacketType.connect) return;
        ends.push(connection);
        connection.accept({ sessionPresent: ends.length > 1 && !packet.cleanStart });
      };
      try {
        await body(t, { ...harness, broker, version, ends });
      } finally {
        await harness.client.drop('reset');
        await broker.stop();
      }
    });
  }
}

function stamped(seq: number, more: Partial<PublishPacket> = {}): PublishPacket {
  const payload = Buffer.alloc(32, 'x');
  const sum = fillerChecksum(payload, 0, 32);
  new StampCodec(RUN_ID).write(payload, 0, 32, { qos: 1, flow: 1, seq, sentUs: 900_000, lagUs: 0 }, sum);
  return {
    type: PacketType.publish,
    dup: false,
    qos: 1,
    packetId: 7,
    retain: false,
    topic: 't/1',
    payload,
    ...more,
  };
}

both('the second connection sends again what the first had in flight', async (t, world) => {
  const { client, broker, version, recorded, ends } = world;
  await client.connect(connectTo(broker.port, version, LASTING));
  client.publish(outboundFlow(1, version), 0, 0);
  client.flush();
  await broker.until(() => broker.ofType(PacketType.publish).length === 1);
  const second = client.succeed();
  t.like(await second.connect(connectTo(broker.port, version, LASTING)), { kind: 'accepted' });
  await broker.until(() => broker.ofType(PacketType.publish).length === 2);
  t.deepEqual(
    broker.ofType(PacketType.publish).map(({ dup, packetId }) => [dup, packetId]),
    [
      [false, 1],
      [true, 1],
    ],
  );
  ends[1]?.send({ type: PacketType.puback, packetId: 1, reasonCode: 0 });
  await world.until(() => recorded.completed.length === 1);
  t.deepEqual(recorded.settled, ['1 ok']);
  t.deepEqual(recorded.violations, []);
  await second.drop('reset');
});

both('a late acknowledgement on the first connection counts for nothing', async (t, world) => {
  const { client, broker, version, recorded, ends } = world;
  await client.connect(connectTo(broker.port, version, LASTING));
  client.publish(outboundFlow(1, version), 0, 0);
  client.flush();
  const second = client.succeed();
  await second.connect(connectTo(broker.port, version, LASTING));
  ends[0]?.send({ type: PacketType.puback, packetId: 1, reasonCode: 0 }, stamped(0));
  await world.until(() => recorded.deliveries.length === 1);
  t.deepEqual(recorded.completed, []);
  ends[1]?.send({ type: PacketType.puback, packetId: 1, reasonCode: 0 });
  await world.until(() => recorded.completed.length === 1);
  t.deepEqual(recorded.violations, []);
  await second.drop('reset');
});

both('what still comes on the first connection is told and not acknowledged', async (t, world) => {
  const { client, broker, version, recorded, ends } = world;
  await client.connect(connectTo(broker.port, version, LASTING));
  const second = client.succeed();
  await second.connect(connectTo(broker.port, version, LASTING));
  ends[0]?.send(stamped(0));
  ends[1]?.send(stamped(1));
  await world.until(() => recorded.deliveries.length === 2);
  await broker.until(() => broker.ofType(PacketType.puback).length === 1);
  t.deepEqual(recorded.deliveries.map(({ connection, seq }) => [connection, seq]).sort(), [
    [1, 0],
    [2, 1],
  ]);
  await second.drop('reset');
  t.is(broker.ofType(PacketType.puback).length, 1);
});

both('the first connection stays open until the broker closes it, and that is no loss', async (t, world) => {
  const { client, broker, version, recorded, ends } = world;
  await client.connect(connectTo(broker.port, version, LASTING));
  const second = client.succeed();
  await second.connect(connectTo(broker.port, version, LASTING));
  t.false(client.connected);
  t.false(client.isOver);
  t.true(second.connected);
  t.deepEqual(recorded.closed, []);
  if (version === 5) ends[0]?.send({ type: PacketType.disconnect, reasonCode: 0x8e });
  ends[0]?.socket.end();
  await world.until(() => recorded.closed.length === 1);
  t.like(recorded.closed[0], {
    connection: 1,
    how: version === 5 ? 'server-disconnect' : 'server-close',
    ...(version === 5 ? { reasonCode: 0x8e } : {}),
  });
  t.deepEqual(recorded.lost, []);
  await second.drop('reset');
  t.is(recorded.closed[1]?.connection, 2);
});

both('with Clean Start what was in flight stays unknown', async (t, world) => {
  const { client, broker, version, recorded } = world;
  await client.connect(connectTo(broker.port, version, LASTING));
  client.publish(outboundFlow(1, version), 0, 0);
  client.flush();
  await broker.until(() => broker.ofType(PacketType.publish).length === 1);
  const second = client.succeed();
  await second.connect(connectTo(broker.port, version));
  t.deepEqual(recorded.settled, ['1 info']);
  t.is(second.unsettled, 0);
  t.is(second.publish(outboundFlow(1, version), 1, 0), 'sent');
  await second.drop('reset');
});

both('where the broker refuses the second connection, the first goes on', async (t, world) => {
  const { client, broker, version, recorded } = world;
  await client.connect(connectTo(broker.port, version, LASTING));
  broker.onPacket = (packet, connection) => {
    if (packet.type === PacketType.connect)
      connection.send({
        type: PacketType.connack,
        sessionPresent: false,
        reasonCode: version === 5 ? 0x88 : 3,
      });
    if (packet.type === PacketType.publish)
      connection.send({ type: PacketType.puback, packetId: packet.packetId ?? 0, reasonCode: 0 });
  };
  const second = client.succeed();
  t.like(await second.connect(connectTo(broker.port, version, LASTING)), { kind: 'refused' });
  client.reinstate();
  t.true(client.connected);
  t.is(client.publish(outboundFlow(1, version), 0, 0), 'sent');
  client.flush();
  await world.until(() => recorded.completed.length === 1);
  await client.drop('fin');
  broker.onPacket = (packet, connection) => {
    if (packet.type === PacketType.connect) connection.accept();
  };
  await client.connect(connectTo(broker.port, version, LASTING));
  await client.drop('reset');
  t.deepEqual(recorded.closed.map(({ connection }) => connection).sort(), [1, 2, 3]);
});
