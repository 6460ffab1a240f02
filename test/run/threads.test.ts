/** The number of threads changes nothing but the speed; a thread that is lost is never a pass. */
import test, { type ExecutionContext } from 'ava';
import type { Worker } from 'node:worker_threads';
import { startBroker } from '../../src/broker/start.ts';
import { runVerdict } from '../../src/results/verdict.ts';
import { PacketType } from '../../src/protocol/constants.ts';
import type { RunOutcome } from '../../src/run/types.ts';
import { runShipped, runText, summary } from '../support/run-scenario.ts';
import { SHIPPED_PLAIN } from '../support/shipped.ts';
import { startTamperingProxy, type Tamper } from '../support/tampering-proxy.ts';

async function brokerUrl(t: ExecutionContext, seen?: Set<string>): Promise<string> {
  const broker = await startBroker({ listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] });
  t.teardown(() => broker.close());
  if (seen === undefined) return broker.urls[0] ?? '';
  const proxy = await startTamperingProxy(broker.urls[0] ?? '', 5, () => noting(seen));
  t.teardown(() => proxy.stop());
  return proxy.url;
}

/** Notes who connects, and how many messages each publishes to which topic at which QoS. */
function noting(seen: Set<string>): Tamper {
  let clientId = '';
  const counts = new Map<string, number>();
  return (packet, direction) => {
    if (direction === 'to-client') return [packet];
    if (packet.type === PacketType.connect) seen.add((clientId = packet.clientId));
    if (packet.type === PacketType.subscribe)
      for (const { filter, qos } of packet.subscriptions) seen.add(`${clientId} ${filter} ${qos}`);
    if (packet.type !== PacketType.publish || packet.dup) return [packet];
    const key = `${clientId} ${packet.topic} ${packet.qos}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    seen.delete(`${key} × ${count - 1}`);
    seen.add(`${key} × ${count}`);
    return [packet];
  };
}

/** What must not depend on threads: counts are exact for messages paced by a clock that all arrive. */
function essence({ check, metrics, stopReason }: RunOutcome) {
  const { counters } = metrics;
  return {
    stopReason,
    verdict: check.verdict,
    invariants: check.invariants.map(({ id, verdict, failures }) => ({ id, verdict, failures })),
    semantics: check.semantics,
    counters: Object.fromEntries(
      (['connect.ok', 'subscribe.ok', 'publish.intended', 'publish.sent', 'receive.count'] as const).map(
        (name) => [name, counters[name]],
      ),
    ),
  };
}

/** Random faults and half-open connections hit at moments, not at messages: what they swallow is sent again, marked as a repeat. */
const WITH_FAULTS = ['unstable-network', 'half-open'];
/** How many messages find a subscriber that comes and goes, or are sent again to its successor, is a matter of moments. */
const OF_MOMENTS = ['churn', 'takeover', ...WITH_FAULTS];
const UNCOUNTED = ['takeover', ...WITH_FAULTS];

for (const { name, vars } of SHIPPED_PLAIN) {
  // Those with faults take their time.
  const counts = WITH_FAULTS.includes(name) ? [1, 3] : [1, 2, 3];
  test.serial(
    `${name}: the same clients, topics, counts and verdicts on ${counts.join(', ')} threads`,
    async (t) => {
      const [one, ...others] = await inTurn(counts, async (threads) => {
        const seen = new Set<string>();
        const url = await brokerUrl(t, seen);
        const outcome = await runShipped(name, { url, version: 5, vars, threads, seed: 7 });
        t.is(outcome.check.verdict, 'pass', summary(outcome));
        const { verdict } = outcome.check;
        // What was on its way when a second connection took over is sent again, and not always marked as a repeat.
        const told = [...seen].filter((one) => !UNCOUNTED.includes(name) || !one.includes(' × '));
        return { seen: told.sort(), essence: OF_MOMENTS.includes(name) ? { verdict } : essence(outcome) };
      });
      for (const other of others) t.deepEqual(other, one);
    },
  );
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

async function inTurn<A, B>(items: readonly A[], act: (item: A) => Promise<B>): Promise<B[]> {
  const results: B[] = [];
  for (const item of items) results.push(await act(item));
  return results;
}
