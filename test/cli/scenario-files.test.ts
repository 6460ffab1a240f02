import test from 'ava';
import { BenchError } from '../../src/base/errors.ts';
import { findScenario, loadScenarios } from '../../src/cli/run/scenario-files.ts';
import { runCli, scenarioFile, smallScenario, temporaryFolder } from './run-cli.ts';

test('a file is taken as it is, a bare name ships', (t) => {
  const file = scenarioFile(smallScenario());
  t.is(findScenario(file), file);
  t.regex(findScenario('qos2'), /scenarios\/qos2\.yaml$/u);
});

test('what is not there has a hint', (t) => {
  const hintFor = (name: string): string | undefined =>
    t.throws(() => findScenario(name), { instanceOf: BenchError, message: `there is no scenario ${name}` })
      .hint;
  t.is(hintFor('qos22'), 'did you mean `qos2`?');
  t.regex(hintFor('../../no/such/file') ?? '', /YAML file/u);
  t.regex(hintFor(temporaryFolder()) ?? '', /YAML file/u);
});

test('the problems of all files come together', (t) => {
  const bad = scenarioFile(smallScenario().replace('qos: 1', 'qos: 7'), 'first.yaml');
  const worse = scenarioFile('nonsense: 1\n', 'second.yaml');
  const loaded = loadScenarios([bad, scenarioFile(smallScenario()), worse], {});
  t.false(loaded.ok);
  if (loaded.ok) return;
  t.regex(loaded.problems, /first\.yaml:\d+:\d+: /u);
  t.regex(loaded.problems, /second\.yaml:\d+:\d+: /u);
});

test('vars and environment reach the scenario, and a secret from there does not stand in the plan', (t) => {
  const text = smallScenario().replace('secret_word: none', 'secret_word: "${env.WORD}"');
  const loaded = loadScenarios([scenarioFile(text)], { env: { WORD: 'here' } });
  t.true(loaded.ok);
  t.is(loaded.ok ? loaded.scenarios[0]?.scenario.vars['secret_word'] : undefined, '${env.WORD}');
  t.false(loadScenarios([scenarioFile(text)], { env: {} }).ok);
});

test('a name of the benchmark suite is a scenario of any size, and can be printed', async (t) => {
  const dry = await runCli(['run', 'p2p-3-3-3-6', '--dry-run', '--var', 'hold=2s']);
  t.is(dry.code, 0, dry.err);
  t.regex(dry.out, /12 messages, 12 deliveries/u);
  const printed = await runCli(['validate', 'p2p-3-3-3-6', '--print']);
  t.regex(printed.out, /^name: p2p-3-3-3-6$/mu);
  const wrong = await runCli(['run', 'p2p-3-4-3-6']);
  t.is(wrong.code, 2);
  t.regex(wrong.err, /pairs have as many subscribers as publishers\n {2}hint: conn-tcp-</u);
});
