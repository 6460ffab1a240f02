import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { passwordAuthentication } from '../../../src/broker/auth/password.ts';
import { startBroker } from '../../../src/broker/start.ts';
import { readProfile } from '../../../src/cli/conformance/profile.ts';
import { SCENARIO_KINDS } from '../../../src/cli/init/scenario-kinds.ts';
import { scenarioText } from '../../../src/cli/init/scenario-text.ts';
import { loadScenario } from '../../../src/scenario/load-scenario.ts';
import { runCli, runFed, temporaryFolder } from '../run-cli.ts';

const CREDENTIALS = { MQTT_BENCH_USERNAME: 'device', MQTT_BENCH_PASSWORD: 's3cret' };

for (const { name } of SCENARIO_KINDS) {
  test.serial(`the scenario ${name} is valid, has comments, and passes on the embedded broker`, async (t) => {
    const cwd = temporaryFolder();
    t.is((await runCli(['init', 'here', '--scenario', name, '--yes'], { cwd })).code, 0);
    t.is((await runCli(['validate', 'here/scenario.yaml'], { cwd })).code, 0);
    const length = /delivery|telemetry|broadcast/u.test(name) ? ['--var', 'hold=500ms'] : [];
    const { code, out } = await runFed(['run', 'here/scenario.yaml', '--protocol', '5.0', ...length], {
      cwd,
    });
    t.is(code, 0, out);
    const text = readFileSync(join(cwd, 'here', 'scenario.yaml'), 'utf8');
    t.true((text.match(/^ *# /gmu) ?? []).length > 8);
  });
}

test('--protocol decides for which version the scenario is', (t) => {
  const text = scenarioText('delivery', ['3.1.1']);
  const loaded = loadScenario(text, 'scenario.yaml');
  t.true(loaded.ok);
  if (loaded.ok) t.deepEqual(loaded.scenario.versions, [4]);
});

test('a profile with a target is enough for run and conformance, and its secrets stay in the environment', async (t) => {
  const broker = await startBroker({
    listeners: [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }],
    authenticate: passwordAuthentication({ users: [{ username: 'device', password: 's3cret' }] }),
  });
  t.teardown(() => broker.close());
  const cwd = temporaryFolder();
  const url = (broker.urls[0] ?? '').replace('//', '//device:s3cret@');
  const written = await runCli(['init', '--target', url, '--yes'], { cwd });
  t.is(written.code, 0);
  for (const text of [written.out, written.err, ...filesIn(cwd)]) t.false(text.includes('s3cret'));
  const args = ['scenario.yaml', '--profile', 'target.yaml', '--var', 'hold=300ms', '--protocol', '5.0'];
  const run = await runFed(['run', ...args], { cwd, env: CREDENTIALS });
  t.is(run.code, 0, run.out + run.err);
  t.true(run.out.includes(broker.urls[0] ?? '?'));
  t.false(`${run.out}${run.err}`.includes('s3cret'));
  const conformance = await runCli(
    ['conformance', '--profile', 'target.yaml', '--section', '3.12', '--no-report'],
    {
      cwd,
      env: CREDENTIALS,
    },
  );
  t.is(conformance.code, 0, conformance.out + conformance.err);
  const without = await runCli(['run', ...args], { cwd });
  t.is(without.code, 2);
  t.regex(without.err, /the environment has no variable MQTT_BENCH_USERNAME/u);
});

test('--target wins over the URL of the profile', async (t) => {
  const cwd = temporaryFolder();
  await runCli(['init', '--target', 'mqtt://127.0.0.1:1', '--yes'], { cwd });
  const args = ['run', 'scenario.yaml', '--profile', 'target.yaml', '--no-report'];
  const { err } = await runCli([...args, '--target', 'mqtt://127.0.0.1:2'], { cwd });
  t.regex(err, /Cannot reach mqtt:\/\/127\.0\.0\.1:2/u);
});

test('what a URL holds besides the address is not written', async (t) => {
  const cwd = temporaryFolder();
  const { out } = await runCli(['init', '--target', 'wss://h.example/mqtt?token=s3cret', '--yes'], { cwd });
  for (const text of [out, ...filesIn(cwd)]) t.false(text.includes('s3cret'));
  t.is(readProfile(join(cwd, 'target.yaml'), {}).url, 'wss://h.example/mqtt');
});

test('no file is overwritten, and then none is written', async (t) => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'target.yaml'), 'mine');
  const { code, out, err } = await runCli(['init', '--yes'], { cwd });
  t.is(code, 2);
  t.is(out, '');
  t.is(
    err,
    'mqtt-bench: target.yaml is there already, and nothing was written\n' +
      '  hint: name another folder, mqtt-bench init <folder>, or move the file away\n',
  );
  t.is(readFileSync(join(cwd, 'target.yaml'), 'utf8'), 'mine');
  t.false(existsSync(join(cwd, 'scenario.yaml')));
});

test('a target that is none is refused without its secrets', async (t) => {
  const { code, err } = await runCli(['init', '--target', 'http://u:s3cret@h', '--yes'], {
    cwd: temporaryFolder(),
  });
  t.is(code, 2);
  t.regex(err, /--target/u);
  t.false(err.includes('s3cret'));
});

test('without a terminal it asks nothing and takes what the options say', async (t) => {
  const cwd = temporaryFolder();
  const { code, err } = await runCli(['init'], { cwd });
  t.is(code, 0);
  t.is(err, '');
  t.deepEqual(readdirSync(cwd).sort(), ['scenario.yaml', 'target.yaml']);
});

function filesIn(folder: string): string[] {
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
}
