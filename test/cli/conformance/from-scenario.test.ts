import test from 'ava';
import { findDefect } from '../../../src/broker/defects/index.ts';
import { startBroker } from '../../../src/broker/start.ts';
import { conformanceArguments } from '../../../src/cli/conformance/from-scenario.ts';
import { runRequest, type RunArguments } from '../../../src/cli/run/request.ts';
import { loadText } from '../../scenario/support.ts';
import { runCli, scenarioFile } from '../run-cli.ts';

const suite = (conformance: string, more = ''): string =>
  `name: suite\nprotocol: "5.0"\n${more}conformance: ${conformance}\n`;

function argumentsOf(text: string, given: Partial<RunArguments> = {}) {
  const scenario = loadText(text);
  const usual = { scenario: ['suite.yaml'], dryRun: false, json: false, out: 'reports', report: true };
  const request = runRequest({ ...usual, color: true, quiet: false, insecure: false, ...given }, {});
  const { conformance } = scenario;
  if (conformance === undefined) throw new Error('the scenario is no suite');
  return conformanceArguments(scenario, conformance, request);
}

test('a scenario asks for the same as the options of the command', (t) => {
  const given = argumentsOf(
    suite(
      '{ sections: "3.1", levels: [MUST], cases: ["3.1.*"], features: [will], answer: 250ms, concurrency: 4, limits: true, largest-packet: 2KiB }',
    ),
  );
  t.like(given, {
    ...{ protocol: '5.0', section: ['3.1'], level: ['MUST'], case: ['3.1.*'], feature: ['will'] },
    ...{
      answer: '250000us',
      concurrency: '4',
      strict: false,
      limits: true,
      largestPacket: '2048B',
      list: false,
      report: true,
      out: 'reports',
    },
  });
});

test('both versions are no restriction; the command line chooses one', (t) => {
  const both = suite('all').replace('"5.0"', '["3.1.1", "5.0"]');
  t.is(argumentsOf(both).protocol, undefined);
  t.is(argumentsOf(both, { protocol: '3.1.1' }).protocol, '3.1.1');
});

test('target, credentials, TLS and seed of the scenario reach the suite, and the command line replaces them', (t) => {
  const text = suite(
    'all',
    'seed: 7\ntarget: { url: "mqtts://u:p@a:8883", profile: emqx, tls: { ca: ca.pem, server-name: b, alpn: [mqtt] } }\n',
  );
  t.like(argumentsOf(text), {
    ...{ target: 'mqtts://a:8883', username: 'u', password: 'p', profile: 'emqx', seed: '7' },
    ...{ ca: 'ca.pem', serverName: 'b', alpn: ['mqtt'], insecure: false },
  });
  const given = argumentsOf(text, { target: ['mqtt://c'], username: 'v', profile: 'x.yaml', seed: '8' });
  t.like(given, { target: 'mqtt://c', username: 'v', profile: 'x.yaml', seed: '8' });
});

test('the suite judges one broker', (t) => {
  t.throws(() => argumentsOf(suite('all'), { target: ['mqtt://a', 'mqtt://b'] }), {
    message: /one broker, not 2/u,
  });
});

test('a dry run lists the cases', async (t) => {
  const file = scenarioFile(suite('{ sections: ["3.12"] }'));
  const dry = await runCli(['run', file, '--dry-run']);
  const listed = await runCli(['conformance', '--list', '--protocol', '5.0', '--section', '3.12']);
  t.is(dry.code, 0);
  t.regex(dry.out, /^5:3\.12\.4-1/u);
  t.deepEqual(dry, listed);
});

test('run ends as the command does, and a failure has the command that repeats the case', async (t) => {
  const broken = findDefect('replay-without-retain')?.apply({}, { every: 1 });
  t.truthy(broken);
  const broker = await startBroker({
    ...broken,
    listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }],
  });
  t.teardown(() => broker.close());
  const url = broker.urls[0] ?? '';
  const file = scenarioFile(suite('{ cases: "5:U-3.3.1.3-1" }'));
  const { code, out } = await runCli(['run', file, '--no-report', '--target', url]);
  t.is(code, 1, out);
  t.true(out.includes(`mqtt-bench conformance --case 5:U-3.3.1.3-1`), out);
});

test('where nobody listens, run says so and ends with 3', async (t) => {
  const { code, err } = await runCli(['run', scenarioFile(suite('all')), '--target', 'mqtt://127.0.0.1:1']);
  t.is(code, 3);
  t.regex(err, /Cannot reach /u);
});

test('doctor has nothing to object to; shrink has nothing to do', async (t) => {
  const file = scenarioFile(suite('{ concurrency: 5 }'));
  const seen = await runCli(['doctor', file]);
  t.is(seen.code, 0);
  t.regex(seen.out, /5 cases at once/u);
  const shrunk = await runCli(['shrink', file]);
  t.is(shrunk.code, 2);
  t.regex(shrunk.err, /is the conformance suite/u);
});
