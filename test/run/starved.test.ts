/** A generator that ran out of a resource says so, and judges nobody. */
import test from 'ava';
import { startBroker } from '../../src/broker/start.ts';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';
import { buildResults } from '../../src/results/build.ts';
import type { Results } from '../../src/results/model.ts';
import type { RunOutcome } from '../../src/run/types.ts';
import { runCli, runFed, scenarioFile } from '../cli/run-cli.ts';
import { planText, runText } from '../support/run-scenario.ts';

function resultsOf(text: string, outcome: RunOutcome): Results {
  const { thresholds } = planText(text, 'test.yaml', { url: 'mqtt://127.0.0.1:1', version: 5 });
  return buildResults({
    toolVersion: '0',
    command: '',
    startedAt: '',
    scenario: { name: 'x', description: '', file: '', hash: '', seed: 1 },
    host: { os: '', arch: '', cpu: '', cpuCount: 1, memoryBytes: 1, node: '' },
    runs: [{ protocol: '5.0', startedAt: '', clients: 1, flows: 1, replay: '', thresholds, outcome }],
  });
}

test.serial('a rate that no thread can pace: inconclusive, exit 4, and the CPU is named', async (t) => {
  const broker = await startBroker({ listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] });
  t.teardown(() => broker.close());
  const text = `
name: impossible
clients: { subscriber: { count: 1 }, publisher: { count: 4 } }
steps:
  - connect: all
  - subscribe: { clients: subscriber, filter: nobody, qos: 0 }
  - publish: { clients: publisher, topic: 'i/\${index}', qos: 0, payload: 16B, total-rate: 5000000/s, for: 1s, when-late: drop }
thresholds: [publish.rate >= 0.99 * publish.intended, publish.raw.p99 < 1us]
`;
  const outcome = await runText(text, { url: broker.urls[0] ?? '', version: 5 });
  t.is(outcome.health.verdict, 'inconclusive');
  const results = resultsOf(text, outcome);
  t.is(results.verdict, 'inconclusive');
  t.is(exitCodeOf(results), 4);
  t.regex(results.runs[0]?.verdictReasons.join('\n') ?? '', /itself was the bottleneck: .*\(CPU\)/u);
});

test.serial('a busy loop beside the clients is found too', async (t) => {
  const broker = await startBroker({ listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] });
  t.teardown(() => broker.close());
  const hog = setInterval(() => {
    const endMs = performance.now() + 150;
    while (performance.now() < endMs);
  }, 1);
  t.teardown(() => clearInterval(hog));
  const text = `
name: starved
clients: { one: { count: 2 } }
steps:
  - connect: all
  - subscribe: { clients: one, filter: 's/#', qos: 1 }
  - publish: { clients: one, topic: 's/\${index}', qos: 1, rate: 100/s, for: 2s }
`;
  const outcome = await runText(text, { url: broker.urls[0] ?? '', version: 5 });
  const names = outcome.health.items.filter((item) => item.exceeded).map(({ name }) => name);
  t.true(names.includes('pacer lag p99 (CPU)'), names.join());
});

const CONNECTS = `
name: crowd
clients: { one: { count: 5000 } }
steps: [{ connect: one }, { disconnect: one }]
`;

test.serial('a run that cannot fit does not start: exit 4, the limit and the command', async (t) => {
  if (process.platform !== 'linux') {
    t.pass('only Linux tells');
    return;
  }
  const { code, err, out } = await runCli(['run', scenarioFile(CONNECTS), '--no-report'], {
    limit: 'ulimit -n 300',
  });
  t.is(code, 4);
  t.is(out, '');
  t.regex(
    err,
    /this machine cannot run the scenario: file descriptors: [\d,]+ needed for 5,000 connections/u,
  );
  t.regex(err, /ulimit -n \d+/u);
});

test.serial('doctor says whether a scenario fits, and what the machine has', async (t) => {
  const fits = await runFed(['doctor', 'qos2']);
  t.is(fits.code, 0, fits.err);
  t.regex(fits.out, /^qos2:\n/u);
  t.regex(fits.out, / CPUs: /u);
  const bare = await runCli(['doctor']);
  t.is(bare.code, 0);
  t.regex(bare.out, /^memory: .* available$/mu);
  if (process.platform !== 'linux') return;
  const small = await runCli(['doctor', scenarioFile(CONNECTS)], { limit: 'ulimit -n 300' });
  t.is(small.code, 4);
  t.regex(small.out, /TOO SMALL {2}file descriptors/u);
});
