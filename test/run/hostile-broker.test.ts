/** Brokers that misbehave beyond any rule: a run ends, in bounded time, with findings and never with a crash. */
import test from 'ava';
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';
import { seededRandom } from '../../src/base/random.ts';
import { startBroker } from '../../src/broker/start.ts';
import { PacketType } from '../../src/protocol/constants.ts';
import { encodePacket } from '../../src/protocol/encode.ts';
import { runText, summary } from '../support/run-scenario.ts';

const SCENARIO = `
name: hostile
clients:
  subscriber: { count: 3, connect-timeout: 2s }
  publisher: { count: 3, connect-timeout: 2s }
steps:
  - connect: all
  - subscribe: { clients: subscriber, filter: 'h/#', qos: 2 }
  - publish: { clients: publisher, topic: 'h/\${index}', qos: 1, payload: 64B, rate: 50/s, for: 1s }
  - drain: 500ms
  - disconnect: all
`;

const CONNACK = Buffer.from(
  encodePacket({ type: PacketType.connack, sessionPresent: false, reasonCode: 0 }, 5),
);

interface HostileServer {
  readonly url: string;
  stop(): void;
}

async function serve(onSocket: (socket: Socket) => void): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** A proxy that passes bytes through `pass`, towards the client only. */
function proxyTo(port: number, pass: (bytes: Buffer, client: Socket) => void): (client: Socket) => void {
  return (client) => {
    const broker = createConnection({ host: '127.0.0.1', port });
    broker.on('error', () => client.destroy());
    broker.on('close', () => client.destroy());
    client.on('close', () => broker.destroy());
    client.pipe(broker);
    broker.on('data', (bytes) => pass(bytes, client));
  };
}

async function embedded(): Promise<{ port: number; close: () => Promise<void> }> {
  const broker = await startBroker({ listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] });
  return { port: Number(new URL(broker.urls[0] ?? '').port), close: () => broker.close() };
}

test.serial('garbage in place of CONNACK is a violation of the protocol, and the run ends', async (t) => {
  const random = seededRandom(7);
  const server = await serve((socket) => {
    socket.on('data', () => socket.write(Buffer.from(Array.from({ length: 200 }, () => random.below(256)))));
  });
  t.teardown(() => server.stop());
  const outcome = await runText(SCENARIO, { url: server.url, version: 5 });
  t.is(outcome.stopReason, 'unreachable');
  t.is(outcome.check.verdict, 'fail', summary(outcome));
  t.true(outcome.check.findings.some(({ invariant }) => invariant === 'P'));
});

test.serial('garbage after CONNACK is a violation of the protocol', async (t) => {
  const random = seededRandom(8);
  const server = await serve((socket) => {
    socket.once('data', () => {
      socket.write(CONNACK);
      socket.on('data', () =>
        socket.write(Buffer.from(Array.from({ length: 500 }, () => random.below(256)))),
      );
    });
  });
  t.teardown(() => server.stop());
  const outcome = await runText(SCENARIO, { url: server.url, version: 5 });
  t.is(outcome.check.verdict, 'fail', summary(outcome));
  t.true(outcome.check.findings.some(({ invariant }) => invariant === 'P'));
});

test.serial('a broker that takes connections and never answers is unreachable', async (t) => {
  const server = await serve((socket) => socket.resume());
  t.teardown(() => server.stop());
  const outcome = await runText(SCENARIO, { url: server.url, version: 4 });
  t.is(outcome.stopReason, 'unreachable');
  t.regex(outcome.stopDetail ?? '', /CONNACK/);
  t.not(outcome.check.verdict, 'pass');
});

test.serial('a broker that closes each connection at once is unreachable', async (t) => {
  const server = await serve((socket) => socket.destroy());
  t.teardown(() => server.stop());
  const outcome = await runText(SCENARIO, { url: server.url, version: 4 });
  t.is(outcome.stopReason, 'unreachable');
  t.not(outcome.check.verdict, 'pass');
});

test.serial('one byte at a time is legal, and nothing is found', async (t) => {
  const broker = await embedded();
  const server = await serve(
    proxyTo(broker.port, (bytes, client) => {
      for (const byte of bytes) client.write(Buffer.of(byte));
    }),
  );
  t.teardown(async () => {
    server.stop();
    await broker.close();
  });
  const outcome = await runText(SCENARIO, { url: server.url, version: 5 });
  t.is(outcome.check.verdict, 'pass', summary(outcome));
});

test.serial('connections that close at random are reported, and never called a lost message', async (t) => {
  const random = seededRandom(9);
  const broker = await embedded();
  const server = await serve(
    proxyTo(broker.port, (bytes, client) => {
      if (random.below(12) === 0) client.destroy();
      else client.write(bytes);
    }),
  );
  t.teardown(async () => {
    server.stop();
    await broker.close();
  });
  const outcome = await runText(SCENARIO, { url: server.url, version: 5 });
  t.false(
    outcome.check.findings.some(({ status }) => status === 'fail'),
    summary(outcome),
  );
  t.true(outcome.metrics.counters['connection.lost'] + outcome.metrics.counters['connect.failed'] > 0);
});

test.serial('an early end leaves a full report of what ran', async (t) => {
  const broker = await embedded();
  t.teardown(() => broker.close());
  const abort = new AbortController();
  const outcome = await runText(SCENARIO.replace('for: 1s', 'for: 60s'), {
    url: `mqtt://127.0.0.1:${broker.port}`,
    version: 5,
    signal: abort.signal,
    listener: (event) => {
      if (event.kind === 'progress' && event.sample.received >= 30)
        abort.abort(new Error('stopped by the test'));
    },
  });
  t.is(outcome.stopReason, 'interrupted');
  t.true(outcome.metrics.counters['receive.count'] >= 30);
  t.is(outcome.steps.at(-1)?.status, 'interrupted');
  t.false(
    outcome.check.findings.some(({ status }) => status === 'fail'),
    summary(outcome),
  );
});

test.serial('nobody at the port is unreachable, with the reason', async (t) => {
  const server = await serve(() => undefined);
  server.stop();
  const outcome = await runText(SCENARIO, { url: server.url, version: 5 });
  t.is(outcome.stopReason, 'unreachable');
  t.regex(outcome.stopDetail ?? '', /ECONNREFUSED|refused/i);
});
