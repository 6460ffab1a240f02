import test, { type ExecutionContext } from 'ava';
import { PacketType, type ProtocolVersion } from '../../src/protocol/constants.ts';
import type { PublishPacket } from '../../src/protocol/packets.ts';
import type { BenchClient } from '../../src/client/types.ts';
import { connectTo, makeHarness, outboundFlow, RUN_ID, type Harness } from '../support/client-harness.ts';
import { ScriptedBroker, type ScriptedConnection } from '../support/scripted-broker.ts';
import { fillerChecksum, StampCodec } from '../../src/history/stamp.ts';

type Body = (
  t: ExecutionContext,
  world: Harness & { broker: ScriptedBroker; version: ProtocolVersion },
) => Promise<void>;

/** Runs a body against a scripted broker, once in each version. */
function both(title: string, body: Body, versions: readonly ProtocolVersion[] = [4, 5]): void {
  for (const version of versions) {
    test(`${version === 4 ? '3.1.1' : '5.0'}: ${title}`, async (t) => {
      const broker = await ScriptedBroker.start(version);
      const harness = makeHarness();
      try {
        await body(t, { ...harness, broker, version });
      } finally {
        await harness.client.drop('reset');
        await broker.stop();
      }
    });
  }
}

/** Accepts every CONNECT and passes all other packets to `rest`. */
function accepting(
  rest: (packet: Parameters<ScriptedBroker['onPacket']>[0], connection: ScriptedConnection) => void,
) {
  return (packet: Parameters<ScriptedBroker['onPacket']>[0], connection: ScriptedConnection): void => {
    if (packet.type === PacketType.connect) connection.accept();
    else rest(packet, connection);
  };
}

/** So many seconds, a look every quarter of one. */
function sweepFor(seconds: number, client: BenchClient, clock: Harness['clock']): void {
  for (let look = 0; look < seconds * 4; look += 1) {
    clock.advanceUs(250_000);
    client.sweep(clock.nowUs());
  }
}

function stampedMessage(flow: number, seq: number, more: Partial<PublishPacket> = {}): PublishPacket {
  const payload = Buffer.alloc(32, 'x');
  const sum = fillerChecksum(payload, 0, 32);
  new StampCodec(RUN_ID).write(payload, 0, 32, { qos: 1, flow, seq, sentUs: 900_000, lagUs: 0 }, sum);
  return {
    type: PacketType.publish,
    dup: false,
    qos: 0,
    retain: false,
    topic: `t/${flow}`,
    payload,
    ...more,
  };
}

both('sends CONNECT as specified and takes CONNACK as success', async (t, { client, broker, version }) => {
  broker.onPacket = accepting(() => undefined);
  const result = await client.connect(
    connectTo(broker.port, version, { username: 'u', password: 'p', keepAliveSeconds: 7 }),
  );
  t.is(result.kind, 'accepted');
  t.true(client.connected);
  const [connect] = broker.ofType(PacketType.connect);
  t.is(connect?.clientId, 'tester');
  t.is(connect?.keepAlive, 7);
  t.is(connect?.username, 'u');
  t.is(Buffer.from(connect?.password ?? []).toString(), 'p');
  t.is(connect?.protocolVersion, version);
});

both(
  'reports a refusal with its code, and no violation',
  async (t, { client, broker, version, recorded }) => {
    broker.onPacket = (packet, connection) => {
      if (packet.type === PacketType.connect) {
        connection.send({
          type: PacketType.connack,
          sessionPresent: false,
          reasonCode: version === 5 ? 0x87 : 5,
        });
      }
    };
    const result = await client.connect(connectTo(broker.port, version));
    t.like(result, { kind: 'refused', reasonCode: version === 5 ? 0x87 : 5 });
    t.deepEqual(recorded.violations, []);
  },
);

both(
  'QoS 1: PUBACK completes the message, in order and once',
  async (t, { client, broker, version, recorded, until }) => {
    broker.onPacket = accepting((packet, connection) => {
      if (packet.type === PacketType.publish) {
        connection.send({ type: PacketType.puback, packetId: packet.packetId ?? 0, reasonCode: 0 });
      }
    });
    await client.connect(connectTo(broker.port, version));
    const flow = outboundFlow(1, version);
    for (let seq = 0; seq < 5; seq += 1) t.is(client.publish(flow, seq, 0), 'sent');
    client.flush();
    await until(() => recorded.completed.length === 5);
    t.deepEqual(
      recorded.completed.map((each) => each.seq),
      [0, 1, 2, 3, 4],
    );
    t.is(client.unsettled, 0);
    t.is(new Set(broker.ofType(PacketType.publish).map((packet) => packet.packetId)).size, 5);
  },
);

both(
  'QoS 2: answers PUBREC with PUBREL and ends with PUBCOMP',
  async (t, { client, broker, version, recorded, until }) => {
    broker.onPacket = accepting((packet, connection) => {
      const packetId = 'packetId' in packet ? (packet.packetId ?? 0) : 0;
      if (packet.type === PacketType.publish)
        connection.send({ type: PacketType.pubrec, packetId, reasonCode: 0 });
      if (packet.type === PacketType.pubrel)
        connection.send({ type: PacketType.pubcomp, packetId, reasonCode: 0 });
    });
    await client.connect(connectTo(broker.port, version));
    client.publish(outboundFlow(2, version), 0, 0);
    client.flush();
    await until(() => recorded.completed.length === 1);
    t.deepEqual(recorded.completed, [{ flow: 2, seq: 0, outcome: 'ok', reasonCode: 0 }]);
    t.is(broker.ofType(PacketType.pubrel).length, 1);
  },
);

both(
  'QoS 2 receiver: PUBREC, then PUBCOMP after PUBREL; a repeat is acknowledged again',
  async (t, world) => {
    const { client, broker, version, recorded, until } = world;
    const message = stampedMessage(2, 0, { qos: 2, packetId: 9 });
    broker.onPacket = accepting((packet, connection) => {
      const pubrecs = broker.ofType(PacketType.pubrec).length;
      if (packet.type === PacketType.subscribe) connection.send(message, { ...message, dup: true });
      if (packet.type === PacketType.pubrec && pubrecs === 2) {
        connection.send({ type: PacketType.pubrel, packetId: 9, reasonCode: 0 });
      }
    });
    await client.connect(connectTo(broker.port, version));
    void client.subscribe([{ filter: 't/#', qos: 2 }]);
    await broker.until(() => broker.ofType(PacketType.pubcomp).length === 1);
    t.is(recorded.deliveries.length, 2);
    t.true(
      recorded.deliveries.every((each) => each.reading === 'ours' && each.topicMatches && each.flow === 2),
    );
    await until(() => recorded.exchanges.includes('pubcomp-sent 9'));
    t.deepEqual(recorded.violations, []);
  },
);

both(
  'resumes: PUBREL and PUBLISH go out again in order, with DUP and the same identifiers',
  async (t, world) => {
    const { client, broker, version, recorded, until } = world;
    let connections = 0;
    broker.onPacket = (packet, connection) => {
      const packetId = 'packetId' in packet ? (packet.packetId ?? 0) : 0;
      if (packet.type === PacketType.connect) {
        connections += 1;
        connection.accept({ sessionPresent: connections > 1 });
      } else if (connections === 1 && packet.type === PacketType.publish && packet.topic === 't/2') {
        connection.send({ type: PacketType.pubrec, packetId, reasonCode: 0 });
      }
    };
    const persistent = { cleanStart: false, sessionExpirySeconds: 100 };
    await client.connect(connectTo(broker.port, version, persistent));
    client.publish(outboundFlow(2, version), 0, 0);
    client.publish(outboundFlow(1, version), 0, 0);
    client.publish(outboundFlow(1, version), 1, 0);
    client.flush();
    await broker.until(() => broker.ofType(PacketType.pubrel).length === 1);
    await client.drop('reset');
    t.deepEqual(recorded.settled, ['1 info', '1 info', '2 info']);
    const before = broker.received.length;
    await client.connect(connectTo(broker.port, version, persistent));
    await broker.until(() => broker.received.length >= before + 4);
    const resent = broker.received.slice(before + 1);
    t.deepEqual(
      resent.map((packet) => [packet.type, 'packetId' in packet ? packet.packetId : 0]),
      [
        [PacketType.pubrel, 1],
        [PacketType.publish, 2],
        [PacketType.publish, 3],
      ],
    );
    t.true(resent.filter((packet) => packet.type === PacketType.publish).every((packet) => packet.dup));
    const [first, again] = broker.ofType(PacketType.publish).filter((packet) => packet.packetId === 2);
    t.deepEqual(first?.payload, again?.payload);
    await until(() => recorded.invoked.some((each) => each.attempt === 2));
  },
);

both(
  'forgets the session when the broker has none',
  async (t, { client, broker, version, until, recorded }) => {
    broker.onPacket = accepting(() => undefined);
    const persistent = { cleanStart: false, sessionExpirySeconds: 100 };
    await client.connect(connectTo(broker.port, version, persistent));
    client.publish(outboundFlow(1, version), 0, 0);
    client.flush();
    await broker.until(() => broker.ofType(PacketType.publish).length === 1);
    await client.drop('fin');
    await until(() => recorded.closed.length === 1);
    t.is(recorded.closed[0]?.how, 'client-drop');
    await client.connect(connectTo(broker.port, version, persistent));
    t.is(client.unsettled, 0);
  },
);

both(
  'obeys Receive Maximum and says when it takes messages again (5:3.3.4-7)',
  async (t, { client, broker, version, recorded, until }) => {
    let toAcknowledge: (() => void) | undefined;
    broker.onPacket = (packet, connection) => {
      if (packet.type === PacketType.connect) connection.accept({ properties: { receiveMaximum: 2 } });
      if (packet.type === PacketType.publish) {
        const packetId = packet.packetId ?? 0;
        toAcknowledge ??= () => connection.send({ type: PacketType.puback, packetId, reasonCode: 0 });
      }
    };
    await client.connect(connectTo(broker.port, version));
    const flow = outboundFlow(1, version);
    t.deepEqual(
      [client.publish(flow, 0, 0), client.publish(flow, 1, 0), client.publish(flow, 2, 0)],
      ['sent', 'sent', 'busy'],
    );
    client.flush();
    await broker.until(() => broker.ofType(PacketType.publish).length === 2);
    toAcknowledge?.();
    await until(() => recorded.writable === 1);
    t.is(client.publish(flow, 2, 0), 'sent');
  },
  [5],
);

both(
  'does not send what the broker announced not to take (5:3.2.2-11, 3.2.2-14, 3.2.2-15)',
  async (t, { client, broker, version }) => {
    broker.onPacket = (packet, connection) => {
      if (packet.type === PacketType.connect) {
        connection.accept({ properties: { maximumQoS: 1, maximumPacketSize: 45, retainAvailable: false } });
      }
    };
    await client.connect(connectTo(broker.port, version));
    t.is(client.publish(outboundFlow(2, version), 0, 0), 'unsupported');
    t.is(client.publish({ ...outboundFlow(0, version), retain: true }, 0, 0), 'unsupported');
    t.is(client.publish(outboundFlow(0, version), 0, 0), 'sent');
    t.is(client.publish(outboundFlow(1, version), 0, 0), 'sent');
    const large = outboundFlow(90, version);
    t.is(client.publish({ ...large, template: outboundFlow(99, version).template }, 0, 0), 'sent');
  },
  [5],
);

both(
  'calls an acknowledgement nobody asked for a violation',
  async (t, { client, broker, version, recorded, until }) => {
    broker.onPacket = accepting((packet, connection) => {
      if (packet.type !== PacketType.subscribe) return;
      connection.send({ type: PacketType.puback, packetId: 77, reasonCode: 0 });
      connection.send({ type: PacketType.suback, packetId: packet.packetId, reasonCodes: [0] });
    });
    await client.connect(connectTo(broker.port, version));
    await client.subscribe([{ filter: 'a', qos: 0 }]);
    await until(() => recorded.violations.length === 1);
    t.deepEqual(recorded.violations[0]?.clauses, [version === 5 ? '5:2.2.1-5' : '311:2.3.1-6']);
  },
);

both('calls a SUBACK with a missing code a violation', async (t, { client, broker, version, recorded }) => {
  broker.onPacket = accepting((packet, connection) => {
    if (packet.type !== PacketType.subscribe) return;
    connection.send({ type: PacketType.suback, packetId: packet.packetId, reasonCodes: [0] });
  });
  await client.connect(connectTo(broker.port, version));
  await client.subscribe([
    { filter: 'a', qos: 0 },
    { filter: 'b', qos: 0 },
  ]);
  t.deepEqual(recorded.violations[0]?.clauses, [version === 5 ? '5:3.8.4-6' : '311:3.8.4-5']);
});

both(
  'calls a packet before CONNACK a violation and gives up',
  async (t, { client, broker, version, recorded }) => {
    broker.onPacket = (_packet, connection) => connection.send({ type: PacketType.pingresp });
    const result = await client.connect(connectTo(broker.port, version));
    t.like(result, { kind: 'failed', code: 'PROTOCOL' });
    t.deepEqual(recorded.violations[0]?.clauses, [version === 5 ? '5:3.2.0-1' : '311:3.2.0-1']);
  },
);

both(
  'calls garbage a violation with its place and ends the connection',
  async (t, { client, broker, version, recorded, until }) => {
    broker.onPacket = accepting((_packet, connection) => connection.socket.write(Buffer.from('d100', 'hex')));
    await client.connect(connectTo(broker.port, version));
    void client.subscribe([{ filter: 'a', qos: 0 }]);
    await until(() => recorded.closed.length === 1);
    t.is(recorded.closed[0]?.how, 'client-abort');
    t.is(recorded.violations.length, 1);
    t.false(client.connected);
  },
);

both(
  'calls Session Present 1 after a clean start a violation',
  async (t, { client, broker, version, recorded }) => {
    broker.onPacket = (packet, connection) => {
      if (packet.type === PacketType.connect) connection.accept({ sessionPresent: true });
    };
    await client.connect(connectTo(broker.port, version));
    t.deepEqual(recorded.violations[0]?.clauses, [version === 5 ? '5:3.2.2-2' : '311:3.2.2-1']);
  },
);

both(
  'fails to connect when the broker closes without a word',
  async (t, { client, broker, version, recorded }) => {
    broker.onPacket = (_packet, connection) => connection.socket.end();
    const result = await client.connect(connectTo(broker.port, version));
    t.is(result.kind, 'failed');
    t.deepEqual(recorded.violations, []);
  },
);

both('fails to connect to a port where nobody listens', async (t, { client, broker, version }) => {
  const { port } = broker;
  await broker.stop();
  const result = await client.connect(connectTo(port, version));
  t.like(result, { kind: 'failed', code: 'ECONNREFUSED' });
});

both('gives up when CONNACK does not come in time', async (t, { client, broker, version, clock }) => {
  const attempt = client.connect(connectTo(broker.port, version, { timeoutUs: 3_000_000 }));
  await broker.until(() => broker.received.length === 1);
  clock.advanceUs(3_500_000);
  client.sweep(clock.nowUs());
  t.like(await attempt, { kind: 'failed', code: 'CONNACK_TIMEOUT' });
});

both(
  'pings within the Keep Alive time and gives a dead broker up',
  async (t, { client, broker, version, clock, recorded, until }) => {
    broker.onPacket = accepting(() => undefined);
    await client.connect(connectTo(broker.port, version, { keepAliveSeconds: 10 }));
    clock.advanceUs(4_000_000);
    client.sweep(clock.nowUs());
    t.is(broker.ofType(PacketType.pingreq).length, 0);
    clock.advanceUs(2_000_000);
    client.sweep(clock.nowUs());
    await broker.until(() => broker.ofType(PacketType.pingreq).length === 1);
    clock.advanceUs(11_000_000);
    client.sweep(clock.nowUs());
    t.is(recorded.closed.length, 0, 'a standstill of our own proves nothing');
    sweepFor(11, client, clock);
    await until(() => recorded.closed.length === 1);
    t.is(recorded.closed[0]?.how, 'client-abort');
    t.deepEqual(recorded.lost, ['unwanted']);
    const clause = version === 5 ? '5:3.12.4-1' : '311:3.12.4-1';
    t.deepEqual(
      recorded.violations.map(({ clauses }) => clauses),
      [[clause]],
    );
  },
);

both('goes on pinging while an answer is out, so that only the broker is late', async (t, world) => {
  const { client, broker, version, clock } = world;
  broker.onPacket = accepting(() => undefined);
  await client.connect(connectTo(broker.port, version, { keepAliveSeconds: 2 }));
  sweepFor(5, client, clock);
  await broker.until(() => broker.ofType(PacketType.pingreq).length === 5);
  t.pass();
});

both('tells how long PINGRESP took', async (t, { client, broker, version, clock, recorded, until }) => {
  broker.onPacket = accepting((packet, connection) => {
    if (packet.type === PacketType.pingreq) connection.send({ type: PacketType.pingresp });
  });
  await client.connect(connectTo(broker.port, version, { keepAliveSeconds: 2 }));
  sweepFor(1, client, clock);
  await until(() => recorded.keepAlives.length === 1);
  t.like(recorded.keepAlives[0], { kind: 'answered', keepAliveSeconds: 2 });
});

both(
  'does not miss answers that it does not read',
  async (t, { client, broker, version, clock, recorded }) => {
    broker.onPacket = accepting(() => undefined);
    await client.connect(connectTo(broker.port, version, { keepAliveSeconds: 2 }));
    client.setReading(false);
    sweepFor(20, client, clock);
    t.deepEqual(recorded.violations, []);
    t.true(client.connected);
    client.setReading(true);
    sweepFor(12, client, clock);
    t.is(recorded.violations.length, 1);
  },
);

both('reads nothing while it is told not to, and all of it afterwards', async (t, world) => {
  const { client, broker, version, recorded, until } = world;
  let send: (() => void) | undefined;
  broker.onPacket = accepting((packet, connection) => {
    if (packet.type === PacketType.publish) send = () => connection.send(stampedMessage(3, 0));
  });
  await client.connect(connectTo(broker.port, version));
  client.setReading(false);
  client.publish(outboundFlow(0, version), 0, 0);
  client.flush();
  await broker.until(() => send !== undefined);
  send?.();
  await new Promise(setImmediate);
  t.is(recorded.deliveries.length, 0);
  client.setReading(true);
  await until(() => recorded.deliveries.length === 1);
  t.pass();
});

both('tells when the broker ends the connection of a silent client', async (t, world) => {
  const { client, broker, version, clock, recorded, until } = world;
  broker.onPacket = accepting(() => undefined);
  await client.connect(connectTo(broker.port, version, { keepAliveSeconds: 2 }));
  await client.drop('silent');
  t.like(recorded.closed[0], { how: 'client-drop', detail: 'silent' });
  sweepFor(3, client, clock);
  t.is(broker.ofType(PacketType.pingreq).length, 0);
  for (const socket of broker.sockets) socket.end();
  await until(() => recorded.keepAlives.length === 1);
  const [silence] = recorded.keepAlives;
  t.like(silence, { kind: 'closed-by-broker', keepAliveSeconds: 2 });
  t.true((silence?.afterUs ?? 0) >= 3_000_000);
});

both('tells when it ended its silence itself', async (t, { client, broker, version, clock, recorded }) => {
  broker.onPacket = accepting(() => undefined);
  await client.connect(connectTo(broker.port, version, { keepAliveSeconds: 2 }));
  await client.drop('silent');
  sweepFor(4, client, clock);
  await client.disconnect({ reasonCode: 0 });
  t.like(recorded.keepAlives[0], { kind: 'left-open', keepAliveSeconds: 2 });
});

both('gives up on a SUBSCRIBE that is never answered', async (t, { client, broker, version, clock }) => {
  broker.onPacket = accepting(() => undefined);
  await client.connect(connectTo(broker.port, version, { keepAliveSeconds: 0 }));
  const request = client.subscribe([{ filter: 'a', qos: 0 }]);
  await broker.until(() => broker.ofType(PacketType.subscribe).length === 1);
  clock.advanceUs(31_000_000);
  client.sweep(clock.nowUs());
  t.false((await request).acknowledged);
});

both('sends DISCONNECT before it closes', async (t, { client, broker, version, recorded }) => {
  broker.onPacket = accepting(() => undefined);
  await client.connect(connectTo(broker.port, version));
  await client.disconnect({ reasonCode: 0 });
  t.is(broker.ofType(PacketType.disconnect).length, 1);
  t.is(recorded.closed[0]?.how, 'client-disconnect');
});

both('sends nothing and reads nothing on a half-open connection, and can connect anew', async (t, world) => {
  const { client, broker, version, recorded } = world;
  broker.onPacket = accepting(() => undefined);
  await client.connect(connectTo(broker.port, version));
  await client.drop('half-open');
  t.false(client.connected);
  t.is(recorded.closed[0]?.detail, 'half-open');
  t.is(broker.ofType(PacketType.disconnect).length, 0);
  const result = await client.connect(connectTo(broker.port, version));
  t.is(result.kind, 'accepted');
});

both(
  'reads the reason of a DISCONNECT from the broker',
  async (t, { client, broker, version, recorded, until }) => {
    broker.onPacket = accepting((_packet, connection) =>
      connection.send({ type: PacketType.disconnect, reasonCode: 0x8b }),
    );
    await client.connect(connectTo(broker.port, version));
    void client.subscribe([{ filter: 'a', qos: 0 }]);
    await until(() => recorded.closed.length === 1);
    t.like(recorded.closed[0], { how: 'server-disconnect', reasonCode: 0x8b });
    t.deepEqual(recorded.violations, []);
  },
  [5],
);

both(
  'follows Topic Aliases and calls one that was never set a violation (5:3.3.2-7)',
  async (t, { client, broker, version, recorded, until }) => {
    broker.onPacket = accepting((packet, connection) => {
      if (packet.type !== PacketType.subscribe) return;
      connection.send(stampedMessage(3, 0, { properties: { topicAlias: 1 } }));
      connection.send(stampedMessage(3, 1, { topic: '', properties: { topicAlias: 1 } }));
      connection.send(stampedMessage(3, 2, { topic: '', properties: { topicAlias: 2 } }));
    });
    await client.connect(connectTo(broker.port, version, { topicAliasMaximum: 5 }));
    void client.subscribe([{ filter: 't/#', qos: 0 }]);
    await until(() => recorded.violations.length === 1);
    t.deepEqual(
      recorded.deliveries.map((each) => [each.seq, each.topicMatches]),
      [
        [0, true],
        [1, true],
      ],
    );
    t.deepEqual(recorded.violations[0]?.clauses, ['5:3.3.2-7']);
  },
  [5],
);

/** QoS 1 messages, and QoS 2 ones from Packet Identifier 100 on, that the broker sends before it can have seen an answer. */
async function inFlight(world: Parameters<Body>[1], qos: readonly (1 | 2)[]): Promise<number> {
  const { client, broker, recorded, until } = world;
  broker.onPacket = accepting((packet, connection) => {
    if (packet.type !== PacketType.subscribe) return;
    connection.socket.cork();
    for (const [at, each] of qos.entries())
      connection.send(stampedMessage(3, at, { qos: each, packetId: at + 100 * (each - 1) + 1 }));
    connection.socket.uncork();
  });
  await client.connect(connectTo(broker.port, 5, { receiveMaximum: 3 }));
  void client.subscribe([{ filter: 't/#', qos: 2 }]);
  await until(() => recorded.deliveries.length === qos.length);
  return recorded.violations.filter(({ clauses }) => clauses.includes('5:3.3.4-9')).length;
}

for (const [qos, violations] of [
  [[1, 1, 1], 0],
  [[2, 2, 1], 0],
  [[1, 1, 1, 1], 1],
  [[2, 2, 2, 1], 1],
  [[1, 2, 2, 2, 2], 2],
] as const)
  both(
    `finds ${violations} messages above its Receive Maximum of 3 among QoS ${qos.join()} (5:3.3.4-9)`,
    async (t, world) => {
      t.is(await inFlight(world, qos), violations);
    },
    [5],
  );

both(
  'counts anew what the broker sends once it can have seen the answers',
  async (t, { client, broker, version, recorded, until }) => {
    let acknowledged = 0;
    const burst = (connection: ScriptedConnection, from: number): void => {
      for (const id of [1, 2, 3])
        connection.send(stampedMessage(3, from + id, { qos: 1, packetId: from + id }));
    };
    broker.onPacket = accepting((packet, connection) => {
      if (packet.type === PacketType.subscribe) burst(connection, 0);
      if (packet.type === PacketType.puback && (acknowledged += 1) === 3) burst(connection, 10);
    });
    await client.connect(connectTo(broker.port, version, { receiveMaximum: 3 }));
    void client.subscribe([{ filter: 't/#', qos: 1 }]);
    await until(() => recorded.deliveries.length === 6);
    t.deepEqual(recorded.violations, []);
  },
  [5],
);
