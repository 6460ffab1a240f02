/** The cases of section 6, against the embedded broker and against servers that are wrong. */
import test, { type ExecutionContext } from 'ava';
import { WebSocketServer } from 'ws';
import { seededRandom } from '../../src/base/random.ts';
import { Broker } from '../../src/broker/broker.ts';
import { startBroker } from '../../src/broker/start.ts';
import { WEBSOCKET_CASES } from '../../src/conformance/cases/6-websocket.ts';
import { factsOf } from '../../src/conformance/facts.ts';
import { runSuite } from '../../src/conformance/suite.ts';
import { hostTime } from '../../src/conformance/time.ts';
import type { WebSocketTarget } from '../../src/conformance/websocket.ts';
import { connectTransport } from '../../src/transport/connect.ts';
import { memoryPair } from '../../src/transport/memory-pair.ts';
import { WEBSOCKET_MUTANTS, type WebSocketMutant } from './mutants/websocket.ts';
import { VERSIONS, versionLabel } from '../support/broker-harness.ts';
import type { ProtocolVersion } from '../../src/protocol/constants.ts';

const PATH = '/mqtt';
const PUBLISH_QOS_0 = 0x30;
/** Enough for a machine that does a lot besides: what does not come at all is waited for four times as long. */
const ANSWER_MS = 2_500;

function targetAt(port: number): WebSocketTarget {
  const address = { protocol: 'mqtt', host: '127.0.0.1', port } as const;
  return { dial: (handler) => connectTransport(address, handler), host: `127.0.0.1:${port}`, path: PATH };
}

/** The ids of the cases that are red, or warn. */
async function redOnes(version: ProtocolVersion, port: number, answerMs: number): Promise<string[]> {
  const webSocket = targetAt(port);
  const address = { protocol: 'ws', host: '127.0.0.1', port, path: PATH } as const;
  const connack = { type: 2, sessionPresent: false, reasonCode: 0 } as const;
  const { outcomes } = await runSuite({
    cases: WEBSOCKET_CASES.filter((one) => one.version === version),
    facts: factsOf(version, { name: 'test', webSocket }, connack, { roundTripMs: 1, keepAliveS: 0 }),
    dial: (handler) => connectTransport(address, handler),
    time: hostTime(),
    timing: { answerMs, quietMs: 50, graceMs: 1_000 },
    random: seededRandom(1),
    token: 'ws',
    concurrency: 8,
    leavesTraces: true,
  });
  return outcomes
    .filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')
    .map(({ case: { id } }) => id);
}

for (const version of VERSIONS) {
  test(`the embedded broker conforms over WebSocket: ${versionLabel(version)}`, async (t) => {
    const running = await startBroker({ listeners: [{ protocol: 'ws', port: 0, path: PATH }] });
    t.teardown(() => running.close());
    t.deepEqual(await redOnes(version, Number(new URL(running.urls[0] ?? '').port), 20_000), []);
  });
}

for (const mutant of WEBSOCKET_MUTANTS) {
  for (const version of VERSIONS) {
    test(`a server that ${mutant.summary} is red in its own cases: ${versionLabel(version)}`, async (t) => {
      const port = await serve(t, mutant);
      const prefix = version === 4 ? '311:' : '5:';
      t.deepEqual(
        await redOnes(version, port, ANSWER_MS),
        mutant.red.map((id) => `${prefix}${id}`),
      );
    });
  }
}

/** The embedded broker behind a WebSocket server that is wrong in one way. */
async function serve(t: ExecutionContext, wrong: WebSocketMutant): Promise<number> {
  const broker = new Broker({});
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    handleProtocols: (offered) =>
      wrong.selects !== undefined && offered.has(wrong.selects)
        ? wrong.selects
        : offered.has('mqtt') && 'mqtt',
  });
  t.teardown(() => {
    broker.close();
    for (const client of server.clients) client.terminate();
    server.close();
  });
  server.on('connection', (socket) => {
    if (socket.protocol === '' && wrong.takesAll !== true) {
      socket.close();
      return;
    }
    const [near, far] = memoryPair();
    far.attach(broker.accept(far));
    near.attach({
      onOpen: () => undefined,
      onBytes: (bytes) => {
        if (wrong.sendsText && bytes[0] === PUBLISH_QOS_0) socket.send('text');
        socket.send(bytes.slice());
      },
      onDrain: () => undefined,
      onEnd: () => socket.close(),
      onClose: () => socket.close(),
    });
    socket.on('message', (data, isBinary) => {
      const bytes = data as Buffer;
      if (!isBinary && !wrong.takesText) socket.close();
      else if (!wrong.wantsWhole || isWhole(bytes)) near.write(Uint8Array.from(bytes));
    });
    socket.on('close', () => near.close());
    socket.on('error', () => undefined);
  });
  await new Promise((resolve) => {
    server.once('listening', resolve);
  });
  return (server.address() as { port: number }).port;
}

/** Whether short packets fill the message to its last byte. */
function isWhole(bytes: Buffer): boolean {
  let at = 0;
  while (at < bytes.length) {
    const low = bytes[at + 1];
    if (low === undefined) return false;
    const high = low >= 0x80 ? (bytes[at + 2] ?? 0) : 0;
    at += low >= 0x80 ? 3 + (low & 0x7f) + high * 128 : 2 + low;
  }
  return at === bytes.length;
}
