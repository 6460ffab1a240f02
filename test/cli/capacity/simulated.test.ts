/** The whole command in simulated time: what a busy machine cannot spoil. */
import test from 'ava';
import { EXIT } from '../../../src/cli/exit-codes.ts';
import { initHistograms } from '../../../src/metrics/histogram.ts';
import { PacketType } from '../../../src/protocol/constants.ts';
import { encodePacket } from '../../../src/protocol/encode.ts';
import { scenarioFile } from '../run-cli.ts';
import { PUBLISH_BYTES, RATE_SCENARIO, searched } from './known-target.ts';
import { simulatedRun } from './simulated-run.ts';

test.before(initHistograms);

const CAPACITY = 500;
const TARGET = { bytesPerSecond: CAPACITY * PUBLISH_BYTES, publishBytes: PUBLISH_BYTES, stumbles: 0.002 };
const GIVEN = { var: ['hold=10s'], repeats: '3', precision: '3%', target: ['mqtt://127.0.0.1:1'] };

test('the size of a PUBLISH as computed by hand is the one on the wire', (t) => {
  const payload = new Uint8Array(64);
  const packet = { topic: 'cap/d', qos: 1, packetId: 7, retain: false, dup: false, payload } as const;
  t.is(encodePacket({ type: PacketType.publish, ...packet }, 5).length, PUBLISH_BYTES);
});

test('a limit of bandwidth is found within 5 %, and the same by three seeds within their intervals', async (t) => {
  const answers = await Promise.all(
    ['1', '2', '3'].map(async (seed) => {
      const { code, report, err } = await searched(
        RATE_SCENARIO,
        undefined,
        { ...GIVEN, seed },
        undefined,
        simulatedRun(TARGET),
      );
      t.is(code, EXIT.pass, err);
      return report.answer;
    }),
  );
  for (const { kind, limit, held = 0, failed = 0, low = 0, high = Infinity } of answers) {
    t.deepEqual({ kind, limit }, { kind: 'knee', limit: 'target' });
    t.true(Math.abs(held - CAPACITY) <= 0.05 * CAPACITY, `${held}`);
    t.true(failed >= CAPACITY * 0.95 && failed <= CAPACITY * 1.05, `${failed}`);
    t.true(low <= held && failed <= high);
  }
  const low = Math.max(...answers.map((answer) => answer.low ?? 0));
  const high = Math.min(...answers.map((answer) => answer.high ?? Infinity));
  t.true(low < high, `no load lies in all three intervals: ${JSON.stringify(answers)}`);
});

test('the same seed finds the same by the same trials', async (t) => {
  const given = { ...GIVEN, seed: '5', scenario: scenarioFile(RATE_SCENARIO) };
  const run = () => searched('', undefined, given, undefined, simulatedRun(TARGET));
  const [one, two] = [await run(), await run()];
  t.deepEqual(two.report.points, one.report.points);
  t.deepEqual(two.report.answer, one.report.answer);
});

test('a generator that gives out before the target does is never taken for the target’s limit', async (t) => {
  const execute = simulatedRun({ ...TARGET, generatorMax: 300 });
  const { code, report } = await searched(RATE_SCENARIO, undefined, GIVEN, undefined, execute);
  t.is(code, EXIT.inconclusive);
  t.like(report.answer, { kind: 'at-least', limit: 'generator' });
  const { held = 0 } = report.answer;
  t.true(held <= 300 && held >= 300 / 1.04, `${held}`);
  t.is(report.answer.failed, undefined);
});

test('overload shows in the law: throughput tends to the limit that there is', async (t) => {
  const { report } = await searched(
    RATE_SCENARIO,
    undefined,
    { ...GIVEN, from: '50' },
    undefined,
    simulatedRun(TARGET),
  );
  const { scalability } = report;
  t.true(scalability.fitted);
  if (!scalability.fitted) return;
  t.is(scalability.concurrency, 'under-way');
  t.true(scalability.samples.length >= 8);
  t.true(scalability.rSquared > 0.8, String(scalability.rSquared));
  const { asymptote = 0 } = scalability;
  t.true(Math.abs(asymptote - CAPACITY) < 0.1 * CAPACITY, String(asymptote));
});
