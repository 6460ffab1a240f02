/** Every shipped scenario on one thread, and on two or three: in parts, so that none of the test files is a long one. */
import test, { type ExecutionContext } from 'ava';
import { startBroker } from '../../src/broker/start.ts';
import { PacketType } from '../../src/protocol/constants.ts';
import type { RunOutcome } from '../../src/run/types.ts';
import { runShipped, summary } from '../support/run-scenario.ts';
import { SHIPPED_PLAIN, type ShippedScenario } from '../support/shipped.ts';
import { startTamperingProxy, type Tamper } from '../support/tampering-proxy.ts';

async function brokerUrl(t: ExecutionContext, seen: Set<string>): Promise<string> {
  const broker = await startBroker({ listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] });
  t.teardown(() => broker.close());
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
export function essence({ check, metrics, stopReason }: RunOutcome) {
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

/** Every `of`-th shipped scenario, from the one numbered `part` on. */
export function testSameOnThreads(part: number, of: number): void {
  const shipped = SHIPPED_PLAIN.filter((_, index) => index % of === part);
  for (const [index, { name, vars }] of shipped.entries()) {
    const counts = [1, index % 2 === 0 ? 2 : 3];
    test.serial(
      `${name}: the same clients, topics, counts and verdicts on ${counts.join(', ')} threads`,
      async (t) => {
        const [one, other] = await inTurn(counts, (threads) => play(t, { name, vars, threads }));
        t.deepEqual(other, one);
      },
    );
  }
}

async function play(
  t: ExecutionContext,
  { name, vars, threads }: Pick<ShippedScenario, 'name' | 'vars'> & { threads: number },
) {
  const seen = new Set<string>();
  const url = await brokerUrl(t, seen);
  const outcome = await runShipped(name, { url, version: 5, vars, threads, seed: 7 });
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  const { verdict } = outcome.check;
  // What was on its way when a second connection took over is sent again, and not always marked as a repeat.
  const told = [...seen].filter((one) => !UNCOUNTED.includes(name) || !one.includes(' × '));
  return { seen: told.sort(), essence: OF_MOMENTS.includes(name) ? { verdict } : essence(outcome) };
}

export async function inTurn<A, B>(items: readonly A[], act: (item: A) => Promise<B>): Promise<B[]> {
  const results: B[] = [];
  for (const item of items) results.push(await act(item));
  return results;
}
