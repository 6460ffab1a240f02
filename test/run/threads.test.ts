/** A broker that loses messages is found by any number of threads; a thread that is lost is never a pass. */
import test, { type ExecutionContext } from 'ava';
import type { Worker } from 'node:worker_threads';
import { startBroker } from '../../src/broker/start.ts';
import { runVerdict } from '../../src/results/verdict.ts';
import { PacketType } from '../../src/protocol/constants.ts';
import { runText, summary } from '../support/run-scenario.ts';
import { startTamperingProxy, type Tamper } from '../support/tampering-proxy.ts';
import { essence, inTurn } from './same-on-threads.ts';

async function brokerUrl(t: ExecutionContext): Promise<string> {
  const broker = await startBroker({ listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] });
  t.teardown(() => broker.close());
  return broker.urls[0] ?? '';
}

const BROKEN = `
name: broken
clients: { subscriber: { count: 4 }, publisher: { count: 4 } }
steps:
  - connect: all
  - subscribe: { clients: subscriber, filter: 'b/\${index}', qos: 2 }
  - publish: { clients: publisher, topic: 'b/\${index}', qos: 2, payload: 32B, rate: 50/s, for: 1s }
  - drain: 500ms
  - disconnect: all
`;

test.serial(
  'a broker that loses messages is found by any number of threads, with the same losses',
  async (t) => {
    const results = await inTurn([1, 2, 3], async (threads) => {
      const url = await brokerUrl(t);
      const proxy = await startTamperingProxy(url, 5, losingEveryTenth);
      t.teardown(() => proxy.stop());
      return essence(await runText(BROKEN, { url: proxy.url, version: 5, threads }));
    });
    t.is(results[0]?.verdict, 'fail');
    t.is(results[0]?.semantics[0]?.lost, 20);
    t.deepEqual(results[1], results[0]);
    t.deepEqual(results[2], results[0]);
  },
);

/** Answers every tenth PUBLISH of a connection itself, so that its publisher believes in it, and no broker ever sees it. */
function losingEveryTenth(): Tamper {
  let count = 0;
  const swallowed = new Set<number>();
  return (packet, direction, answer) => {
    if (direction === 'to-client') return [packet];
    if (packet.type === PacketType.publish && packet.packetId !== undefined) {
      count += 1;
      if (count % 10 !== 0) return [packet];
      swallowed.add(packet.packetId);
      answer({ type: PacketType.pubrec, packetId: packet.packetId, reasonCode: 0 });
      return [];
    }
    if (packet.type !== PacketType.pubrel || !swallowed.delete(packet.packetId)) return [packet];
    answer({ type: PacketType.pubcomp, packetId: packet.packetId, reasonCode: 0 });
    return [];
  };
}

for (const how of ['ends', 'throws', 'hangs'] as const) {
  test.serial(
    `a thread that ${how} in the middle: inconclusive, at once, and what the others measured is kept`,
    async (t) => {
      const workers: Worker[] = [];
      const remember = (worker: Worker): void => void workers.push(worker);
      process.on('worker', remember);
      t.teardown(() => process.off('worker', remember));
      const outcome = await runText(BROKEN.replace('for: 1s', 'for: 10min'), {
        url: await brokerUrl(t),
        version: 5,
        threads: 2,
        threadSilentMaxS: 2,
        listener: (event) => {
          if (event.kind !== 'progress' || event.sample.received < 50) return;
          const worker = workers.shift();
          if (workers.length !== 1 || worker === undefined) return;
          if (how === 'ends') void worker.terminate();
          else if (how === 'hangs') worker.removeAllListeners('message');
          else worker.emit('error', new Error('out of memory'));
        },
      });
      t.is(outcome.stopReason, 'failed');
      t.regex(
        outcome.stopDetail ?? '',
        /^a worker thread was lost: (?:it ended with code 1|out of memory|it has not been heard of for 2 s)$/u,
      );
      t.is(outcome.check.verdict, 'inconclusive', summary(outcome));
      t.true(outcome.metrics.counters['receive.count'] > 0);
      t.is(runVerdict({ ...outcome, thresholds: [] }).verdict, 'inconclusive');
    },
  );
}
