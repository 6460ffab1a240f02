/** Verdicts do not depend on how long packets are on their way: the same ones over a network that is late by chance. */
import test from 'ava';
import { present } from '../../src/base/assert.ts';
import { seededRandom } from '../../src/base/random.ts';
import { findDefect } from '../../src/broker/defects/index.ts';
import { CASES } from '../../src/conformance/cases/index.ts';
import { versionReport } from '../../src/conformance/report.ts';
import { VERSIONS, versionLabel } from '../support/broker-harness.ts';
import { CONFIGURED } from './configured.ts';
import { runSimulated, type SimulatedOptions } from './simulated-target.ts';

/** More by hand: `MQTT_BENCH_REPEATS=20`. */
const REPEATS = Number(process.env['MQTT_BENCH_REPEATS'] ?? 1);
const JITTER_MAX_MS = 300;

type Setting = Omit<SimulatedOptions, 'version' | 'cases'>;

async function verdicts(setting: Setting, version: (typeof VERSIONS)[number]): Promise<Map<string, string>> {
  const report = versionReport(await runSimulated({ version, cases: CASES, ...setting }), (id) => id);
  return new Map(report.cases.map(({ id, verdict }) => [id, verdict]));
}

const BROKERS: Readonly<Record<string, Setting>> = {
  'the embedded broker': CONFIGURED,
  'a broker that loses queued messages': {
    ...CONFIGURED,
    alter: (options) =>
      present(findDefect('queue-lost-on-resume'), 'the defect').apply(options, { every: 1 }),
  },
};

for (const [name, setting] of Object.entries(BROKERS)) {
  for (const version of VERSIONS) {
    test.serial(
      `jitter of 0 to ${JITTER_MAX_MS} ms changes no verdict on ${name}: ${versionLabel(version)}`,
      async (t) => {
        const calm = await verdicts(setting, version);
        for (let repeat = 0; repeat < REPEATS; repeat += 1) {
          const jitter = { maxMs: JITTER_MAX_MS, random: seededRandom(repeat) };
          const late = await verdicts({ ...setting, seed: repeat, jitter }, version);
          const changed = [...calm].filter(([id, verdict]) => late.get(id) !== verdict);
          t.deepEqual(
            changed.map(([id, verdict]) => `${id}: ${verdict} becomes ${late.get(id)}`),
            [],
          );
        }
      },
    );
  }
}
