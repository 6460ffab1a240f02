import test, { type ExecutionContext } from 'ava';
import { startBroker } from '../../src/broker/start.ts';
import { evaluateThresholds } from '../../src/results/thresholds.ts';
import { runVerdict } from '../../src/results/verdict.ts';
import type { RunOutcome } from '../../src/run/types.ts';
import { planText, runText, summary } from '../support/run-scenario.ts';
import { startTamperingProxy } from '../support/tampering-proxy.ts';
import { PacketType } from '../../src/protocol/constants.ts';

function scenario(threshold: string, steps = ''): string {
  return `
name: watched
clients: { subscriber: { count: 2 }, publisher: { count: 2 } }
steps:
  - connect: all
  - subscribe: { clients: subscriber, filter: 'w/#', qos: 1 }${steps}
  - publish: { clients: publisher, topic: 'w/\${index}', qos: 1, rate: 50/s, for: 60s }
thresholds:
  - ${threshold}
  - receive.count >= 1000000
`;
}

async function brokerUrl(t: ExecutionContext): Promise<string> {
  const broker = await startBroker({ listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] });
  t.teardown(() => broker.close());
  return broker.urls[0] ?? '';
}

function verdictOf(text: string, url: string, outcome: RunOutcome) {
  const { thresholds } = planText(text, 'test.yaml', { url, version: 5 });
  const results = evaluateThresholds(thresholds, { ...outcome, healthy: outcome.health.verdict === 'pass' });
  return { results, ...runVerdict({ ...outcome, thresholds: results }) };
}

for (const threads of [1, 2]) {
  test.serial(`a threshold with abort ends the run after its delay, ${threads} threads`, async (t) => {
    const text = scenario("{ check: 'e2e.latency.p50 < 1us', abort: true, delay: 1500ms }");
    const url = await brokerUrl(t);
    const outcome = await runText(text, { url, version: 5, threads });
    t.is(outcome.stopReason, 'aborted');
    t.regex(outcome.stopDetail ?? '', /^e2e\.latency\.p50 < 1us \(measured .*[mµ]s\)$/u);
    t.true(outcome.durationUs >= 1_500_000 && outcome.durationUs < 30_000_000);
    t.true(outcome.metrics.counters['receive.count'] > 0, 'what ran is reported');
    t.false(
      outcome.check.findings.some(({ status }) => status === 'fail'),
      summary(outcome),
    );
    const { verdict, results } = verdictOf(text, url, outcome);
    t.is(verdict, outcome.health.verdict === 'pass' ? 'fail' : 'inconclusive');
    t.is(results[1]?.verdict, 'inconclusive', 'what an abort cut short is not missed');
  });
}

test.serial(
  'a threshold with abort that holds, or that reads what was not measured, ends nothing',
  async (t) => {
    const text = scenario("{ check: 'e2e.latency.p50 < 1h', abort: true }")
      .replace('for: 60s', 'for: 1500ms')
      .replace('receive.count >= 1000000', "{ check: 'publish.raw.p99 < 1h', abort: true }");
    const outcome = await runText(text, { url: await brokerUrl(t), version: 5 });
    t.is(outcome.stopReason, 'completed', summary(outcome));
  },
);

test.serial('what the checkers count can end a run too', async (t) => {
  let dropped = 0;
  const proxy = await startTamperingProxy(await brokerUrl(t), 5, () => (packet, direction) => {
    const delivery = direction === 'to-client' && packet.type === PacketType.publish;
    if (!delivery || dropped > 0) return [packet];
    dropped += 1;
    return [];
  });
  t.teardown(() => proxy.stop());
  const first = `
  - publish: { clients: publisher, topic: 'w/\${index}', qos: 1, rate: 50/s, for: 200ms }
  - drain: 300ms`;
  const text = scenario("{ check: 'messages.lost == 0', abort: true }", first);
  const outcome = await runText(text, { url: proxy.url, version: 5 });
  t.is(outcome.stopReason, 'aborted');
  t.regex(outcome.stopDetail ?? '', /^messages\.lost == 0 \(measured 1\)$/u);
});
