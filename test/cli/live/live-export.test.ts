/** Figures of real runs, on their way out. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'ava';
import { runCli, runFed, scenarioFile, smallScenario } from '../run-cli.ts';

interface Metric {
  readonly name: string;
  readonly sum?: { readonly dataPoints: readonly { readonly asInt: string }[] };
  readonly histogram?: { readonly dataPoints: readonly { readonly count: string }[] };
}

test.serial('a run can be scraped while it lasts', async (t) => {
  const file = scenarioFile(smallScenario('', 'rate: 50/s, for: 4s'));
  let scraped: Promise<string> | undefined;
  const { code, err } = await runFed(['run', file, '--prometheus', '0', '--no-report'], {
    watch: (result) => {
      const url = /^Prometheus: (\S+)$/mu.exec(result.err)?.[1];
      if (url !== undefined) scraped ??= untilSeen(url);
    },
  });
  t.is(code, 0, err);
  const text = (await scraped) ?? '';
  t.regex(text, /^mqtt_bench_clients\{scenario="small",protocol="5\.0"\} 2$/mu);
  t.regex(
    text,
    /^mqtt_bench_e2e_latency_seconds_bucket\{scenario="small",protocol="5\.0",le="\+Inf"\} [1-9]/mu,
  );
});

/** Asks until figures of messages are there; a run of seconds has them after two. */
async function untilSeen(url: string): Promise<string> {
  for (;;) {
    const response = await fetch(url);
    const text = await response.text();
    if (/^mqtt_bench_e2e_latency_seconds_count\{[^}]*\} [1-9]/mu.test(text)) return text;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test.serial('at its end a run has sent all its figures by OTLP, however short it was', async (t) => {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      bodies.push(body);
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { code, err } = await runFed(['run', scenarioFile(smallScenario()), '--otlp', url, '--no-report']);
  t.is(code, 0, err);
  const last = JSON.parse(bodies.at(-1) ?? '{}') as {
    resourceMetrics: { scopeMetrics: { metrics: Metric[] }[] }[];
  };
  const metrics = last.resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? [];
  const find = (name: string) => metrics.find((metric) => metric.name === name);
  t.is(find('mqtt_bench.publish.sent')?.sum?.dataPoints[0]?.asInt, '10');
  t.is(find('mqtt_bench.receive.messages')?.sum?.dataPoints[0]?.asInt, '10');
  t.is(find('mqtt_bench.e2e.latency')?.histogram?.dataPoints[0]?.count, '10');
});

test.serial('a receiver that is not there does not change how a run ends', async (t) => {
  const args = [
    'run',
    scenarioFile(smallScenario()),
    '--otlp',
    'http://127.0.0.1:1',
    '--no-report',
    '--quiet',
  ];
  const { code, out, err } = await runFed(args);
  t.is(code, 0, out + err);
  t.is([...err.matchAll(/warning: OTLP receiver/gu)].length, 1);
});

test.serial('a port that cannot be had ends the command before anything runs', async (t) => {
  const { code, out, err } = await runCli(['run', 'qos2', '--prometheus', '192.0.2.1:9464', '--no-report']);
  t.is(code, 4);
  t.is(out, '');
  t.regex(err, /--prometheus: cannot listen: .*\n {2}hint: /u);
});
