/** What a client can prove of a broker that ends its connection for its Keep Alive. */
import test, { type ExecutionContext } from 'ava';
import { PacketType } from '../../src/protocol/constants.ts';
import { connectTo, makeHarness, type Harness } from '../support/client-harness.ts';
import { ScriptedBroker, type ScriptedConnection } from '../support/scripted-broker.ts';

const KEEP_ALIVE_S = 4;
const TIMED_OUT = { type: PacketType.disconnect, reasonCode: 0x8d } as const;

interface World extends Harness {
  /** The broker's end of the connection. */
  readonly end: ScriptedConnection;
  /** So many seconds, a look every quarter of one. */
  readonly look: (seconds: number) => void;
}

/** A client with a Keep Alive of four seconds at a broker that answers PINGREQ; at 5.0. */
function connected(title: string, body: (t: ExecutionContext, world: World) => Promise<void>): void {
  test(title, async (t) => {
    const broker = await ScriptedBroker.start(5);
    const harness = makeHarness();
    const ends: ScriptedConnection[] = [];
    broker.onPacket = (packet, connection) => {
      if (packet.type === PacketType.connect) {
        ends.push(connection);
        connection.accept();
      }
      if (packet.type === PacketType.pingreq) connection.send({ type: PacketType.pingresp });
    };
    const { client, clock } = harness;
    const look = (seconds: number): void => {
      for (let quarter = 0; quarter < seconds * 4; quarter += 1) {
        clock.advanceUs(250_000);
        client.sweep(clock.nowUs());
      }
    };
    try {
      await client.connect(connectTo(broker.port, 5, { keepAliveSeconds: KEEP_ALIVE_S }));
      const [end] = ends;
      if (end !== undefined) await body(t, { ...harness, end, look });
    } finally {
      await client.drop('reset');
      await broker.stop();
    }
  });
}

connected(
  'what PINGRESP proves counts when the broker gives the client up (5:3.2.2-22)',
  async (t, world) => {
    const { end, recorded, until, look } = world;
    look(2.25);
    await until(() => recorded.keepAlives.length === 1);
    look(1);
    end.send(TIMED_OUT);
    await until(() => recorded.keepAlives.length === 2);
    t.like(recorded.keepAlives[1], { kind: 'given-up', reasonCode: 0x8d, keepAliveSeconds: KEEP_ALIVE_S });
    const { atMostUs = 0 } = recorded.keepAlives[1] ?? {};
    t.true(atMostUs >= 1_000_000 && atMostUs < 2_000_000, `${atMostUs} µs`);
  },
);

connected('without PINGRESP only CONNECT is proved', async (t, { end, recorded, until, clock }) => {
  clock.advanceUs(3_000_000);
  end.send(TIMED_OUT);
  await until(() => recorded.keepAlives.length === 1);
  t.true((recorded.keepAlives[0]?.atMostUs ?? 0) >= 3_000_000);
});

connected('a silent client hears why it is disconnected', async (t, world) => {
  const { client, clock, end, recorded, until } = world;
  await client.drop('silent');
  clock.advanceUs(2_000_000);
  end.send(TIMED_OUT);
  end.socket.end();
  await until(() => recorded.keepAlives.length === 1);
  t.like(recorded.keepAlives[0], { kind: 'closed-by-broker', reasonCode: 0x8d });
  const { afterUs = 0, atMostUs = 0 } = recorded.keepAlives[0] ?? {};
  t.true(afterUs <= atMostUs && atMostUs >= 2_000_000, `${atMostUs} µs`);
});
