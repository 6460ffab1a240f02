import test from 'ava';
import { BenchError, parseResults, renderJson, renderTerminal, runScenario } from '../src/index.ts';
import type { RunEvent } from '../src/index.ts';
import { smallScenario } from './cli/run-cli.ts';

test('a scenario runs from code, on the embedded broker, and its results can be rendered and read back', async (t) => {
  const events: RunEvent[] = [];
  const results = await runScenario(smallScenario(), {
    file: 'small.yaml',
    seed: 7,
    listener: (event) => events.push(event),
  });
  // A machine short of CPU makes the run inconclusive, rightly.
  const isStarved = results.runs[0]?.health.verdict === 'inconclusive';
  t.is(results.verdict, isStarved ? 'inconclusive' : 'pass', JSON.stringify(results.runs[0]?.verdictReasons));
  t.like(results.scenario, { name: 'small', file: 'small.yaml', seed: 7 });
  t.is(results.runs[0]?.target, 'embedded broker');
  t.regex(renderTerminal(results, { colorLevel: 0, width: 100 }), isStarved ? /^INCONCLUSIVE/u : /^PASS/u);
  t.deepEqual(parseResults(renderJson(results), 'x'), results);
  t.true(events.some((event) => event.kind === 'step-ended'));
});

test('a scenario with problems is an error that lists them all', async (t) => {
  const error = await t.throwsAsync(runScenario('nmae: x\nstpes: []\n', { file: 'bad.yaml' }), {
    instanceOf: BenchError,
  });
  t.is(error.kind, 'scenario');
  t.regex(error.message, /bad\.yaml:1:1: unknown-key/u);
  t.regex(error.message, /bad\.yaml:2:1: unknown-key/u);
});

test('a run that is aborted has results of what ran', async (t) => {
  const controller = new AbortController();
  const results = await runScenario(smallScenario('', 'rate: 100/s, for: 10min'), {
    signal: controller.signal,
    listener: (event) => {
      if (event.kind === 'step-ended') controller.abort(new Error('enough'));
    },
  });
  t.is(results.runs[0]?.stopReason, 'interrupted');
  t.is(results.runs[0]?.stopDetail, 'enough');
  t.is(results.verdict, 'inconclusive');
});

test('credentials of the target are not in the results', async (t) => {
  const controller = new AbortController();
  controller.abort(new Error('not wanted'));
  const results = await runScenario(smallScenario(), {
    target: 'mqtt://someone:s3cret@127.0.0.1:1',
    signal: controller.signal,
  });
  t.false(JSON.stringify(results).includes('s3cret'));
});

test('the conformance suite is no run: it has a report of its own', async (t) => {
  const error = await t.throwsAsync(runScenario('name: suite\nconformance: all\n'), {
    instanceOf: BenchError,
  });
  t.is(error.kind, 'usage');
});
