import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import test from 'ava';
import { parseResults } from '../../src/results/parse.ts';
import { runCli, runFed, scenarioFile, smallScenario, temporaryFolder } from './run-cli.ts';

// One after the other: each is a process of its own, and a generator short of CPU is rightly inconclusive.

/** A port at which nobody listens: just given back by the system. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test.serial(
  'a scenario passes on the embedded broker: 0, the report on stdout, a run directory',
  async (t) => {
    const out = temporaryFolder();
    const summary = join(out, 'summary.md');
    const env = { GITHUB_STEP_SUMMARY: summary };
    const result = await runFed(['run', scenarioFile(smallScenario()), '--out', out, '--seed', '7'], { env });
    t.is(result.code, 0, result.err);
    t.regex(result.out, /^PASS {2}small {2}MQTT 5\.0 {2}embedded broker/u);
    t.regex(result.err, /^small, MQTT 5\.0: 2 clients on embedded broker, seed 7$/mu);
    const time = readdirSync(join(out, 'small')).sort().at(-1) ?? '';
    const directory = join(out, 'small', time);
    t.deepEqual(readdirSync(directory).sort(), [
      'badge.json',
      'junit.xml',
      'latency.hlog',
      'report.html',
      'report.md',
      'report.txt',
      'results.json',
      'timeline.csv',
    ]);
    const file = join(directory, 'results.json');
    const results = parseResults(readFileSync(file, 'utf8'), file);
    t.is(results.verdict, 'pass');
    t.is(results.scenario.seed, 7);
    t.is(results.runs[0]?.metrics.counters['receive.count'], 10);
    t.true(result.out.includes(file));
    t.regex(readFileSync(join(directory, 'report.txt'), 'utf8'), /^PASS/u);
    t.regex(readFileSync(summary, 'utf8'), /## ✅ PASS: small\n/u);
  },
);

test.serial(
  '--json prints the results alone, --no-report writes nothing, --quiet shows no progress',
  async (t) => {
    const cwd = temporaryFolder();
    const args = ['run', scenarioFile(smallScenario()), '--json', '--no-report', '--quiet'];
    const { code, out, err } = await runFed(args, { cwd });
    t.is(code, 0, err);
    t.is(err, '');
    t.is(parseResults(out, 'stdout').verdict, 'pass');
    t.deepEqual(readdirSync(cwd), []);
  },
);

test.serial('a missed threshold ends with 1 and is in the report', async (t) => {
  const file = scenarioFile(smallScenario('thresholds: ["receive.count == 11"]\n'));
  const { code, out } = await runCli(['run', file, '--no-report']);
  t.is(code, 1);
  t.regex(out, /^FAIL/u);
  t.true(out.includes('threshold missed: receive.count == 11'));
});

test.serial('each protocol version is a run, and the worst verdict wins', async (t) => {
  const file = scenarioFile(smallScenario().replace('protocol: "5.0"', 'protocol: ["3.1.1", "5.0"]'));
  const { code, out, err } = await runFed(['run', file, '--no-report', '--json']);
  t.is(code, 0, err);
  t.deepEqual(
    parseResults(out, 'stdout').runs.map((run) => run.protocol),
    ['3.1.1', '5.0'],
  );
});

test.serial('a broker out of reach ends with 3 and a sentence', async (t) => {
  const port = await freePort();
  const args = ['run', scenarioFile(smallScenario()), '--no-report', '--target', `mqtt://127.0.0.1:${port}`];
  const { code, out, err } = await runCli(args);
  t.is(code, 3);
  t.is(out, '');
  t.regex(
    err,
    new RegExp(`^Cannot reach mqtt://127\\.0\\.0\\.1:${port}: .*nothing accepts connections.*\\.$`, 'mu'),
  );
  t.regex(err, /^ {2}hint: /mu);
});

test.serial('passwords show nowhere: neither in the report nor in its files nor on stderr', async (t) => {
  const port = await freePort();
  const out = temporaryFolder();
  const file = scenarioFile(smallScenario());
  const target = `mqtt://someone:s3cret@127.0.0.1:${port}`;
  for (const args of [
    ['--target', target],
    [`--target=${target}`],
    ['--target', `mqtt://127.0.0.1:${port}`, '--username', 'someone', '--password', 's3cret'],
    [
      '--target',
      `mqtt://127.0.0.1:${port}`,
      '--username',
      'someone',
      '--password=s3cret',
      '--var',
      'secret_word=s3cret',
    ],
  ]) {
    const result = await runCli(['run', file, '--out', out, ...args]);
    t.is(result.code, 3, result.err);
    t.false(`${result.out}${result.err}`.includes('s3cret'));
  }
  const folder = join(out, 'small');
  for (const time of readdirSync(folder)) {
    for (const name of readdirSync(join(folder, time))) {
      t.false(readFileSync(join(folder, time, name), 'utf8').includes('s3cret'), name);
    }
  }
});

test.serial('a bad target is refused without its password', async (t) => {
  const { code, err } = await runCli(['run', 'qos2', '--target', 'htp://someone:s3cret@127.0.0.1']);
  t.is(code, 2);
  t.regex(err, /scheme/u);
  t.false(err.includes('s3cret'));
});

test.serial(
  'a broken scenario ends with 2 before anything runs, all problems with their places',
  async (t) => {
    const file = scenarioFile(smallScenario().replace('qos: 1', 'qos: 7').replace('drain: 5s', 'drian: 5s'));
    for (const command of ['run', 'validate']) {
      const { code, out, err } = await runCli([command, file]);
      t.is(code, 2);
      t.is(out, '');
      t.regex(err, /scenario\.yaml:10:63: out-of-range: /u);
      t.regex(err, /scenario\.yaml:13:5: unknown-step: /u);
    }
  },
);

test.serial('YAML that is none ends with 2', async (t) => {
  const { code, err } = await runCli(['run', scenarioFile('name: [')]);
  t.is(code, 2);
  t.regex(err, /scenario\.yaml:\d+:\d+: yaml-syntax/u);
});

test.serial('validate accepts a good scenario', async (t) => {
  const { code, out, err } = await runCli(['validate', 'qos2']);
  t.deepEqual([code, err], [0, '']);
  t.is(out, 'scenarios/qos2.yaml: valid\n');
});

test.serial('--dry-run shows the plan and runs nothing', async (t) => {
  const cwd = temporaryFolder();
  const { code, out, err } = await runCli(
    ['run', scenarioFile(smallScenario()), '--dry-run', '--seed', '9'],
    { cwd },
  );
  t.deepEqual([code, err], [0, '']);
  t.regex(out, /small/u);
  t.regex(out, /seed 9/u);
  t.deepEqual(readdirSync(cwd), []);
});

test.serial('options win over the environment', async (t) => {
  const [fromEnv, given] = [await freePort(), await freePort()];
  const env = { MQTT_BENCH_TARGET: `mqtt://127.0.0.1:${fromEnv}` };
  const file = scenarioFile(smallScenario());
  const byEnv = await runCli(['run', file, '--no-report'], { env });
  t.true(byEnv.err.includes(`mqtt://127.0.0.1:${fromEnv}`), byEnv.err);
  const byOption = await runCli(['run', file, '--no-report', '--target', `mqtt://127.0.0.1:${given}`], {
    env,
  });
  t.true(byOption.err.includes(`mqtt://127.0.0.1:${given}`), byOption.err);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test.serial(`${signal} ends a run in good order: 130 and a full report`, async (t) => {
    let sent = false;
    const out = temporaryFolder();
    const file = scenarioFile(smallScenario('', 'rate: 100/s, for: 10min'));
    const result = await runCli(['run', file, '--out', out], {
      watch: ({ err }, child) => {
        if (sent || !err.includes('clients on')) return;
        sent = true;
        child.kill(signal);
      },
    });
    t.is(result.code, 130, result.err);
    t.regex(result.out, /^INCONCLUSIVE.*\(interrupted\)/u);
    t.true(result.err.includes('stopping in good order'));
    t.true(existsSync(join(out, 'small', readdirSync(join(out, 'small'))[0] ?? '', 'results.json')));
  });
}

test.serial('a place that cannot be written to is found before the run', async (t) => {
  const blocked = scenarioFile('');
  const { code, out, err } = await runCli(['run', scenarioFile(smallScenario()), '--out', blocked]);
  t.is(code, 4);
  t.is(out, '');
  t.regex(err, /^mqtt-bench: cannot write .*\n {2}hint: choose another place with --out/u);
});

test('a password without a user name is an error where MQTT 3.1.1 is spoken (311:3.1.2-22)', async (t) => {
  const env = { MQTT_BENCH_PASSWORD: 's3cret' };
  const { code, err } = await runCli(['run', 'qos2'], { env });
  t.is(code, 2);
  t.regex(err, /cannot send a password without a user name\n {2}hint: .*MQTT_BENCH_USERNAME/u);
  t.is((await runCli(['run', 'qos2', '--dry-run', '--protocol', '5.0'], { env })).code, 0);
});
